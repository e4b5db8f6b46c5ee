"""The help queue on a wall: numbers and tables, never a word of what is asked."""

from sqlalchemy import select

from challenge.kernel.actor import Role
from challenge.mentoring.actions import Asked, ask_help, claim_help
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.rules import Kind
from challenge.wall.actions import arrange_screen
from challenge.wall.rules import MAIN, Phase, Zone
from tests.flow.wall.test_driving import panes
from tests.house import TestHouse
from tests.make.teams import Composed, make_composed


def _board(house: TestHouse, words: str) -> str:
    """Return the wall of an edition where one team waits and one is served, both with these words."""
    made = make_composed(house, f"crunch-{words}")
    by = house.house_in(made.edition.id)
    house.perform(by, arrange_screen, MAIN, [Zone.HELP, Zone.COUNTDOWN], phase=Phase.SCHEDULE, version=0)
    for team in made.teams:
        house.perform(by, ask_help, team.id, Asked(kind=Kind.EXPERT, need=words, skill=words, tried=words))
    coming(house, made)
    house.deliver()
    return str(house.visitor().get(f"/e/crunch-{words}/wall/board").text)


def coming(house: TestHouse, made: Composed) -> None:
    """Let an expert come to the second team."""
    expert = house.person(made.edition.id, Role.EXPERT, name="Secret Helper").actor
    wanted = select(HelpRequest.id).where(HelpRequest.team_id == made.teams[1].id)
    house.perform(expert, claim_help, house.read(lambda session: session.execute(wanted).scalar_one()))


def test_the_wall_says_how_many_wait_and_where_somebody_is(house: TestHouse) -> None:
    text = _board(house, "zanzibar")

    assert panes(text) == ["help", "countdown"]
    assert "<span>1</span> équipe attend" in text
    assert "<li><b>B01</b>" in text
    assert "A01" not in text
    assert [word for word in ("zanzibar", "Secret Helper", "expert") if word in text] == []


def test_an_empty_queue_leaves_its_room(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    sqlite_house.perform(
        sqlite_house.house_in(made.edition.id),
        arrange_screen,
        MAIN,
        [Zone.HELP, Zone.COUNTDOWN],
        phase=Phase.SCHEDULE,
        version=0,
    )

    assert panes(sqlite_house.visitor().get("/e/crunch/wall/board").text) == ["countdown"]
