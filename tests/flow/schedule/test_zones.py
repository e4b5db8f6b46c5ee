"""Everybody reads the schedule in their own zone; what the desk types stays in the hall's."""

import re

from challenge.accounts.actions import set_preferences
from challenge.kernel.actor import Role
from tests.flow.schedule.test_milestones import drawn, milestone
from tests.house import Person, TestHouse

PAGES = ("/e/crunch/schedule", "/e/crunch/desk/schedule")


def first_stop(text: str) -> tuple[str, str]:
    """Return what the page calls the first day, and when its first stop is."""
    day, time = (
        re.search(r"<h2>([^<]+)</h2>", text[text.index('class="timeline"') :]),
        re.search(r'<time datetime="[^"]+">([^<]+)</time>', text),
    )
    assert day is not None
    assert time is not None
    return day[1].strip(), time[1]


def in_zone(house: TestHouse, person: Person, zone: str) -> None:
    house.perform(person.actor, set_preferences, locale="en", time_zone=zone)


def test_days_and_hours_are_those_of_the_readers_zone(sqlite_house: TestHouse) -> None:
    edition = drawn(sqlite_house)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    seen = {}
    for zone in ("", "Africa/Lome", "Pacific/Auckland", "America/Los_Angeles"):
        in_zone(sqlite_house, desk, zone)
        pages = [desk.get(path).text for path in PAGES]
        assert [f"All times are those of {zone or 'Europe/Paris'}." in text for text in pages] == [True, True]
        seen[zone] = first_stop(pages[1])

    assert seen == {
        "": ("Monday 24 May", "07:30–08:00"),
        "Africa/Lome": ("Monday 24 May", "05:30–06:00"),
        "Pacific/Auckland": ("Monday 24 May", "17:30–18:00"),
        "America/Los_Angeles": ("Sunday 23 May", "22:30–23:00"),
    }


def test_what_is_typed_is_the_halls_time(sqlite_house: TestHouse) -> None:
    edition = drawn(sqlite_house)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    in_zone(sqlite_house, desk, "Africa/Lome")
    own = f"/e/crunch/desk/schedule/{milestone(sqlite_house, edition, 'opening').public_id}"
    shown = desk.get(own).text
    desk.post(own, {"starts": "2027-05-24T09:10", "ends": "2027-05-24T09:40", "version": "1"})

    assert "Times of the hall: Europe/Paris." in shown
    assert 'value="2027-05-24T09:00"' in shown
    assert milestone(sqlite_house, edition, "opening").starts_at.hour == 7
