"""Texts in both languages follow the numbers in them."""

import pytest

from challenge.kernel.errors import Conflict, Invalid, Rejected
from challenge.web.language import spoken
from challenge.web.render import raised

LANGUAGES = spoken()
ASKED = "%(visits)s sheets are asked for; whoever marks finds them from their own page."


@pytest.mark.parametrize(
    ("locale", "visits", "beginning"),
    [
        ("en", 0, "0 sheets are"),
        ("en", 1, "1 sheet is"),
        ("en", 2, "2 sheets are"),
        ("fr", 0, "0 fiche est"),
        ("fr", 1, "1 fiche est"),
        ("fr", 2, "2 fiches sont"),
    ],
)
def test_a_text_follows_its_number(locale: str, visits: int, beginning: str) -> None:
    assert LANGUAGES.text(locale, ASKED, {"visits": visits, "without": 5}).startswith(beginning)


def test_the_sentence_of_an_error_follows_its_first_number() -> None:
    found = [
        LANGUAGES.sentence(locale, Conflict("control.coaches", name="Ada", count=count))
        for locale in ("en", "fr")
        for count in (1, 2)
    ]

    assert [sentence.split(".")[0] for sentence in found] == [
        "Ada is the coach of 1 team",
        "Ada is the coach of 2 teams",
        "Ada est le coach de 1 équipe",
        "Ada est le coach de 2 équipes",
    ]


def test_findings_are_counted_in_words() -> None:
    wrong = Rejected("form.invalid", [Invalid("form.missing", "name")])

    assert LANGUAGES.sentence("en", wrong) == "1 point must be corrected. Nothing was changed."


def test_a_language_that_nobody_speaks_here_is_a_fault() -> None:
    with pytest.raises(KeyError):
        LANGUAGES.text("de", "Save")


def test_a_raised_text_keeps_the_capitals_it_has() -> None:
    assert [raised(text) for text in ("de la R&D", "équipes", "")] == ["De la R&D", "Équipes", ""]
