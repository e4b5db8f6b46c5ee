"""What may be asked, by whom it is taken, and what it costs."""

from datetime import UTC, datetime, timedelta

import pytest

from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError
from challenge.mentoring.rules import Hours, Kind, Levels, check_asked, check_room, hours_at, levels_of, takes

NOON = datetime(2027, 5, 24, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("skill", "tried", "code"), [("", "all", "mentoring.skill"), ("CAD", "", "mentoring.tried"), ("CAD", "all", "")]
)
def test_an_expert_is_told_the_skill_and_what_was_tried(skill: str, tried: str, code: str) -> None:
    found = ""
    try:
        check_asked(Kind.EXPERT, skill, tried)
    except ChallengeError as problem:
        found = problem.code
    check_asked(Kind.COACH, "", "")

    assert found == code


@pytest.mark.parametrize(
    ("kind", "open_now", "used", "code"),
    [
        (Kind.COACH, 2, 5, ""),
        (Kind.COACH, 3, 0, "mentoring.open_most"),
        (Kind.EXPERT, 0, 4, ""),
        (Kind.EXPERT, 0, 5, "mentoring.tokens"),
    ],
)
def test_a_team_has_its_share(kind: Kind, open_now: int, used: int, code: str) -> None:
    found = ""
    try:
        check_room(kind, Levels(), open_now=open_now, tokens_used=used)
    except ChallengeError as problem:
        found = problem.code

    assert found == code


def test_each_role_takes_its_kinds() -> None:
    assert takes([Role.COACH]) == {Kind.COACH, Kind.MATERIAL, Kind.OTHER}
    assert takes([Role.EXPERT]) == {Kind.EXPERT, Kind.OTHER}
    assert takes([Role.ORGANISER]) == set(Kind)
    assert takes([Role.JUROR]) == set()


def test_levels_come_back_from_the_settings() -> None:
    kept = Levels(dict.fromkeys(Kind, 7), 2, 1)

    assert levels_of({"help": kept.as_setting()}) == kept
    assert levels_of({}) == Levels()
    assert kept.due(Kind.COACH, NOON) == NOON + timedelta(minutes=7)


def test_desk_stands_as_its_hours_say() -> None:
    start = datetime(2027, 5, 25, 8, tzinfo=UTC)
    morning, noon = (start, start + timedelta(hours=4)), (start + timedelta(hours=3), start + timedelta(hours=5))
    hours = [noon, morning]

    assert hours_at([], start) is None
    assert hours_at(hours, start - timedelta(hours=1)) == Hours(opens=start)
    assert hours_at(hours, start) == Hours(until=morning[1])
    assert hours_at(hours, start + timedelta(hours=3, minutes=30)) == Hours(until=noon[1])
    assert hours_at(hours, noon[1]) == Hours()
    assert Hours(opens=start).since(start - timedelta(hours=1)) == start
    assert Hours().since(noon[1]) == noon[1]
