"""What does not fit: teams beyond the tables, and rounds beyond their time, also at times that are only looked at."""

from html import unescape

from sqlalchemy import select

from challenge.judging.actions import plan_round
from challenge.judging.models import Visit
from challenge.judging.moving import set_pace
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.schedule.capacity import shortages
from challenge.schedule.queries import lines
from challenge.teams.models import HallZone
from tests.flow.schedule.test_milestones import milestone
from tests.house import TestHouse
from tests.make.judging import make_hall
from tests.make.teams import make_composed

BASE = "/e/crunch/desk/schedule"


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


def test_a_round_that_needs_more_minutes_than_it_has_is_said_at_the_desk_and_before_a_move(house: TestHouse) -> None:
    hall = make_hall(house)
    hall.act(plan_round, "round-1", 3)
    slots = max(house.read(lambda session: list(session.execute(select(Visit.slot)).scalars())))
    hall.act(set_pace, "round-1", 150 // slots)
    fits = codes(house, hall.edition.id)
    hall.act(set_pace, "round-1", 150 // slots + 1)
    organiser = house.person(hall.edition.id, Role.ORGANISER)
    row = milestone(house, hall.edition, "round-1")
    later, earlier = (
        unescape(organiser.get(f"{BASE}/{row.public_id}/move?minutes={minutes}").text) for minutes in (30, -60)
    )
    words = "le programme en donne"

    assert (fits, [code for code, _ in codes(house, hall.edition.id)]) == ([], ["round"])
    assert f"{words} 150" in unescape(organiser.get(BASE).text)
    # What freezes the round follows it later, but not earlier: then there is an hour more.
    assert [words in text for text in (later, earlier)] == [True, False]
