"""Calendars that subscribe: read by a second library; right about zone, moves, pauses; secret where they must be."""

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import vobject
from dateutil.tz import tzical

from challenge.accounts.models import Account
from challenge.editions.actions import pause_clock, resume_clock
from challenge.editions.models import Edition
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.work import Work
from challenge.outcomes.actions import agree_to_contact, withdraw_contact
from challenge.schedule.actions import draw_schedule, move_milestone
from challenge.schedule.calendars import ROLES
from challenge.schedule.queries import milestones
from challenge.schedule.rules import Moments
from tests.flow.schedule.test_milestones import drawn, milestone
from tests.house import Person, TestHouse
from tests.make.editions import make_edition
from tests.make.teams import make_composed, member_of


def read(text: str) -> dict[str, Any]:
    """Return the events by summary, as a library that did not write them reads them."""
    return {event.summary.value: event for event in vobject.readOne(text).vevent_list}


def own_address(person: Person, edition: Edition) -> str:
    answer = person.post(f"/e/{edition.slug}/calendar")
    found = re.search(r'value="http://[^/"]+(/calendar/[0-9a-f]+\.ics)"', answer.text)
    assert found is not None
    assert answer.headers["Cache-Control"] == "no-store"
    return found[1]


def disable(work: Work, account_id: int) -> None:
    work.session.get_one(Account, account_id).disabled_at = work.real


def visit(house: TestHouse, path: str) -> Any:
    return house.app.test_client(use_cookies=False).get(path, headers={"Accept-Language": "en"})


def test_everybody_reads_what_everybody_is_told_at_the_halls_time(house: TestHouse) -> None:
    edition = drawn(house)
    answer = visit(house, f"/e/{edition.slug}/schedule.ics")
    assert answer.mimetype == "text/calendar"
    assert max(len(line.encode()) for line in answer.text.splitlines()) <= 75
    events = read(answer.text)
    opening, hand_in = events["Opening ceremony"], events["Guiding question (1 page)"]
    assert opening.dtstart.value.isoformat() == "2027-05-24T09:00:00+02:00"
    assert opening.dtend.value - opening.dtstart.value == timedelta(minutes=40)
    assert "DTSTART;TZID=Europe/Paris:20270524T090000" in answer.text
    assert "TZID:Europe/Paris" in answer.text  # the zone itself, for calendars that do not know it
    assert hand_in.dtstart.value.isoformat() == "2027-05-24T17:15:00+02:00"
    assert not hasattr(hand_in, "dtend")
    assert "Staff roll-call" not in events


@pytest.mark.parametrize("starts_on", [date(2027, 5, 24), date(2027, 10, 25), date(2028, 2, 28)])
def test_the_zone_that_comes_along_gives_every_instant_through_summer_time_and_leap_day(
    sqlite_house: TestHouse, starts_on: date
) -> None:
    """A calendar that knows no zone reads it from the file: follow-ups a year later lie beyond both changes."""
    edition = make_edition(sqlite_house, starts_on=starts_on)
    sqlite_house.perform(sqlite_house.house_in(edition.id), draw_schedule)
    address = own_address(sqlite_house.person(edition.id, Role.ORGANISER), edition)
    text = visit(sqlite_house, address).text.replace("\r\n ", "").replace("\r\n", "\n")
    carried = re.search(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE\n", text, re.DOTALL)
    assert carried is not None
    zone = tzical(StringIO(carried[0])).get("Europe/Paris")
    found = re.findall(r"UID:(\w+)\.milestone@challenge\n(?:.*\n)*?DTSTART;TZID=Europe/Paris:(\w+)\n", _in_order(text))
    read_at = {name: datetime.strptime(at, "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(UTC) for name, at in found}
    kept = {row.public_id: row.due_at or row.starts_at for row in sqlite_house.read(milestones, edition.id)}

    assert len(read_at) > 30
    assert read_at == {name: kept[name] for name in read_at}
    assert {kept[name].astimezone(zone).utcoffset() for name in read_at} == {timedelta(hours=1), timedelta(hours=2)}
    assert ("20280229T" in text) == (starts_on.year == 2028)


def _in_order(text: str) -> str:
    """Return the events with their UID first, whatever order they were written in."""
    parts = [part.split("\n") for part in re.findall(r"BEGIN:VEVENT\n(.*?)END:VEVENT\n", text, re.DOTALL)]
    return "".join("\n".join(sorted(part, key=lambda line: not line.startswith("UID:"))) + "\n" for part in parts)


def test_a_moved_milestone_keeps_its_name_and_counts_its_moves(house: TestHouse) -> None:
    edition = drawn(house)
    path = f"/e/{edition.slug}/schedule.ics"
    before = read(visit(house, path).text)["Opening ceremony"]
    row = milestone(house, edition, "opening")
    later = Moments(datetime(2027, 5, 24, 9, 30), datetime(2027, 5, 24, 10, 10))
    house.perform(house.house_in(edition.id), move_milestone, row.id, later, version=row.version)
    after = read(visit(house, path).text)["Opening ceremony"]
    assert after.uid.value == before.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert after.dtstart.value - before.dtstart.value == timedelta(minutes=30)


def test_after_a_pause_events_are_shown_when_they_really_come(house: TestHouse) -> None:
    edition = drawn(house)
    by, path = house.house_in(edition.id), f"/e/{edition.slug}/schedule.ics"
    house.perform(by, pause_clock, reason="test")
    paused = read(visit(house, path).text)["Opening ceremony"]
    assert paused.dtstart.value == datetime(2027, 5, 24, 7, tzinfo=UTC)
    house.perform(by, resume_clock, reason="test")
    resumed = read(visit(house, path).text)["Opening ceremony"]
    assert timedelta(0) <= resumed.dtstart.value - paused.dtstart.value < timedelta(minutes=5)


def test_each_person_has_what_their_roles_have_to_do(house: TestHouse) -> None:
    edition = drawn(house)
    seen = {}
    for role in (Role.STUDENT, Role.JUROR, Role.COACH, Role.ORGANISER):
        person = house.person(edition.id, role, name=f"A {role}")
        seen[role] = set(read(visit(house, own_address(person, edition)).text))
    assert {"Team roles", "Cérémonie d’ouverture"} - seen[Role.STUDENT] == {"Team roles"}
    duty = "Appel de l’équipe"
    assert [duty in seen[role] for role in seen] == [False, False, True, True]
    assert seen[Role.JUROR] < seen[Role.ORGANISER]


def role_addresses(house: TestHouse, edition: Edition) -> dict[str, str]:
    """Return the paths that organisers are shown, by role; each has a button that copies it."""
    answer = house.person(edition.id, Role.ORGANISER).get(f"/e/{edition.slug}/desk/schedule/calendars")
    shown, copied = (
        re.findall(rf'{mark}="http://[^/"]+(/e/crunch/calendar/([a-z]+)/[0-9a-f]{{64}}\.ics)"', answer.text)
        for mark in ("value", "data-copy")
    )
    assert shown == copied
    assert answer.headers["Cache-Control"] == "no-store"
    return {role: path for path, role in shown}


def test_each_role_has_a_calendar_with_what_it_does_and_nothing_of_others(house: TestHouse) -> None:
    edition = drawn(house)
    addresses = role_addresses(house, edition)
    seen = {role: read(visit(house, path).text) for role, path in addresses.items()}
    rows = house.read(milestones, edition.id)
    public = read(visit(house, f"/e/{edition.slug}/schedule.ics").text)
    everybody = {row.title_fr for row in rows if {"all", "audience"} & set(row.audience)}
    own = {name: {row.title_fr for row in rows if name in row.audience} for name in ("partners", "jurors", "experts")}

    assert tuple(seen) == ROLES
    assert set(seen["partner"]) == everybody | own["partners"]
    assert set(seen["juror"]) == everybody | own["jurors"]
    assert {name for name in own["experts"] if name not in seen["expert"]} == set()
    assert ["Appel de l’équipe" in events for events in seen.values()] == [
        role in ("coach", "expert", "chair") for role in seen
    ]
    opening = seen["partner"]["Cérémonie d’ouverture"]
    assert opening.dtstart.value.isoformat() == "2027-05-24T09:00:00+02:00"
    assert opening.uid.value == public["Opening ceremony"].uid.value


def test_follow_ups_stand_in_the_calendars_of_owners_alone_while_they_are_that(house: TestHouse) -> None:
    made = make_composed(house)
    owner, other = member_of(house, made), member_of(house, made, 1)
    addresses = [own_address(one, made.edition) for one in (owner, other)]
    addresses.append(role_addresses(house, made.edition)["student"])

    def seen() -> list[int]:
        return [sum("Suivi " in title for title in read(visit(house, path).text)) for path in addresses]

    found = [seen()]
    team_id, by = made.teams[0].id, owner.actor
    house.perform(by, agree_to_contact, team_id, "me@home.example", agrees=True)
    found.append(seen())
    house.perform(by, withdraw_contact, team_id)
    found.append(seen())

    assert found == [[0, 0, 0], [3, 0, 0], [0, 0, 0]]


def test_a_roles_calendar_follows_a_move_at_the_same_address(house: TestHouse) -> None:
    edition = drawn(house)
    address = role_addresses(house, edition)["partner"]
    row = milestone(house, edition, "opening")
    later = Moments(datetime(2027, 5, 24, 9, 30), datetime(2027, 5, 24, 10, 10))
    house.perform(house.house_in(edition.id), move_milestone, row.id, later, version=row.version)
    opening = read(visit(house, address).text)["Cérémonie d’ouverture"]

    assert (opening.sequence.value, opening.dtstart.value.isoformat()) == ("1", "2027-05-24T09:30:00+02:00")
    assert role_addresses(house, edition)["partner"] == address


def test_no_secret_opens_another_roles_calendar_or_another_editions(house: TestHouse) -> None:
    edition, other = drawn(house), make_edition(house, slug="other")
    address = role_addresses(house, edition)["partner"]
    paths = [
        address.replace("/partner/", "/coach/"),
        address.replace("/partner/", "/organiser/"),
        address.replace("/partner/", "/cook/"),
        address.replace("/crunch/", f"/{other.slug}/"),
        address.replace("/crunch/", "/nowhere/"),
        f"/e/crunch/calendar/partner/{'0' * 64}.ics",
        "/e/crunch/calendar/partner/été.ics",
    ]

    assert [visit(house, path).status_code for path in [address, *paths]] == [200, *[404] * len(paths)]


def test_only_organisers_are_shown_the_addresses_of_roles(sqlite_house: TestHouse) -> None:
    edition = drawn(sqlite_house)
    path = f"/e/{edition.slug}/desk/schedule/calendars"
    codes = [sqlite_house.person(edition.id, role).get(path).status_code for role in (Role.COACH, Role.ORGANISER)]
    desk = sqlite_house.person(edition.id, Role.ORGANISER).get(f"/e/{edition.slug}/desk/schedule").text

    assert (codes, f'href="{path}"' in desk) == ([404, 200], True)


def test_a_new_address_ends_the_one_before_and_a_disabled_account_ends_both(house: TestHouse) -> None:
    edition = drawn(house)
    person = house.person(edition.id, Role.STUDENT)
    first, second = own_address(person, edition), own_address(person, edition)
    assert [visit(house, path).status_code for path in (first, second)] == [404, 200]
    house.perform(HOUSE, disable, person.actor.account_id)
    assert visit(house, second).status_code == 404


def test_the_same_wish_sent_twice_gives_the_same_address(house: TestHouse) -> None:
    edition = drawn(house)
    person = house.person(edition.id, Role.STUDENT)
    wish = {"idempotency_key": "k" * 16}
    texts = [person.post(f"/e/{edition.slug}/calendar", wish).text for _ in range(2)]
    found = [re.findall(r"/calendar/([0-9a-f]+)\.ics", text)[0] for text in texts]
    assert found[0] == found[1]
    assert visit(house, f"/calendar/{found[0]}.ics").status_code == 200


def test_an_unknown_address_and_one_of_another_purpose_say_nothing(house: TestHouse) -> None:
    drawn(house)
    assert visit(house, "/calendar/" + "0" * 64 + ".ics").status_code == 404


def test_an_old_page_sent_again_shows_no_address_that_has_ended(house: TestHouse) -> None:
    edition = drawn(house)
    person = house.person(edition.id, Role.STUDENT)
    keys = ["k" * 16, "n" * 16, "k" * 16]
    texts = [person.post(f"/e/{edition.slug}/calendar", {"idempotency_key": key}).text for key in keys]
    assert [len(re.findall(r'value="[^"]+/calendar/[0-9a-f]+\.ics"', text)) for text in texts] == [1, 1, 0]
