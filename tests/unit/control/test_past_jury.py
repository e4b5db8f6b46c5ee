"""The fold of the log: what the jury was doing at an instant, and what later changes hide of it."""

from datetime import UTC, datetime, timedelta

from challenge.control.past_conflicts import given_up
from challenge.control.past_jury import Jury, fold_jury
from challenge.control.past_visits import Kept
from challenge.judging.events import (
    ConflictDeclared,
    JurorChanged,
    RoundFrozen,
    RoundModeSet,
    RoundOpened,
    RoundPaced,
    RoundPlanned,
    SittingMoved,
    TeamWithdrawn,
    VisitMoved,
    VisitReopened,
    VisitScored,
    VisitWithdrawn,
)
from challenge.kernel.events import Event, Stored

OPENS = datetime(2027, 5, 28, 8, tzinfo=UTC)
PLAN = [Kept(1, 1, 10, 5, 1, True), Kept(2, 1, 10, 6, 2, True), Kept(3, 1, 11, 5, 2, True), Kept(4, 1, 11, 6, 1, False)]
BEGIN = [
    (0, RoundPaced(round_id=1, slot_min=10)),
    (0, RoundPlanned(round_id=1, visits=4)),
    (0, RoundOpened(round_id=1)),
]


def at(minutes: float) -> datetime:
    """Return an instant so many minutes after the opening."""
    return OPENS + timedelta(minutes=minutes)


def folded(minutes: float, *facts: tuple[float, Event]) -> Jury:
    """Return what the jury was doing after so many minutes."""
    stored = [Stored(1, n, at(minute), at(minute), 0, fact) for n, (minute, fact) in enumerate([*BEGIN, *facts])]
    return fold_jury(stored, at(minutes))


def shown(jury: Jury, minutes: float) -> tuple[set[int], set[int]]:
    """Return who was silent and who was late."""
    visits = jury.visits(PLAN, jury.open_of([1]))
    return jury.silent(visits, at(minutes)), jury.late(visits, at(minutes))


def test_jurors_are_silent_and_late_until_they_send_a_sheet() -> None:
    scored = [(21.0, VisitScored(visit_id=one, round_id=1, visit_version=2)) for one in (1, 2)]
    assert [shown(folded(minutes, *scored), minutes) for minutes in (19, 20.5, 46, 70)] == [
        *((set(), set()), (set(), {10, 11}), ({11}, {11}), ({11}, {11}))
    ]
    taken_back = (22.0, VisitReopened(visit_id=1, round_id=1))
    assert shown(folded(46, *scored, taken_back), 46) == ({11}, {10, 11})


def test_what_came_later_is_taken_away_again() -> None:
    moved = VisitMoved(visit_id=1, round_id=1, from_juror_id=12, juror_id=10, slot=7)
    gone = VisitWithdrawn(visit_id=2, round_id=1, juror_id=13, team_id=6)
    again = VisitMoved(visit_id=2, round_id=1, from_juror_id=99, juror_id=10, slot=7)
    jury = folded(50, (51, moved), (52, gone), (53, again), (54, JurorChanged(juror_id=12, fields=["absent"])))
    visits = jury.visits(PLAN, jury.open_of([1]))

    assert {one.id: (one.juror_id, one.slot) for one in visits} == {
        1: (12, None),
        2: (13, None),
        3: (11, 2),
        4: (11, 1),
    }
    assert jury.silent(visits, at(50)) == {11, 12, 13}
    assert not jury.is_plan_known(visits, [1])
    assert jury.was_here(12, absent=True, aside=False)
    assert not jury.was_here(11, absent=False, aside=True)


def test_of_a_plan_that_was_added_to_since_only_what_was_planned_before_the_opening_counts() -> None:
    jury = folded(50, (51, RoundPlanned(round_id=1, visits=5)))
    assert [one.id for one in jury.visits(PLAN, [1])] == [1, 2, 3]
    assert not jury.is_plan_known([], [1])
    assert jury.is_plan_known([], [2])


def test_a_moved_visit_keeps_its_slot_until_the_plan_is_another_one() -> None:
    moved = VisitMoved(visit_id=1, round_id=1, from_juror_id=10, juror_id=10, slot=3)
    later = VisitMoved(visit_id=1, round_id=1, from_juror_id=10, juror_id=11, slot=9)
    slots = [
        next(one.slot for one in folded(20, (5, moved), *between, (30, later)).visits(PLAN, [1]) if one.id == 1)
        for between in ((), ((6.0, RoundPlanned(round_id=1, visits=4)),))
    ]
    assert slots == [3, None]


def test_conflicts_wait_until_somebody_else_has_the_visit_the_team_is_out_or_the_round_over() -> None:
    conflict = (5.0, ConflictDeclared(visit_id=1, round_id=1, juror_id=10, team_id=5))
    ends = [
        VisitMoved(visit_id=1, round_id=1, from_juror_id=10, juror_id=11, slot=3),
        VisitWithdrawn(visit_id=1, round_id=1, juror_id=10, team_id=5),
        VisitReopened(visit_id=1, round_id=1),
        TeamWithdrawn(team_id=5),
        RoundFrozen(round_id=1),
    ]
    assert given_up(folded(6, conflict), PLAN, [1]) == [1]
    assert given_up(folded(6, conflict), PLAN, [2]) == []
    assert [given_up(folded(7, conflict, (6, one)), PLAN, [1]) for one in ends] == [[]] * 5


def test_whoever_left_a_room_is_missed_only_where_nobody_else_there_marks_the_team() -> None:
    """Jurors 10 and 11 sit together; the team is sent to another room afterwards, and one visit taken off."""
    plan = [Kept(1, 1, 10, 5, 1, True, 7), Kept(2, 1, 11, 5, 1, True, 8), Kept(3, 1, 10, 6, 2, True, 7)]
    away = (9.0, SittingMoved(round_id=1, team_id=5, from_room_id=7, room_id=8, slot=3))
    gone = (9.5, VisitWithdrawn(visit_id=1, round_id=1, juror_id=10, team_id=5))
    one, other = (
        (5.0, ConflictDeclared(visit_id=visit, round_id=1, juror_id=juror, team_id=5))
        for visit, juror in ((1, 10), (2, 11))
    )
    assert given_up(folded(6, one), plan, [1]) == [1]
    assert given_up(folded(6, one, away), plan, [1]) == []
    assert given_up(folded(6, one, other, away), plan, [1]) == [1, 2]
    assert given_up(folded(6, one, away, gone), plan, [1]) == []
    assert given_up(folded(6, one, (5.5, RoundModeSet(round_id=1, mode="rooms", cleared=3))), plan, [1]) == []
