"""The hour that comes twice in autumn: each pass can be meant, dragged or typed, and is said with its offset."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlencode

from challenge.kernel.actor import Role
from challenge.schedule.rules import Moments
from tests.flow.schedule.test_calendars import read, visit
from tests.flow.schedule.test_depending import move
from tests.flow.schedule.test_dragging import BASE, fields
from tests.flow.schedule.test_milestones import drawn, milestone
from tests.flow.schedule.test_shifting import at_noon
from tests.house import TestHouse

FIRST = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
SECOND = FIRST + timedelta(hours=1)
HALF_PAST_ONE = Moments(datetime(2027, 10, 31, 1, 30), datetime(2027, 10, 31, 1, 45))


def pills(text: str) -> list[tuple[str, bool]]:
    """Return what both passes are called, and which is meant."""
    found = re.findall(r'<a href="([^"]*)"( aria-current="true")?>(\d\d:\d\d UTC[^<]*)</a>', text)
    return [(label, bool(current)) for _, current, label in found]


def href(text: str, label: str) -> str:
    """Return where one of them leads."""
    return unescape(re.findall(rf'<a href="([^"]*)"[^>]*>{re.escape(label)}</a>', text)[0])


def test_a_drag_lands_on_the_pass_under_the_pointer_and_can_be_put_into_the_other(house: TestHouse) -> None:
    edition = at_noon(house)
    desk = house.person(edition.id, Role.ORGANISER)
    move(house, edition, "empathy-talk", HALF_PAST_ONE)
    row = milestone(house, edition, "empathy-talk")
    plan = desk.get(f"{BASE}/days").text
    looked = [desk.get(f"{BASE}/{row.public_id}/move?minutes={minutes}").text for minutes in (60, 120, 180)]
    other = desk.get(href(looked[0], "02:30 UTC+1")).text
    answer = desk.post(f"{BASE}/{row.public_id}", fields(looked[1]))
    kept = milestone(house, edition, "empathy-talk")

    day = plan[plan.index("dimanche 31 octobre") :]
    assert re.search(r'data-length="1500" data-turn="180" data-by="-60" data-was="UTC\+2" data-now="UTC\+1"', day)
    assert [f">{hour}</text>" in day for hour in ("01", "02 UTC+2", "02 UTC+1", "03")] == [True] * 4
    assert [pills(text) for text in (*looked, other)] == [
        [("02:30 UTC+2", True), ("02:30 UTC+1", False)],
        [("02:30 UTC+2", False), ("02:30 UTC+1", True)],
        [],
        [("02:30 UTC+2", False), ("02:30 UTC+1", True)],
    ]
    assert "dim. 02:30 UTC+1" in looked[1]
    assert (answer.status_code, kept.starts_at, kept.ends_at) == (303, SECOND, SECOND + timedelta(minutes=15))


def test_a_typed_time_is_asked_for_its_pass_and_keeps_it(house: TestHouse) -> None:
    edition = at_noon(house)
    desk = house.person(edition.id, Role.ORGANISER)
    own = f"{BASE}/{milestone(house, edition, 'empathy-talk').public_id}"
    typed = {"starts": "2027-10-31T02:30", "ends": "2027-10-31T02:15", "version": "1"}
    both = desk.get(f"{own}/times?{urlencode({**typed, 'ends_pass': 'second'})}").text
    undecided = desk.post(own, {**typed, "ends_pass": "second"})
    backwards = desk.get(f"{own}/times?{urlencode({**typed, 'starts_pass': 'second'})}")
    done = desk.post(own, fields(both))
    kept = milestone(house, edition, "empathy-talk")
    again = desk.get(own).text
    same = desk.get(
        f"{own}/times?{urlencode({**typed, 'version': '2', 'starts_pass': 'first', 'ends_pass': 'second'})}"
    ).text

    assert pills(both) == [
        *(("02:30 UTC+2", True), ("02:30 UTC+1", False)),
        *(("02:15 UTC+2", False), ("02:15 UTC+1", True)),
    ]
    assert (undecided.status_code, 'name="starts_pass"' in undecided.text) == (422, True)
    assert "Cette heure a lieu deux fois ce jour-là\u00a0: dites laquelle" in unescape(undecided.text)
    assert (backwards.status_code, done.status_code) == (422, 303)
    assert (kept.starts_at, kept.ends_at) == (FIRST, SECOND - timedelta(minutes=15))
    assert [f'<option value="{one}" selected>' in again for one in ("first", "second")] == [True, True]
    assert "Ce sont déjà ses heures" in unescape(same)


def test_a_new_milestone_in_that_hour_needs_its_pass(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    asked = {"code": "night", "kind": "meeting", "title_en": "Night", "title_fr": "Nuit", "audience": "all"}
    asked |= {"starts": "2027-10-31T02:30", "ends": "2027-10-31T03:30"}
    first = desk.post(f"{BASE}/new", asked)
    done = desk.post(f"{BASE}/new", {**asked, "starts_pass": "second"})

    assert (first.status_code, done.status_code) == (422, 303)
    assert '<option value="second">02:30 UTC+1</option>' in first.text
    assert milestone(sqlite_house, edition, "night").starts_at == SECOND


def test_calendars_have_both_passes_apart(sqlite_house: TestHouse) -> None:
    """A calendar takes a time that comes twice for the first pass (RFC 5545)."""
    edition = drawn(sqlite_house)
    wall = datetime(2027, 10, 31, 2, 30)
    for code, fold in (("opening", 0), ("empathy-talk", 1)):
        move(sqlite_house, edition, code, Moments(wall.replace(fold=fold), wall.replace(hour=4)))
    text = visit(sqlite_house, "/e/crunch/schedule.ics").text
    events = read(text)

    assert events["Opening ceremony"].dtstart.value.replace(tzinfo=None) == wall
    assert events["Talk: empathy"].dtstart.value == SECOND
    assert ["DTSTART;TZID=Europe/Paris:20271031T023000" in text, "DTSTART:20271031T013000Z" in text] == [True, True]
