"""The next edition: the same days and times of the hall, rules and rubric, nobody and nothing that they did."""

from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from challenge.cli import main
from challenge.editions.queries import edition_by_slug
from challenge.judging.arranging import RoundPlan, add_round
from challenge.judging.preparing import prepare
from challenge.judging.queries import rounds
from challenge.judging.rubrics import rubric_face, save_rubric
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict
from challenge.people.models import Person
from challenge.schedule.cloning import clone_edition
from challenge.schedule.editing import cancel_milestone
from challenge.schedule.queries import milestones
from challenge.teams.models import Team
from challenge.teams.rulebook import set_rules, standing_rules
from tests.flow.schedule.test_milestones import drawn, milestone
from tests.house import TestHouse
from tests.make.teams import RULES, make_composed

NEXT_WINTER = date(2028, 1, 10)


def test_milestones_keep_their_day_and_their_time_of_the_hall(house: TestHouse) -> None:
    edition = drawn(house)
    by = house.house_in(edition.id)
    house.perform(by, cancel_milestone, milestone(house, edition, "D1").id, version=1)
    done = house.perform(by, clone_edition, "winter", name="Winter", starts_on=NEXT_WINTER)
    made = house.read(edition_by_slug, "winter")
    assert made is not None
    old = {row.code: row for row in house.read(milestones, edition.id)}
    new = {row.code: row for row in house.read(milestones, made.id)}

    assert done == {"slug": "winter", "milestones": len(old), "days": 231}
    assert set(new) == set(old)
    assert "D1" not in new
    # Nine o'clock of the hall in summer time and without it.
    assert (old["opening"].wall["starts"], old["opening"].starts_at.hour) == ("2027-05-24T09:00", 7)
    assert (new["opening"].wall["starts"], new["opening"].starts_at.hour) == ("2028-01-10T09:00", 8)
    assert {row.version for row in new.values()} == {1}


def test_rules_and_rubric_are_taken_over_and_nobody_and_no_team(house: TestHouse) -> None:
    model = make_composed(house).edition
    by = house.house_in(model.id)
    house.perform(by, set_rules, replace(RULES, max_size=7), seen=0)
    house.perform(by, prepare)
    face = house.read(rubric_face, model.id, "round-1")
    assert face is not None
    house.perform(by, save_rubric, "round-1", face.lines[:3], face.version)
    house.deliver()
    house.perform(by, clone_edition, "next", name="Next", starts_on=NEXT_WINTER)
    house.deliver()
    made = house.read(edition_by_slug, "next")
    assert made is not None
    own = house.read(rubric_face, made.id, "round-1")
    people = house.read(lambda session: session.scalar(select(func.count()).where(Person.edition_id == made.id)))
    teams = house.read(lambda session: session.scalar(select(func.count()).where(Team.edition_id == made.id)))

    assert house.read(standing_rules, made.id).rules.max_size == 7
    assert own is not None
    assert own.lines == face.lines[:3]
    assert (people, teams) == (0, 0)


def test_rounds_between_the_first_and_the_finals_are_taken_over(house: TestHouse) -> None:
    model = drawn(house)
    by = house.house_in(model.id)
    house.perform(
        by, add_round, RoundPlan("Semi-finals", "Demi-finales", 30, 5, "rooms", "own", freezes_by="vote-close")
    )
    face = house.read(rubric_face, model.id, "round-2")
    assert face is not None
    house.perform(by, save_rubric, "round-2", face.lines[:2], face.version)
    house.perform(by, clone_edition, "next", name="Next", starts_on=NEXT_WINTER)
    house.deliver()
    made = house.read(edition_by_slug, "next")
    assert made is not None
    turns = house.read(rounds, made.id)
    own = house.read(rubric_face, made.id, "round-2")
    semis = turns[1]

    assert [one.code for one in turns] == ["round-1", "round-2", "finals"]
    assert (semis.name_en, semis.takes, semis.visits_per_team, semis.mode) == ("Semi-finals", 30, 5, "rooms")
    assert (semis.announced_by, semis.opens_by, semis.freezes_by) == ("", "", "vote-close")
    assert own is not None
    assert (own.lines, own.rounds) == (face.lines[:2], ("round-2",))


def test_desk_makes_it_once_and_whoever_asked_is_its_organiser(sqlite_house: TestHouse) -> None:
    edition = drawn(sqlite_house)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    own = f"/e/{edition.slug}/desk/schedule/clone"
    form = {"slug": "next", "name": "Next", "starts_on": "2028-05-22"}
    shown = desk.get(own).text
    first = desk.post(own, form)
    again = desk.post(own, form)

    assert 'value="2028-05-22"' in shown
    assert (first.status_code, first.location) == (303, "/e/next/desk/schedule")
    assert desk.get("/e/next/desk/schedule").status_code == 200
    assert (again.status_code, 'value="next"' in again.text) == (409, True)
    assert sqlite_house.person(edition.id, Role.COACH).get(own).status_code == 404


def test_a_name_that_is_taken_leaves_nothing_behind(sqlite_house: TestHouse) -> None:
    edition = drawn(sqlite_house)
    by = sqlite_house.house_in(edition.id)
    with pytest.raises(Conflict, match=r"editions\.slug_taken"):
        sqlite_house.perform(by, clone_edition, edition.slug, name="Twice", starts_on=NEXT_WINTER)
    assert len(sqlite_house.read(milestones, edition.id)) == 47


def test_command_clones_and_says_when_the_model_is_absent(
    sqlite_house: TestHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(sqlite_house)
    monkeypatch.setenv("CHALLENGE_INSTANCE", str(sqlite_house.config.instance))
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", sqlite_house.config.database_url)
    done = CliRunner().invoke(main, ["edition", "clone", "crunch", "next", "--starts", "2028-05-22"])
    wrong = CliRunner().invoke(main, ["edition", "clone", "nobody", "other", "--starts", "2028-05-22"])

    assert (done.exit_code, done.output) == (0, "/e/next/\n")
    assert (wrong.exit_code, "editions.absent" in wrong.output + wrong.stderr) == (1, True)
