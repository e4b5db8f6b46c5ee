"""Who is told together of other times, and of which moments."""

from datetime import UTC, datetime, timedelta

import pytest

from challenge.kernel.actor import Role
from challenge.schedule.retelling import NEAR, Told, is_near, other_moments, told_together
from challenge.schedule.rules import Moments, Transition

NOON = datetime(2027, 5, 24, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_title_names_the_deadline_first_and_leaves_out_what_is_past() -> None:
    before = Moments(NOON - HOUR, NOON + HOUR, due=NOON + HOUR, lock=None)
    after = Moments(NOON - 2 * HOUR, NOON + 2 * HOUR, due=NOON + 2 * HOUR, lock=NOON + 3 * HOUR)

    assert other_moments(before, after, NOON) == [
        (Transition.DUE, NOON + HOUR, NOON + 2 * HOUR),
        (Transition.CLOSED, NOON + HOUR, NOON + 2 * HOUR),
    ]


def test_people_are_told_together_of_all_that_concerns_them() -> None:
    audiences = {1: ["all"], 2: ["teams"], 3: ["jurors"]}
    student, coach, juror = (frozenset({role}) for role in (Role.STUDENT, Role.COACH, Role.JUROR))
    people = {student: [5, 7], coach: [6], juror: [4], frozenset({Role.VIEWER}): [9]}
    found = told_together(audiences, people)

    assert [(one.people, one.milestones) for one in found] == [
        ([4], (1, 3)),
        ([5, 6, 7], (1, 2)),
        ([9], (1,)),
    ]
    assert [one.roles for one in found] == [
        frozenset({Role.JUROR, Role.CHAIR}),
        frozenset({Role.STUDENT, Role.COACH}),
        frozenset(Role),
    ]


def test_nobody_is_told_what_concerns_nobody_there() -> None:
    assert told_together({1: ["jurors"]}, {frozenset({Role.PARTNER}): [1]}) == []


def test_owners_are_told_and_not_all_students_with_them() -> None:
    student, organiser = frozenset({Role.STUDENT}), frozenset({Role.ORGANISER})
    found = told_together({1: ["owners"], 2: ["teams"]}, {student: [5, 6, 7], organiser: [1]}, {6})

    assert [(one.people, one.milestones, Role.STUDENT in one.roles) for one in found] == [
        ([1], (1,), True),
        ([5, 7], (2,), True),
        ([6], (1, 2), True),
    ]


def test_mark_hangs_on_the_milestones_alone() -> None:
    one, other = Told([1], [1, 2], frozenset()), Told([2, 3], [2, 1], frozenset({Role.JUROR}))

    assert one.mark() == other.mark() != Told([1], [2], frozenset()).mark()


@pytest.mark.parametrize(("by", "near"), [(timedelta(), False), (NEAR, True), (NEAR + HOUR, False)])
def test_near_is_what_comes_within_five_days(by: timedelta, near: bool) -> None:
    assert is_near([Moments(NOON + by, NOON + by)], NOON) == near
