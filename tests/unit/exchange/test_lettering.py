"""What stands on papers and marks where the typeface lacks a letter."""

import pytest

from challenge.exchange.lettering import UNPRINTED, printable


@pytest.mark.parametrize(
    "name", ["Bérénice Zœller", "Łukasz Šmíd", "Đoković, 3 € – “x”", "1 rue du Fort\n90000 Belfort"]
)
def test_letters_of_the_typeface_stay(name: str) -> None:
    assert printable(name) == name


def test_an_accent_that_is_lacking_is_left_out_and_marks_that_are_no_letters_go() -> None:
    assert printable("Żaneta Bașar Nguyễn") == "Zaneta Basar Nguyen"
    assert printable("Nguye\u0302\u0303n") == "Nguyen"
    assert printable("A\u200d\u202eB\ufe0f") == "AB"


def test_letters_of_other_writings_are_said_to_be_lacking() -> None:
    assert printable("Ольга 名前 🎉") == f"{UNPRINTED * 5} {UNPRINTED * 2} {UNPRINTED}"
    assert printable("علي") == UNPRINTED * 3
