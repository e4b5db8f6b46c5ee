"""The desk says when the hall's clocks are changed, what is typed then, and when the server's clock was set."""

from datetime import UTC, date, datetime
from html import unescape

import pytest

from challenge.kernel.actor import Role
from challenge.kernel.log import facts_named
from challenge.schedule.events import ClockStepped, ClockStepSeen
from challenge.schedule.rules import Moments
from challenge.schedule.stepping import note_step, see_steps, unseen_count
from tests.flow.schedule.test_depending import depend, move
from tests.flow.schedule.test_milestones import milestone
from tests.flow.schedule.test_shifting import at_noon
from tests.house import TestHouse
from tests.make.schedule import stood_still, wake

BASE = "/e/crunch/desk/schedule"


@pytest.mark.parametrize(
    ("day", "change", "odd"),
    [
        (
            date(2028, 3, 26),
            "avancent de 02:00 à 03:00 le dimanche 26 mars",
            "02:30 n’existe pas ce jour-là\u00a0: cela signifie 03:30 UTC+2",
        ),
        (
            date(2027, 10, 31),
            "reculent de 03:00 à 02:00 le dimanche 31 octobre",
            "02:30 a lieu deux fois ce jour-là\u00a0: il s’agit de la première (02:30 UTC+2)",
        ),
    ],
)
def test_the_day_of_a_change_and_the_times_in_it_are_marked(
    sqlite_house: TestHouse, day: date, change: str, odd: str
) -> None:
    edition = at_noon(sqlite_house)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    own = f"{BASE}/{milestone(sqlite_house, edition, 'D5').public_id}"
    typed = f"{own}/times?starts={day}T02:30&ends={day}T04:00&version=1"
    looked, plain = unescape(desk.get(typed).text), unescape(desk.get(BASE).text)
    start = datetime(day.year, day.month, day.day, 2, 30)
    move(sqlite_house, edition, "D5", Moments(start, start.replace(hour=4)))
    pages = [unescape(desk.get(path).text) for path in (BASE, f"{BASE}/days", own)]

    assert (odd in looked, change in plain) == (True, False)
    assert [change in text for text in pages] == [True, True, False]
    assert [odd in text for text in pages] == [True, True, True]


def test_what_a_time_means_is_said_after_what_its_milestone_waits_for(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    start = datetime(2028, 3, 26, 2, 30)
    move(sqlite_house, edition, "D5", Moments(start, start.replace(hour=4)))
    depend(sqlite_house, edition, "D5", opens="empathy-talk", locks="empathise")
    text = unescape(desk.get(f"{BASE}/days").text)
    places = [text.index(one) for one in ("ouvre après", "se verrouille après", "n’existe pas ce jour-là")]

    assert places == sorted(places)


def test_a_step_of_the_servers_clock_stands_on_the_desk_and_is_told_once(house: TestHouse) -> None:
    """Two workers see the same step; another one that goes back comes at once after it and is its own."""
    edition = stood_still(house, now=datetime(2027, 5, 24, 5, 45, tzinfo=UTC))
    desk = house.person(edition.id, Role.ORGANISER)
    quiet = desk.get(BASE).text
    for seconds in (7200.2, 7199.8, -3600):
        note_step(house.works, seconds)
    wake(house)
    shown = unescape(desk.get(BASE).text)
    said = [one.event for one in house.read(facts_named, edition.id, [ClockStepped.name])]

    assert said == [ClockStepped(seconds=7200), ClockStepped(seconds=-3600)]
    assert "L’horloge du serveur a été réglée" not in unescape(quiet)
    assert shown.index("reculée de 60 min.") < shown.index("avancée de 120 min")


def test_a_step_asks_for_attention_until_an_organiser_has_seen_it(house: TestHouse) -> None:
    edition = stood_still(house, now=datetime(2027, 5, 24, 5, 45, tzinfo=UTC))
    desk = house.person(edition.id, Role.ORGANISER, name="Ada Seen")
    other, coach = (house.person(edition.id, role) for role in (Role.ORGANISER, Role.COACH))
    note_step(house.works, 7200)
    first = house.read(facts_named, edition.id, [ClockStepped.name])[0].seq
    asked = desk.get("/e/crunch/desk/").text
    note_step(house.works, -3600)
    codes = [one.post(f"{BASE}/steps", {"until": first}).status_code for one in (coach, desk, other)]
    codes += [desk.post(f"{BASE}/steps", {"until": until}).status_code for until in (first + 999, 0, "x")]
    found = house.read(facts_named, edition.id, [ClockStepSeen.name])
    page = unescape(other.get(BASE).text)
    still, history = page.split('id="steps"')[1].split("Déjà vus")
    counts = [house.read(unseen_count, edition.id)]
    last = house.read(facts_named, edition.id, [ClockStepped.name])[-1].seq
    counts += [house.perform(desk.actor, see_steps, last)["steps"], house.read(unseen_count, edition.id)]

    assert 'desk/schedule#steps"' in asked
    assert codes == [404, 303, 303, 404, 422, 422]
    assert [(one.event, one.actor_id) for one in found] == [(ClockStepSeen(step_seq=first), desk.actor.account_id)]
    assert ["reculée de 60" in still, "avancée de 120" in still, "avancée de 120" in history] == [True, False, True]
    assert "Vu par Ada Seen" in history
    assert counts == [1, 1, 0]
    assert 'desk/schedule#steps"' not in desk.get("/e/crunch/desk/").text
