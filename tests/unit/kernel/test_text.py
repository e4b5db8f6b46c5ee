"""Texts of people as they are kept."""

from hypothesis import given
from hypothesis import strategies as st

from challenge.kernel.text import clean_block, clean_line


@given(st.text(alphabet=st.characters() | st.sampled_from("e\u0301\x07\r\n \u00a0\u200b")))
def test_a_clean_text_is_clean(typed: str) -> None:
    for clean in (clean_line, clean_block):
        assert clean(clean(typed)) == clean(typed)


def test_what_a_control_character_parted_is_one_letter_again() -> None:
    assert (clean_line("Salle e\x07\u0301"), clean_block("e\x00\u0301\r\nx")) == ("Salle é", "é\nx")
