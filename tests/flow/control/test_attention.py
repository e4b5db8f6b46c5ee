"""What the control room says of jurors, signatures and moments that wait."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from challenge.agreements.rules import Kind
from challenge.editions.actions import set_clock
from challenge.editions.attention import Scope, concerns
from challenge.judging.actions import open_round, plan_round
from challenge.judging.moving import set_pace
from challenge.judging.patience import Patience, patience_of
from challenge.judging.patience_acts import set_patience
from challenge.kernel.actor import Role
from challenge.kernel.errors import Invalid
from tests.house import TestHouse
from tests.make.agreements import members, publish, sign_all
from tests.make.judging import Hall, make_hall, score
from tests.make.schedule import stood_still, wake
from tests.make.teams import make_composed, set_time

OPENED = datetime(2027, 5, 28, 8, tzinfo=UTC)


def found(house: TestHouse, edition_id: int) -> dict[str, int]:
    """Return what needs attention now."""
    now = house.works.perform(house.house_in(edition_id), lambda work: work.now)
    return {one.code: one.count for one in house.read(concerns, Scope(edition_id, now, None, drafts=True))}


def jury(house: TestHouse) -> Hall:
    """Return a hall of four jurors whose round opens at eight."""
    hall = make_hall(house)
    hall.act(set_clock, edition_now=OPENED, speed=1, reason="test")
    hall.act(plan_round, "round-1", 3)
    hall.act(open_round, "round-1")
    return hall


def later(hall: Hall, minutes: float) -> dict[str, int]:
    """Return what needs attention so many minutes after the opening."""
    hall.act(set_clock, edition_now=OPENED + timedelta(minutes=minutes), speed=1, reason="test")
    return found(hall.house, hall.edition.id)


def test_a_juror_is_silent_after_three_quarters_of_an_hour_without_a_sheet(house: TestHouse) -> None:
    hall = jury(house)
    before, after = later(hall, 44), later(hall, 46)
    score(hall, hall.visits_of(0)[0], 3)
    sent = later(hall, 47)
    hall.act(set_patience, Patience(silent_min=120))

    assert [one.get("judging.silent", 0) for one in (before, after, sent, later(hall, 50))] == [0, 4, 3, 0]


def test_number_of_silent_jurors_leads_to_those_jurors(house: TestHouse) -> None:
    hall = jury(house)
    organiser = house.person(hall.edition.id, Role.ORGANISER)
    list_of = "/e/crunch/desk/judging/jurors?only=silent"
    pages = [organiser.get(list_of).text]
    for minutes, place in ((46, 0), (95, 1)):
        later(hall, minutes)
        score(hall, hall.visits_of(place)[0], 3)
        pages.append(organiser.get(list_of).text)
    refs = [juror.ref for juror in hall.jurors]
    silent = [[ref for ref in refs if f"<h2>{ref} " in page] for page in pages]

    assert silent == [[], [refs[1], *refs[2:]], [refs[0], *refs[2:]]]
    assert list_of in organiser.get("/e/crunch/desk/").text


def test_a_juror_is_late_when_a_slot_of_the_plan_is_over_and_its_visit_is_not_made(house: TestHouse) -> None:
    hall = jury(house)
    unpaced = later(hall, 40)
    hall.act(set_pace, "round-1", 10)
    first = [visit for visit in hall.visits() if visit.slot == 1]
    early, after = later(hall, 19), later(hall, 21)
    for visit in first:
        score(hall, visit, 3)
    made = later(hall, 22)
    hall.act(set_patience, Patience(late_min=60))

    assert [one.get("judging.late", 0) for one in (unpaced, early, after, made)] == [0, 0, len(first), 0]
    assert "judging.late" not in later(hall, 60)


def test_minutes_are_set_by_organisers_within_bounds_and_kept(sqlite_house: TestHouse) -> None:
    hall = jury(sqlite_house)
    organiser, viewer = (sqlite_house.person(hall.edition.id, role) for role in (Role.ORGANISER, Role.VIEWER))
    form = {"silent_min": "30", "late_min": "0"}
    path = "/e/crunch/desk/judging/patience"
    codes = [one.post(path, form).status_code for one in (organiser, viewer)]

    assert codes == [303, 404]
    assert organiser.post(path, {**form, "silent_min": "4"}).status_code == 422
    assert 'value="30"' in organiser.get("/e/crunch/desk/judging/itineraries").text
    with pytest.raises(Invalid, match=r"judging\.patience"):
        hall.act(set_patience, Patience(late_min=241))
    assert patience_of({}) == Patience(45, 10)


def test_late_slots_are_counted_from_the_opening() -> None:
    slots: list[Any] = [Patience().last_missed(OPENED, 10, OPENED + timedelta(minutes=m)) for m in (0, 19, 20, 45)]
    assert slots == [0, 0, 1, 3]
    assert Patience().last_missed(None, 10, OPENED) == Patience().last_missed(OPENED, None, OPENED) == 0


def test_people_who_have_not_signed_are_counted_until_they_have(house: TestHouse) -> None:
    made = make_composed(house)
    set_time(house, made, 1, 9)
    before = found(house, made.edition.id)
    publish(house, made.edition.id, Kind.RULES)
    asked = found(house, made.edition.id)
    sign_all(house, made.edition.id, *members(house, made.teams[0].id)[0])

    assert before.get("agreements.unsigned", 0) == 0
    assert asked["agreements.unsigned"] - found(house, made.edition.id)["agreements.unsigned"] == 1


def test_moments_that_wait_for_a_word_are_counted(house: TestHouse) -> None:
    edition = stood_still(house)
    before = found(house, edition.id)
    wake(house)

    assert "schedule.held" not in before
    assert found(house, edition.id)["schedule.held"] > 10
