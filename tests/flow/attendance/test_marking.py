"""Scans, rolls and corrections: one mark per person and half-day, the old value kept, two lanes at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from challenge.attendance.marking import Seen, correct_mark, record_scan
from challenge.attendance.models import AttendanceEdit
from challenge.attendance.queries import edits_of_person, marks_of_person
from challenge.attendance.rolls import rolls
from challenge.attendance.rules import State
from challenge.kernel.actor import Actor, Role
from challenge.kernel.errors import ChallengeError, Invalid
from challenge.live import feed
from challenge.people.models import Person
from tests.house import TestHouse
from tests.make.attendance import badge_count, codes, half_of, marks, members, names, roll, scan
from tests.make.teams import Composed, make_composed, set_time


@pytest.fixture
def composed(house: TestHouse) -> Composed:
    made = make_composed(house)
    # Monday, 08:20 in the hall: the check-in is open until 08:50.
    set_time(house, made, 1, 6, 20)
    return made


@pytest.fixture
def desk(house: TestHouse, composed: Composed) -> Actor:
    return house.person(composed.edition.id, Role.ORGANISER).actor


def person(house: TestHouse, ref: str) -> int:
    return house.read(lambda session: session.execute(select(Person.id).where(Person.ref == ref)).scalar_one())


def refused(house: TestHouse, by: Actor, seen: Seen) -> str:
    with pytest.raises(ChallengeError) as problem:
        house.perform(by, record_scan, seen)
    return problem.value.code


def test_schedule_and_roster_bring_half_days_and_badges(house: TestHouse, composed: Composed) -> None:
    first, last = half_of(house, composed), half_of(house, composed, 10)

    assert (first.part, first.day.isoformat(), last.part, last.day.isoformat()) == (
        "morning",
        "2027-05-24",
        "afternoon",
        "2027-05-28",
    )
    # 08:50 in the hall is two hours ahead of UTC.
    assert (first.late_from.hour, first.late_from.minute) == (6, 50)
    assert badge_count(house) == 8
    assert len(set(codes(house, composed).values())) == 8


def test_scan_marks_present_and_the_second_one_changes_nothing(
    house: TestHouse, composed: Composed, desk: Actor
) -> None:
    code = codes(house, composed)["S001"]
    first = scan(house, desk, f"http://hall.example/e/crunch/c/{code}")
    again = scan(house, desk, code.upper())

    assert (first["outcome"], first["state"]) == ("recorded", "present")
    assert (again["outcome"], again["state"], again["at_ms"]) == ("already", "present", first["at_ms"])
    assert marks(house) == {person(house, "S001"): ("present", "qr", 1)}
    push = house.read(feed.after, "edition:crunch:staff", 0)[-1]
    assert (push.type, push.body["half"], push.body["here"], push.body["missing"]) == ("attendance-1", 1, 1, 7)


def test_who_comes_after_the_roll_call_is_late(house: TestHouse, composed: Composed, desk: Actor) -> None:
    set_time(house, composed, 1, 6, 51)

    assert scan(house, desk, codes(house, composed)["S001"])["state"] == "late"


def test_scan_that_waited_counts_at_its_own_time(house: TestHouse, composed: Composed, desk: Actor) -> None:
    code, half = codes(house, composed)["S001"], half_of(house, composed)
    set_time(house, composed, 1, 7, 30)
    late = scan(house, desk, code)
    waited = scan(house, desk, code, half=half.public_id, at=half.late_from - timedelta(minutes=5))
    history = house.read(edits_of_person, composed.edition.id, person(house, "S001"))

    assert (late["state"], waited["outcome"], waited["state"]) == ("late", "changed", "present")
    assert [(edit.before, edit.state) for edit in history] == [("late", "present")]


def test_wrong_badges_are_told_apart(house: TestHouse, composed: Composed, desk: Actor) -> None:
    other = make_composed(house, "lome")
    strange = codes(house, other)["S001"]

    assert refused(house, desk, Seen(badge="hello")) == "attendance.unreadable"
    assert refused(house, desk, Seen(badge=strange)) == "attendance.unknown_badge"
    assert refused(house, desk, Seen(badge=f"http://x/e/lome/c/{strange}")) == "attendance.foreign_badge"
    assert refused(house, desk, Seen(person=names(house, other)["S001"])) == "attendance.unknown_badge"
    assert marks(house) == {}


def test_scan_outside_a_half_day_is_refused(house: TestHouse, composed: Composed, desk: Actor) -> None:
    code = codes(house, composed)["S001"]
    first, second = half_of(house, composed), half_of(house, composed, 2)

    assert refused(house, desk, Seen(badge=code, half=second.public_id)) == "attendance.ahead"
    set_time(house, composed, 1, 20)
    assert refused(house, desk, Seen(badge=code)) == "attendance.no_half_day"
    assert refused(house, desk, Seen(badge=code, half=first.public_id)) == "attendance.over"
    assert refused(house, desk, Seen(badge=code, half="zzzz")) == "attendance.no_half_day"


def test_two_lanes_see_one_person_at_once(house: TestHouse, composed: Composed, desk: Actor) -> None:
    code = codes(house, composed)["S001"]
    with ThreadPoolExecutor(6) as lanes:
        found = list(lanes.map(lambda _: house.perform(desk, record_scan, Seen(badge=code)), range(12)))

    assert sorted(one["outcome"] for one in found) == ["already"] * 11 + ["recorded"]
    assert marks(house) == {person(house, "S001"): ("present", "code", 1)}


def test_roll_keeps_a_scan_it_did_not_know_of(house: TestHouse, composed: Composed, desk: Actor) -> None:
    one, two, three, _ = members(house, composed)
    scan(house, desk, codes(house, composed)[one])
    answer = roll(house, desk, composed, {one: State.ABSENT, two: State.PRESENT, three: State.ABSENT})

    assert answer == {"team": "A01", "here": 1, "missing": 2, "kept": [names(house, composed)[one]]}
    assert marks(house)[person(house, one)] == ("present", "code", 1)
    assert marks(house)[person(house, three)] == ("absent", "roll", 1)


def test_roll_that_saw_the_scan_replaces_it_and_keeps_it(house: TestHouse, composed: Composed, desk: Actor) -> None:
    one = members(house, composed)[0]
    scan(house, desk, codes(house, composed)[one])
    roll(house, desk, composed, {one: State.EXCUSED}, seen={one: 1})
    history = house.read(edits_of_person, composed.edition.id, person(house, one))

    assert marks(house)[person(house, one)] == ("excused", "roll", 2)
    assert [(edit.before, edit.before_method, edit.state) for edit in history] == [("present", "code", "excused")]


def test_roll_of_strangers_is_refused(house: TestHouse, composed: Composed, desk: Actor) -> None:
    with pytest.raises(Invalid, match=r"attendance\.not_member"):
        roll(house, desk, composed, {members(house, composed, 1)[0]: State.PRESENT})


def test_roll_begins_with_what_is_known(house: TestHouse, composed: Composed, desk: Actor) -> None:
    half, ids = half_of(house, composed), [team.id for team in composed.teams]
    one, two, _, _ = members(house, composed)
    scan(house, desk, codes(house, composed)[one])
    roll(house, desk, composed, {two: State.EXCUSED})
    first, second = house.read(rolls, composed.edition.id, ids, half.id)

    assert [line.begins for line in first.lines] == ["present", "excused", "absent", "absent"]
    assert [line.begins for line in second.lines] == ["present"] * 4
    assert (first.called_by, second.called_at) == ("Camille Martin", None)


def test_correction_keeps_author_reason_and_old_value(house: TestHouse, composed: Composed, desk: Actor) -> None:
    half, someone = half_of(house, composed), person(house, "S001")
    scan(house, desk, codes(house, composed)["S001"])
    answer = house.perform(desk, correct_mark, someone, half.public_id, State.ABSENT, reason="Left at once", seen=1)
    crossed = house.perform(desk, correct_mark, someone, half.public_id, State.LATE, reason="Came back", seen=1)
    history = house.read(edits_of_person, composed.edition.id, someone)
    lines = house.read(marks_of_person, composed.edition.id, someone)

    assert (answer["before"], answer["state"], answer["crossed"]) == ("present", "absent", False)
    assert (crossed["before"], crossed["state"], crossed["crossed"]) == ("absent", "late", True)
    assert [(edit.before, edit.state, edit.reason, edit.by) for edit in history] == [
        ("absent", "late", "Came back", "Camille Martin"),
        ("present", "absent", "Left at once", "Camille Martin"),
    ]
    assert [(line.state, line.version) for line in lines] == [("late", 3)] + [("", 0)] * 9


def test_correction_without_reason_changes_nothing(house: TestHouse, composed: Composed, desk: Actor) -> None:
    half = half_of(house, composed)
    with pytest.raises(Invalid, match=r"text\.missing"):
        house.perform(desk, correct_mark, person(house, "S001"), half.public_id, State.LATE, reason=" ", seen=0)

    assert marks(house) == {}
    assert house.read(lambda session: session.execute(select(AttendanceEdit.id)).all()) == []
