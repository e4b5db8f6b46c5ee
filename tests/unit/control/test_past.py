"""The fold of the log: what was so at an instant."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from challenge.control.events import SilenceSet
from challenge.control.instants import asked_instant, named_instant
from challenge.control.past import fold
from challenge.judging.events import ConflictDeclared, RoundOpened, RoundPlanned, VisitScored, VisitWithdrawn
from challenge.kernel.errors import Invalid
from challenge.kernel.events import Event, Stored
from challenge.mentoring.events import HelpAnswered, HelpAsked, HelpClaimed, HelpReleased
from challenge.mentoring.rules import State
from challenge.people.events import PersonJoined, PersonLeft, PersonReturned
from challenge.schedule.events import MilestoneReached, ScheduleShifted
from challenge.teams.events import AssignmentConfirmed, MemberSeated, TeamFormed

BEGINS = datetime(2027, 5, 24, 8, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """Return an instant so many minutes after the begin."""
    return BEGINS + timedelta(minutes=minutes)


def log(*facts: Event) -> list[Stored]:
    """Return facts, one a minute from the begin on."""
    return [Stored(1, number, at(number), at(number), 0, fact) for number, fact in enumerate(facts)]


def test_people_come_go_and_return() -> None:
    facts = log(*(PersonJoined(person_id=n) for n in (1, 2)), PersonLeft(person_id=1), PersonReturned(person_id=1))
    assert [len(fold(facts, at(minutes)).people) for minutes in (-1, 0, 1, 2, 3)] == [0, 1, 2, 1, 2]


def test_what_lies_at_the_instant_itself_counts_and_what_comes_later_does_not() -> None:
    help_: dict[str, Any] = {"request_id": 5, "team_id": 1, "kind": "coach"}
    facts = log(
        HelpAsked(**help_),
        HelpClaimed(**help_, account_id=3),
        HelpReleased(**help_),
        HelpAnswered(**help_, account_id=3),
    )
    states = [fold(facts, at(minutes)).helps.get(5) for minutes in (-0.1, 0, 1, 2, 3)]
    assert states == [None, (1, State.WAITING), (1, State.CLAIMED), (1, State.WAITING), None]
    assert fold(facts, at(1)).asking == {1}
    assert fold(facts, at(1)).waiting == 0


def test_a_new_composition_replaces_every_team_and_seats_change_their_sizes() -> None:
    formed = [TeamFormed(team_id=n, problem_id=1, size=4) for n in (1, 2)]
    again = TeamFormed(team_id=3, problem_id=1, size=5)
    done = AssignmentConfirmed(run_id=1, teams=2, students=8)
    facts = log(*formed, done, again, done, MemberSeated(person_id=9, from_team_id=3, to_team_id=4))
    assert [fold(facts, at(minutes)).sizes for minutes in (1, 2, 4, 5)] == [{}, {1: 4, 2: 4}, {3: 5}, {3: 4, 4: 1}]
    assert fold(facts, at(4)).seats_then == {9: 3}


def test_visits_are_counted_without_conflicts_and_what_was_taken_off() -> None:
    visit = {"round_id": 1}
    facts = log(
        RoundPlanned(round_id=1, visits=10),
        RoundOpened(round_id=1),
        VisitScored(**visit, visit_id=1, visit_version=2),
        ConflictDeclared(**visit, visit_id=2, juror_id=1, team_id=1),
        VisitWithdrawn(**visit, visit_id=3, juror_id=1, team_id=1),
    )
    assert [fold(facts, at(minutes)).visited([1]) for minutes in (0, 1, 2, 3, 4)] == [
        *((0, 0), (0, 10), (1, 10), (1, 9), (1, 8))
    ]
    assert fold(facts, at(4)).visited([2]) == (0, 0)


def test_nearest_moments_a_later_change_of_the_schedule_and_the_setting_are_said() -> None:
    reached: dict[str, Any] = {
        "milestone_id": 1,
        "code": "x",
        "kind": "activity",
        "transition": "start",
        "milestone_version": 1,
    }
    moments = [MilestoneReached(**reached, at_ms=0) for _ in range(3)]
    facts = log(*moments, SilenceSet(hours=7), ScheduleShifted(change_id=1, minutes=15, milestones=3))
    past = fold(facts, at(1))
    assert (past.reached_before, past.reached_after, past.was_moved, past.hours) == (at(0), at(2), True, 4)
    assert (fold(facts, at(4)).was_moved, fold(facts, at(4)).hours) == (False, 7)
    assert fold(facts, at(0.001)).reached_before is None


def test_instant_is_a_wall_time_of_the_hall_and_not_ahead() -> None:
    assert asked_instant("2027-05-24T10:00", "Europe/Paris", at(5)) == at(0)
    assert asked_instant("", "Europe/Paris", at(5)) == at(-55)
    for typed, code in (("2027-05-24T11:00", "control.ahead"), ("Wednesday", "control.at")):
        with pytest.raises(Invalid) as refused:
            asked_instant(typed, "Europe/Paris", at(5))
        assert refused.value.code == code


def test_both_passes_of_the_hour_that_comes_twice_have_an_address() -> None:
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    names = [named_instant(first + timedelta(minutes=minutes), "Europe/Paris") for minutes in (0, 60, 120)]
    now = first + timedelta(days=1)
    back = [asked_instant(name, "Europe/Paris", now) - first for name in names]

    assert names == ["2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00", "2027-10-31T03:30:00"]
    assert back == [timedelta(minutes=minutes) for minutes in (0, 60, 120)]
    assert named_instant(at(0) + timedelta(microseconds=1), "Europe/Paris") == "2027-05-24T10:00:01"
    for typed in ("0001-01-01T00:00+14:00", "9999-12-31T23:00-14:00"):
        with pytest.raises(Invalid):
            asked_instant(typed, "Europe/Paris", now)
