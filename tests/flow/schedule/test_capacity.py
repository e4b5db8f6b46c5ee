"""What does not fit: teams beyond the tables, and rounds beyond their time, also at times that are only looked at."""

from datetime import datetime
from html import unescape

from sqlalchemy import select

from challenge.judging.actions import plan_round
from challenge.judging.models import Visit
from challenge.judging.moving import set_pace
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.schedule.capacity import shortages
from challenge.schedule.queries import lines, milestones, state_mark
from challenge.teams.models import HallZone
from tests.flow.schedule.test_milestones import milestone
from tests.flow.schedule.test_shifting import at_noon
from tests.house import TestHouse
from tests.make.judging import Hall, make_hall
from tests.make.teams import make_composed

BASE = "/e/crunch/desk/schedule"
TOO_FEW_MINUTES = "le programme en donne"
SAME_PEOPLE = "«\u00a0Rencontre partenaire\u00a0» et «\u00a0Conférence : empathie\u00a0» demandent les mêmes personnes"


def codes(house: TestHouse, edition_id: int) -> list[tuple[str, dict[str, str | int]]]:
    """Return what does not fit, with its figures."""
    found = house.read(lambda session: shortages(session, edition_id, lines(session, edition_id)))
    return [(one.code, dict(one.values)) for one in found]


def test_teams_beyond_the_tables_of_the_hall_are_said(house: TestHouse) -> None:
    made = make_composed(house, teams=3)
    before = codes(house, made.edition.id)

    def small(work: Work) -> None:
        work.session.add(
            HallZone(edition_id=work.edition_id, place=1, code="A", name="", tables=2, accessible=[], is_remote=False)
        )

    house.perform(house.house_in(made.edition.id), small)

    assert before == []
    assert codes(house, made.edition.id) == [("tables", {"teams": 3, "tables": 2})]


def tight_hall(house: TestHouse) -> Hall:
    """Return a hall whose first round needs each of its 150 minutes, but for the remainder of the slots."""
    hall = make_hall(house)
    hall.act(plan_round, "round-1", 3)
    hall.act(set_pace, "round-1", 150 // last_slot(house))
    return hall


def last_slot(house: TestHouse) -> int:
    return max(house.read(lambda session: list(session.execute(select(Visit.slot)).scalars())))


def test_a_round_that_needs_more_minutes_than_it_has_is_said_at_the_desk_and_before_a_move(house: TestHouse) -> None:
    hall = tight_hall(house)
    fits = codes(house, hall.edition.id)
    hall.act(set_pace, "round-1", 150 // last_slot(house) + 1)
    organiser = house.person(hall.edition.id, Role.ORGANISER)
    row = milestone(house, hall.edition, "round-1")
    later, earlier = (
        unescape(organiser.get(f"{BASE}/{row.public_id}/move?minutes={minutes}").text) for minutes in (30, -60)
    )

    assert (fits, [code for code, _ in codes(house, hall.edition.id)]) == ([], ["round"])
    assert f"{TOO_FEW_MINUTES} 150" in unescape(organiser.get(BASE).text)
    # What freezes the round follows it later, but not earlier: then there is an hour more.
    assert [TOO_FEW_MINUTES in text for text in (later, earlier)] == [True, False]


def test_a_shift_that_takes_minutes_from_a_round_says_so_before_it_is_done_and_at_the_desk(house: TestHouse) -> None:
    hall = tight_hall(house)
    organiser = house.person(hall.edition.id, Role.ORGANISER)
    opens = datetime.fromisoformat(milestone(house, hall.edition, "round-1").wall["starts"] or "")
    wish = {"since": opens.replace(minute=opens.minute + 5).isoformat(timespec="minutes"), "scope": "day"}
    looked = {
        minutes: unescape(organiser.get(f"{BASE}/shift?since={wish['since']}&scope=day&minutes={minutes}").text)
        for minutes in (60, -60)
    }
    before = unescape(organiser.get(BASE).text)
    mark = house.read(lambda session: state_mark(milestones(session, hall.edition.id)))
    done = organiser.post(f"{BASE}/shift", {**wish, "minutes": "-60", "seen": mark}, follow_redirects=True)

    assert [TOO_FEW_MINUTES in looked[minutes] for minutes in (60, -60)] == [False, True]
    assert f"{TOO_FEW_MINUTES} 90" in looked[-60]
    assert (TOO_FEW_MINUTES in before, f"{TOO_FEW_MINUTES} 90" in unescape(done.text)) == (False, True)


def test_what_would_ask_for_the_same_people_is_named_before_a_shift_and_before_a_move(house: TestHouse) -> None:
    """The talk at half past one would begin while teams still meet their partners, until half past twelve."""
    edition = at_noon(house)
    organiser = house.person(edition.id, Role.ORGANISER)
    row = milestone(house, edition, "empathy-talk")
    shift = f"{BASE}/shift?since=2027-05-24T12:40&scope=day&minutes="
    texts = [
        unescape(organiser.get(f"{path}{minutes}").text)
        for path in (shift, f"{BASE}/{row.public_id}/move?minutes=")
        for minutes in (-75, -45)
    ]

    assert [SAME_PEOPLE in text for text in texts] == [True, False, True, False]
