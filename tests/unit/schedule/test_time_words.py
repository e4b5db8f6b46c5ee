"""The words of other times cannot be misread: each moment is named, and numbers have their form."""

from datetime import UTC, datetime, timedelta

import pytest

from challenge.schedule.models import Milestone
from challenge.schedule.rules import Transition
from challenge.schedule.time_words import time_words

OLD = datetime(2027, 5, 27, 11, 30, tzinfo=UTC)
NEW = OLD + timedelta(minutes=30)
SHEET = Milestone(title_en="Concept sheet", title_fr="Fiche concept")


def title(locale: str, transition: Transition, new: datetime = NEW) -> str:
    return time_words([(SHEET, [(transition, OLD, new)])], "Europe/Paris", locale)[0]


@pytest.mark.parametrize(
    ("transition", "en", "fr"),
    [
        (Transition.DUE, "is now due", "échéance déplacée au"),
        (Transition.OPENED, "moved: starts", "début déplacé au"),
        (Transition.CLOSED, "moved: ends", "fin déplacée au"),
        (Transition.LOCKED, "moved: locks", "verrou déplacé au"),
        (Transition.ANNOUNCED, "moved: announced", "annonce déplacée au"),
    ],
)
def test_title_says_which_moment_is_at_another_time(transition: Transition, en: str, fr: str) -> None:
    assert title("en", transition) == f"“Concept sheet” {en} Thursday 27 May, 14:00 (was 13:30)"
    assert title("fr", transition) == (
        f"«\u00a0Fiche concept\u00a0»\u00a0: {fr} jeudi 27 mai, 14:00 (auparavant 13:30)"
    )


def test_title_names_the_old_day_when_it_was_another() -> None:
    new = OLD + timedelta(days=1)

    assert title("en", Transition.DUE, new).endswith("due Friday 28 May, 13:30 (was Thursday 27 May, 13:30)")


@pytest.mark.parametrize(
    ("count", "en", "fr"),
    [
        (9, "And 1 more milestone.", "Et 1 autre jalon."),
        (10, "And 2 more milestones.", "Et 2 autres jalons."),
    ],
)
def test_what_is_not_listed_is_counted_in_the_right_form(count: int, en: str, fr: str) -> None:
    others = [(SHEET, [(Transition.DUE, OLD, NEW)])] * count
    found = [time_words(others, "Europe/Paris", locale)[1].split("\n\n")[1] for locale in ("en", "fr")]

    assert found == [en, fr]


def test_both_passes_of_an_hour_are_told_apart() -> None:
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    told = [(SHEET, [(Transition.DUE, first, first + timedelta(hours=1))])]

    assert time_words(told, "Europe/Paris", "en")[0].endswith("due Sunday 31 October, 02:30 UTC+1 (was 02:30 UTC+2)")
    assert "31 octobre, 02:30 UTC+1 (auparavant 02:30 UTC+2)" in time_words(told, "Europe/Paris", "fr")[0]
