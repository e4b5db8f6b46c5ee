"""One milestone after another: it follows, or the change is refused with both names; circles never come about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from challenge.editions.models import Edition
from challenge.editions.queries import edition_by_slug
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid
from challenge.schedule import editing
from challenge.schedule.actions import move_milestone
from challenge.schedule.changes import shift_schedule, undo_change
from challenge.schedule.cloning import clone_edition
from challenge.schedule.holding import fire_moment
from challenge.schedule.models import Milestone
from challenge.schedule.ordering import check_order, ties
from challenge.schedule.queries import change_by_public_id, milestones, state_mark
from challenge.schedule.rules import Moments, Transition
from challenge.schedule.shifting import Shift, day_end
from challenge.schedule.unfired import pending
from tests.flow.schedule.test_editing import NOON, at_noon
from tests.flow.schedule.test_milestones import milestone, reached
from tests.flow.schedule.test_waiting import waits
from tests.house import TestHouse
from tests.make.schedule import stood_still, wake

TALK_ENDS_AT_THREE = Moments(datetime(2027, 5, 24, 13, 30), datetime(2027, 5, 24, 15))
BASE = "/e/crunch/desk/schedule"


def depend(house: TestHouse, edition: Edition, later: str, *, opens: str = "", locks: str = "") -> Milestone:
    """Let a milestone depend on others, by code, and return it."""
    row = milestone(house, edition, later)
    first = {
        "opens_after": milestone(house, edition, opens).id if opens else None,
        "locks_after": milestone(house, edition, locks).id if locks else None,
    }
    house.perform(house.house_in(edition.id), editing.depend_milestone, row.id, version=row.version, **first)
    return milestone(house, edition, later)


def move(house: TestHouse, edition: Edition, code: str, wall: Moments) -> Any:
    row = milestone(house, edition, code)
    return house.perform(house.house_in(edition.id), move_milestone, row.id, wall, version=row.version)


def test_what_depends_on_a_moved_milestone_follows_by_as_much_as_it_must(house: TestHouse) -> None:
    edition = at_noon(house)
    depend(house, edition, "empathise", opens="empathy-talk")
    depend(house, edition, "D1", locks="empathise")
    done = move(house, edition, "empathy-talk", TALK_ENDS_AT_THREE)
    work, hand_in = milestone(house, edition, "empathise"), milestone(house, edition, "D1")

    assert done["followed"] == 2
    assert (work.wall["starts"], work.wall["ends"], work.version) == ("2027-05-24T15:00", "2027-05-24T18:00", 3)
    assert (hand_in.wall["due"], hand_in.wall["lock"]) == ("2027-05-24T17:15", "2027-05-24T18:00")
    due = [one.at for one in house.read(pending, NOON + timedelta(days=1000)) if one.milestone_id == work.id]
    assert due[0] == datetime(2027, 5, 24, 13, tzinfo=UTC)


def test_a_milestone_is_not_moved_before_what_it_depends_on(house: TestHouse) -> None:
    edition = at_noon(house)
    depend(house, edition, "empathise", opens="empathy-talk")
    early = Moments(datetime(2027, 5, 24, 13, 45), datetime(2027, 5, 24, 17))
    with pytest.raises(Invalid, match=r"schedule\.dependency") as refused:
        move(house, edition, "empathise", early)
    assert refused.value.params == {"milestone": "empathise", "first": "empathy-talk"}
    assert milestone(house, edition, "empathise").wall["starts"] == "2027-05-24T14:00"


@pytest.mark.parametrize(
    ("later", "opens", "locks", "refused"),
    [
        ("empathy-talk", "empathy-talk", "", "schedule.cycle"),
        ("empathy-talk", "", "D1", "schedule.cycle"),
        ("partner-1", "empathise", "", "schedule.dependency"),
    ],
)
def test_circles_and_impossible_orders_are_refused(
    sqlite_house: TestHouse, later: str, opens: str, locks: str, refused: str
) -> None:
    edition = at_noon(sqlite_house)
    depend(sqlite_house, edition, "D1", opens="", locks="empathise")
    depend(sqlite_house, edition, "empathise", opens="empathy-talk")
    with pytest.raises(Invalid) as problem:
        depend(sqlite_house, edition, later, opens=opens, locks=locks)
    row = milestone(sqlite_house, edition, later)
    assert problem.value.code == refused
    assert (row.opens_after_id, row.locks_after_id) == (None, None)


def test_what_others_depend_on_is_not_cancelled_and_comes_back_in_order_alone(house: TestHouse) -> None:
    edition = at_noon(house)
    by, row = house.house_in(edition.id), depend(house, edition, "empathise", opens="empathy-talk")
    talk = milestone(house, edition, "empathy-talk")
    with pytest.raises(Conflict, match=r"schedule\.depended_on") as refused:
        house.perform(by, editing.cancel_milestone, talk.id, version=talk.version)
    house.perform(by, editing.cancel_milestone, row.id, version=row.version)
    move(house, edition, "empathy-talk", TALK_ENDS_AT_THREE)
    with pytest.raises(Invalid, match=r"schedule\.dependency"):
        house.perform(by, editing.restore_milestone, row.id, version=row.version + 1)
    house.perform(by, editing.cancel_milestone, talk.id, version=talk.version + 1)
    with pytest.raises(Conflict, match=r"schedule\.cancelled"):
        house.perform(by, editing.restore_milestone, row.id, version=row.version + 1)

    assert refused.value.params == {"milestone": "empathise"}


def test_a_shift_and_its_undo_never_break_an_order(house: TestHouse) -> None:
    """The evening report is tied to the next morning: a shift of the day alone would overtake it."""
    edition = at_noon(house)
    by = house.house_in(edition.id)
    depend(house, edition, "standup-2", opens="D1")
    night = Moments(datetime(2027, 5, 25, 7), datetime(2027, 5, 25, 8, 10))
    move(house, edition, "empathise", replace(night, starts=datetime(2027, 5, 24, 14)))
    depend(house, edition, "standup-2", opens="empathise")
    seen = house.read(lambda session: state_mark(milestones(session, edition.id)))
    quarter = timedelta(minutes=15)
    day = Shift(NOON, quarter, until=day_end(NOON, "Europe/Paris"))
    with pytest.raises(Invalid, match=r"schedule\.dependency") as refused:
        house.perform(by, shift_schedule, day, seen=seen)
    everything = house.perform(by, shift_schedule, Shift(NOON, quarter), seen=seen)
    change = house.read(change_by_public_id, edition.id, everything["change"])
    assert change is not None
    house.perform(by, undo_change, change.id)

    assert refused.value.params == {"milestone": "standup-2", "first": "empathise"}
    assert milestone(house, edition, "standup-2").wall["starts"] == "2027-05-25T08:15"


def test_the_next_edition_depends_on_its_own(house: TestHouse) -> None:
    edition = at_noon(house)
    depend(house, edition, "empathise", opens="empathy-talk", locks="partner-1")
    by = house.house_in(edition.id)
    house.perform(by, clone_edition, "next", name="Next", starts_on=edition.starts_on + timedelta(weeks=52))
    card = house.read(edition_by_slug, "next")
    assert card is not None
    made = {row.code: row for row in house.read(milestones, card.id)}

    assert made["empathise"].opens_after_id == made["empathy-talk"].id
    assert made["empathise"].locks_after_id == made["partner-1"].id


def test_the_judging_of_the_template_comes_in_its_order_and_awards_follow_the_finals(house: TestHouse) -> None:
    edition = at_noon(house)
    rows = house.read(milestones, edition.id)
    codes = {row.id: row.code for row in rows}
    tied = [(codes[tie.first], codes[tie.later]) for tie in ties(rows)]
    check_order(rows, {}, list(codes), "starts")
    move(house, edition, "finals", Moments(datetime(2027, 5, 28, 13, 45), datetime(2027, 5, 28, 16)))

    assert tied == [("round-1", "freeze-1"), ("freeze-1", "finalists"), ("finalists", "finals"), ("finals", "awards")]
    assert milestone(house, edition, "awards").wall["starts"] == "2027-05-28T16:00"


def test_what_opens_after_something_that_waits_waits_too(house: TestHouse) -> None:
    edition = stood_still(house)
    depend(house, edition, "empathy-talk", opens="partner-1")
    wake(house)
    row = milestone(house, edition, "empathy-talk")
    with pytest.raises(Conflict, match=r"schedule\.waiting_order"):
        house.perform(house.house_in(edition.id), fire_moment, row.id, Transition.OPENED, row.version)

    assert reached(house, edition) == []
    assert waits(house, edition)[-1] == ("empathy-talk", "opened")


def test_desk_ties_shows_and_tells_what_followed(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    row, talk = milestone(sqlite_house, edition, "empathise"), milestone(sqlite_house, edition, "empathy-talk")
    form = {"opens_after": talk.public_id, "locks_after": "", "version": "1"}
    tied = desk.post(f"{BASE}/{row.public_id}/after", form, follow_redirects=True).text
    listed, public = desk.get(BASE).text, desk.get("/e/crunch/schedule").text
    circle = {"opens_after": row.public_id, "version": "1"}
    refused = desk.post(f"{BASE}/{talk.public_id}/after", circle, follow_redirects=True).text
    unknown = {"opens_after": "zzzzzzzzzzzzzzzz", "version": "1"}
    strange = desk.post(f"{BASE}/{talk.public_id}/after", unknown, follow_redirects=True).text
    moving = {"starts": "2027-05-24T13:30", "ends": "2027-05-24T15:00", "version": "1"}
    moved = desk.post(f"{BASE}/{talk.public_id}", moving, follow_redirects=True).text

    assert f'<option value="{talk.public_id}" selected>' in tied
    assert ("ouvre après Conférence : empathie" in listed, "ouvre après" in public) == (True, False)
    assert "tournent en rond" in refused
    assert "Un jalon concerné a été annulé" in strange
    assert "Ce qui en dépend a suivi\u00a0: 1." in moved
    assert "Empathie et définition" in desk.get(f"{BASE}/{talk.public_id}").text
