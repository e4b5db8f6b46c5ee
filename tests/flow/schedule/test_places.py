"""Tracks and zones of milestones: typed, cloned, shown in lanes, asked for in the address, told to calendars."""

import re
from datetime import date
from html import unescape

import pytest

from challenge.editions.models import Edition
from challenge.editions.queries import edition_by_slug
from challenge.kernel.actor import Role
from challenge.kernel.errors import Invalid
from challenge.schedule.cloning import clone_edition
from challenge.schedule.editing import word_milestone
from challenge.schedule.models import Milestone
from challenge.schedule.queries import milestones
from challenge.schedule.rules import Wording
from challenge.teams.models import HallZone
from tests.flow.schedule.test_calendars import read, visit
from tests.flow.schedule.test_milestones import milestone
from tests.flow.schedule.test_shifting import at_noon
from tests.house import TestHouse

BASE = "/e/crunch/desk/schedule"


def worded(row: Milestone, *, track: str | None = None, zone: str = "") -> Wording:
    own = row.track if track is None else track
    return Wording(row.title_en, row.title_fr, tuple(row.audience), row.notes, own, zone)


def put(house: TestHouse, edition: Edition, code: str, *, track: str | None = None, zone: str = "") -> None:
    row = milestone(house, edition, code)
    words = worded(row, track=track, zone=zone)
    house.perform(house.house_in(edition.id), word_milestone, row.id, words, version=row.version)


def test_a_track_and_a_zone_are_typed_and_shown_and_cloned(house: TestHouse) -> None:
    edition = at_noon(house)
    person = house.person(edition.id, Role.ORGANISER)
    row = milestone(house, edition, "checkpoint-1")
    form = {"title_en": row.title_en, "title_fr": row.title_fr, "audience": row.audience, "version": row.version}
    answer = person.post(f"{BASE}/{row.public_id}/words", {**form, "track": " Reviews ", "hall_zone": "B"})
    again = milestone(house, edition, "checkpoint-1")
    house.perform(house.house_in(edition.id), clone_edition, "next", name="Next", starts_on=date(2028, 1, 10))
    made = house.read(edition_by_slug, "next")
    assert made is not None
    copies = {one.code: (one.track, one.hall_zone) for one in house.read(milestones, made.id)}

    assert (answer.status_code, again.track, again.hall_zone) == (303, "Reviews", "B")
    assert (copies["checkpoint-1"], copies["round-1"]) == (("Reviews", "B"), ("Jury", ""))
    assert "· Reviews · Zone B</p>" in person.get(f"{BASE}/{row.public_id}").text


def test_a_zone_that_the_hall_lacks_is_refused_but_stays_where_it_was_chosen(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    put(sqlite_house, edition, "checkpoint-1", zone="B")
    only = HallZone(edition_id=edition.id, place=0, code="Q", name="Quiet", tables=4, accessible=[])
    sqlite_house.perform(sqlite_house.house_in(edition.id), lambda work: work.add(only) and None)
    put(sqlite_house, edition, "checkpoint-1", track="Reviews", zone="B")
    with pytest.raises(Invalid, match=r"schedule\.hall_zone"):
        put(sqlite_house, edition, "checkpoint-1", zone="A")
    put(sqlite_house, edition, "checkpoint-1", zone="Q")

    assert milestone(sqlite_house, edition, "checkpoint-1").hall_zone == "Q"


def test_the_address_says_what_part_is_looked_at_at_the_desk_and_in_public(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    put(sqlite_house, edition, "checkpoint-1", zone="B")
    person = sqlite_house.person(edition.id, Role.ORGANISER)

    def names(path: str) -> list[str]:
        return re.findall(r'stop-name">(?:<a[^>]*>)?([^<]+)', unescape(person.get(path).text))

    assert names(f"{BASE}/days?track=Jury&audience=chairs") == ["Délibération", "Finales", "Clôture du vote du public"]
    assert names(f"{BASE}/days?zone=B") == names("/e/crunch/schedule/days?zone=B") == ["Revue 1"]
    assert names("/e/crunch/schedule/days?track=Ateliers&audience=experts") == ["Bureau des experts"] * 3
    assert names(f"{BASE}/days?track=Nothing") == []
    assert f'data-live-fragment="{BASE}/days?track=Jury"' in person.get(f"{BASE}?track=Jury").text


def test_the_plan_has_a_lane_for_each_track(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    put(sqlite_house, edition, "partner-wall", track="")
    text = sqlite_house.person(edition.id, Role.ORGANISER).get(f"{BASE}/days").text
    last = text.split("vendredi 28 mai</strong>")[1].split("</svg>")[0]
    lanes = re.findall(r'class="plan-lane" role="group" aria-label="([^"]+)"', last)

    assert lanes == ["Jury", "Livrables", "Logistique", "Plénière", "Suites", "Sans volet"]


def test_calendars_and_the_programme_say_the_zone_as_the_place(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    hall = HallZone(edition_id=edition.id, place=0, code="Q", name="Quiet corner", tables=4, accessible=[])
    sqlite_house.perform(sqlite_house.house_in(edition.id), lambda work: work.add(hall) and None)
    put(sqlite_house, edition, "checkpoint-1", zone="Q")
    events = read(visit(sqlite_house, "/e/crunch/schedule.ics").text)
    milestones_told = visit(sqlite_house, "/api/v1/editions/crunch/schedule").get_json()["milestones"]

    assert events["Checkpoint 1"].location.value == "Zone Q Quiet corner"
    assert not hasattr(events["Opening ceremony"], "location")
    assert "<small>Zone Q Quiet corner</small>" in visit(sqlite_house, "/e/crunch/schedule").text
    assert [(one["code"], one["hall_zone"]) for one in milestones_told if one["hall_zone"]] == [("checkpoint-1", "Q")]


def test_two_in_one_zone_at_a_time_are_said_at_the_desk_and_before_a_move(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    put(sqlite_house, edition, "diverge", zone="B")
    put(sqlite_house, edition, "experts-2", zone="B")
    person = sqlite_house.person(edition.id, Role.ORGANISER)
    said = "«\u00a0Fiches idées\u00a0» et «\u00a0Bureau des experts\u00a0» ont lieu dans la même zone en même temps"
    before = unescape(person.get(BASE).text)
    row = milestone(sqlite_house, edition, "diverge")
    preview = unescape(person.get(f"{BASE}/{row.public_id}/move?minutes=15").text)

    assert (said in before, said in preview) == (False, True)
