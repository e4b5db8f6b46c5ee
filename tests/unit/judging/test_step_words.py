"""Words of the steps of a scale: read as they are typed, refused where they fit no step."""

import pytest

from challenge.judging.rules.step_words import as_typed, check_both, read_steps
from challenge.kernel.errors import Invalid

MARKS = ["0", "0.5", "1"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", {}),
        ("1 outstanding\r\n\r\n0 absent", {"0": "absent", "1": "outstanding"}),
        ("0,5: half there\n1.0 = all  of it", {"0.5": "half there", "1": "all of it"}),
        ("0 " + "x" * 40, {"0": "x" * 40}),
    ],
)
def test_words_are_read_in_the_order_of_the_scale(text: str, words: dict[str, str]) -> None:
    found = read_steps(text, MARKS, "steps_en-0")

    assert list(found.items()) == list(words.items())
    assert read_steps(as_typed(found), MARKS, "") == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("absent", "judging.step_line"),
        ("0", "judging.step_line"),
        ("0 absent\n0.0 missing", "judging.step_line"),
        ("2 too good", "judging.step_mark"),
        ("1 " + "x" * 41, "form.too_long"),
    ],
)
def test_line_that_fits_no_step_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_steps(text, MARKS, "steps_en-0")

    assert (refused.value.code, refused.value.place) == (code, "steps_en-0")


@pytest.mark.parametrize(("english", "french"), [({"0": "absent"}, {}), ({}, {"0": "absent"})])
def test_words_of_one_language_alone_are_refused(english: dict[str, str], french: dict[str, str]) -> None:
    check_both(english | french, english | french, "")
    with pytest.raises(Invalid, match=r"judging\.step_both"):
        check_both(english, french, "steps_fr-0")
