"""Everything later from here: one act, told to everybody, fired once, refused when somebody was faster, taken back."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from challenge.editions.actions import set_clock
from challenge.editions.models import Edition
from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid
from challenge.schedule.actions import move_milestone, reach_milestone
from challenge.schedule.changes import shift_schedule, undo_change
from challenge.schedule.events import MilestoneSet, ScheduleShifted
from challenge.schedule.models import Milestone
from challenge.schedule.queries import change_by_public_id, last_changes, milestones, state_mark
from challenge.schedule.rules import Moments, Transition
from challenge.schedule.shifting import Shift
from challenge.schedule.unfired import pending
from tests.flow.schedule.test_milestones import drawn, milestone
from tests.house import TestHouse
from tests.make.schedule import later

NOON = datetime(2027, 5, 24, 10, tzinfo=UTC)  # 12:00 in the hall
QUARTER = timedelta(minutes=15)


def at_noon(house: TestHouse) -> Edition:
    edition = drawn(house)
    house.perform(house.house_in(edition.id), set_clock, edition_now=NOON, speed=1, reason="test")
    return edition


def seen(house: TestHouse, edition: Edition) -> str:
    return house.read(lambda session: state_mark(milestones(session, edition.id)))


def shifted(house: TestHouse, edition: Edition, by: timedelta = QUARTER) -> int:
    """Shift everything from noon on and return the change."""
    actor = house.house_in(edition.id)
    done = house.perform(actor, shift_schedule, Shift(NOON, by), seen=seen(house, edition))
    change = house.read(change_by_public_id, edition.id, done["change"])
    assert change is not None
    return int(change.id)


def times(house: TestHouse, edition: Edition) -> dict[str, tuple[Moments, dict[str, str | None]]]:
    return {row.code: (row.moments(), row.wall) for row in house.read(milestones, edition.id)}


def test_a_shift_moves_instants_and_wall_times_and_undo_brings_both_back(house: TestHouse) -> None:
    edition = at_noon(house)
    before = times(house, edition)
    change = shifted(house, edition)
    after = times(house, edition)
    assert after["opening"] == before["opening"]
    assert after["D1"][0].due == before["D1"][0].due + QUARTER  # type: ignore[operator]
    assert after["D1"][1]["due"] == "2027-05-24T17:30"
    assert after["D5"][0].starts == before["D5"][0].starts + QUARTER
    facts = [one.event for one in house.read(log.facts_after, edition.id, 0)[0]]
    moved = [one for one in facts if isinstance(one, MilestoneSet)]
    told = [one for one in facts if isinstance(one, ScheduleShifted)]
    assert [(one.minutes, one.milestones, one.is_undone) for one in told] == [(15, len(moved), False)]
    house.perform(house.house_in(edition.id), undo_change, change)
    assert times(house, edition) == before
    with pytest.raises(Conflict, match=r"schedule\.undone"):
        house.perform(house.house_in(edition.id), undo_change, change)


def test_what_was_fired_is_not_fired_again_and_what_is_ahead_fires_at_its_new_time(house: TestHouse) -> None:
    edition = at_noon(house)
    meeting = milestone(house, edition, "partner-1")  # 11:00 to 12:30 in the hall
    house.perform(house.house_in(edition.id), reach_milestone, meeting.id, Transition.OPENED, meeting.version)
    shifted(house, edition)
    waits = house.read(pending, datetime(2100, 1, 1, tzinfo=UTC))
    mine = [(one.transition, one.at) for one in waits if one.milestone_id == meeting.id]
    assert mine == [(Transition.CLOSED, meeting.ends_at + QUARTER)]


def test_a_shift_decided_on_an_older_schedule_is_refused_whole(house: TestHouse) -> None:
    edition = at_noon(house)
    mark = seen(house, edition)
    row = milestone(house, edition, "D1")
    walls = {name: datetime.fromisoformat(value) if value else None for name, value in row.wall.items()}
    wall = Moments(walls["starts"], walls["ends"], walls["announced"], walls["due"], walls["lock"])  # type: ignore[arg-type]
    house.perform(house.house_in(edition.id), move_milestone, row.id, later(wall, QUARTER), version=row.version)
    before = times(house, edition)
    with pytest.raises(Conflict, match=r"schedule\.changed"):
        house.perform(house.house_in(edition.id), shift_schedule, Shift(NOON, QUARTER), seen=mark)
    assert times(house, edition) == before


def test_undo_is_refused_when_a_milestone_was_moved_since_or_would_land_in_the_past(house: TestHouse) -> None:
    edition = at_noon(house)
    change = shifted(house, edition)
    by = house.house_in(edition.id)
    house.perform(by, set_clock, edition_now=datetime(2027, 5, 24, 15, 20, tzinfo=UTC), speed=1, reason="test")
    before = times(house, edition)
    with pytest.raises(Conflict, match=r"schedule\.undo_past"):
        house.perform(by, undo_change, change)
    assert times(house, edition) == before
    house.perform(by, set_clock, edition_now=NOON, speed=1, reason="test")
    later = shifted(house, edition)
    with pytest.raises(Conflict, match=r"schedule\.changed"):
        house.perform(by, undo_change, change)
    house.perform(by, undo_change, later)


def test_a_shift_into_the_hour_that_comes_twice_moves_later(house: TestHouse) -> None:
    edition = at_noon(house)
    by = house.house_in(edition.id)
    row = milestone(house, edition, "D1")
    wall = Moments(datetime(2027, 10, 31, 2, 50), datetime(2027, 10, 31, 4), None, None, None)  # 00:50 and 03:00 UTC
    house.perform(by, move_milestone, row.id, wall, version=row.version)
    asked = Shift(datetime(2027, 10, 30, tzinfo=UTC), QUARTER)
    house.perform(by, shift_schedule, asked, seen=seen(house, edition))
    moved = milestone(house, edition, "D1")
    assert (moved.starts_at, moved.wall["starts"]) == (
        datetime(2027, 10, 31, 1, 5, tzinfo=UTC),
        "2027-10-31T02:05",
    )
    later = times(house, edition)
    house.perform(by, shift_schedule, asked, seen=seen(house, edition))
    newest = house.read(last_changes, edition.id)[0]
    house.perform(by, undo_change, newest.id)
    assert times(house, edition) == later


def test_nothing_to_move_is_said(house: TestHouse) -> None:
    edition = at_noon(house)
    far = Shift(datetime(2040, 1, 1, tzinfo=UTC), QUARTER)
    with pytest.raises(Invalid, match=r"schedule\.nothing"):
        house.perform(house.house_in(edition.id), shift_schedule, far, seen=seen(house, edition))


def test_an_organiser_looks_first_then_moves_and_takes_it_back(house: TestHouse) -> None:
    edition = at_noon(house)
    organiser = house.person(edition.id, Role.ORGANISER)
    base = f"/e/{edition.slug}/desk/schedule"
    asked = organiser.get(f"{base}/shift").text
    assert 'value="2027-05-24T12:00"' in asked
    preview = organiser.get(f"{base}/shift?since=2027-05-24T12:00&minutes=15&scope=day").text
    assert "Question directrice" in preview
    assert "<b>17:30</b>" in preview
    assert "jalons bougent" in preview
    wanted = {"since": "2027-05-24T12:00", "minutes": "15", "scope": "day"}
    stale = organiser.post(f"{base}/shift", {**wanted, "seen": "0" * 16})
    assert stale.status_code == 409
    assert milestone(house, edition, "D1").version == 1
    mark = re.search(r'name="seen" value="([0-9a-f]+)"', preview)
    assert mark is not None
    done = organiser.post(f"{base}/shift", {**wanted, "seen": mark[1]}, follow_redirects=True).text
    assert "ont été déplacés de 15 minutes" in done
    assert milestone(house, edition, "D1").wall["due"] == "2027-05-24T17:30"
    undo = re.search(r'action="([^"]+/undo)"', done)
    assert undo is not None
    assert "sont revenus à leur place" in organiser.post(undo[1], follow_redirects=True).text
    assert milestone(house, edition, "D1").wall["due"] == "2027-05-24T17:15"


@pytest.mark.parametrize("query", ["since=never&minutes=15", "since=2027-05-24T12:00&minutes=1e9", "since=&minutes="])
def test_a_mistyped_wish_keeps_the_form(sqlite_house: TestHouse, query: str) -> None:
    edition = at_noon(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    answer = organiser.get(f"/e/{edition.slug}/desk/schedule/shift?{query}")
    assert answer.status_code == 422
    assert 'name="since"' in answer.text


def test_a_row_of_another_edition_cannot_be_taken_back_here(house: TestHouse) -> None:
    edition = at_noon(house)
    change = shifted(house, edition)
    with pytest.raises(Exception, match=r"work\.absent"):
        house.perform(house.house_in(edition.id + 1), undo_change, change)
    assert isinstance(milestone(house, edition, "D1"), Milestone)
