"""Teams for tests, through the real request, result and confirmation of a run."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from challenge.editions.actions import set_clock
from challenge.editions.models import Edition
from challenge.kernel.actor import HOUSE
from challenge.schedule.actions import draw_schedule
from challenge.teams.actions import confirm_assignment
from challenge.teams.drafts import copy_run, keep_draft
from challenge.teams.models import CompositionRun, Team, TeamMember
from challenge.teams.publishing import publish_to_students, reveal_problems
from challenge.teams.queries import confirmed_run, run_by_public_id, team_by_code
from challenge.teams.rules import CompositionRules
from challenge.teams.runs import Outcome, claim_run, end_run, request_run, take_input
from tests.house import Person, TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation
from tests.make.people import make_people
from tests.make.problems import make_problem

RULES = CompositionRules(min_size=3, max_size=6, dept_cap=6, min_depts=1, min_seniors=0)


@dataclass(frozen=True)
class Composed:
    """An edition with its schedule, an organisation, and teams of four on a problem each."""

    edition: Edition
    organisation_id: int
    teams: list[Team]


def make_composed(house: TestHouse, slug: str = "crunch", *, teams: int = 2) -> Composed:
    """Return a composed edition, published, whose problems are not revealed; teams are A01, B01, C01..."""
    edition_id, organisation = house.begun(("composed", slug, teams), lambda: _compose(house, slug, teams))
    edition = house.read(lambda session: session.get_one(Edition, edition_id))
    found = [house.read(team_by_code, edition_id, f"{'ABCDEFGH'[n]}01") for n in range(teams)]
    return Composed(edition, organisation, [team for team in found if team is not None])


def _compose(house: TestHouse, slug: str, teams: int) -> tuple[int, int]:
    """Compose an edition; return it and its organisation."""
    edition = make_edition(house, slug)
    by = house.house_in(edition.id)
    house.perform(by, draw_schedule)
    organisation = make_organisation(house, edition.id, f"Frigotech {slug}")
    people = make_people(house, edition.id, teams * 4)
    problems = [make_problem(house, edition.id, organisation, title=f"Problem {n + 1}") for n in range(teams)]
    house.perform(by, request_run, RULES, seed=1, seconds=1)
    run_id = house.perform(HOUSE, claim_run)
    assert run_id is not None
    house.perform(by, take_input, run_id)
    placements = [(person.ref, problems[n // 4].ref, 1) for n, person in enumerate(people)]
    house.perform(by, end_run, run_id, Outcome("done", placements, 0, 0))
    house.perform(by, confirm_assignment, run_id)
    house.perform(by, publish_to_students)
    house.deliver()
    return edition.id, organisation


def reveal(house: TestHouse, composed: Composed) -> None:
    """Let every team see its problem."""
    house.perform(house.house_in(composed.edition.id), reveal_problems)
    house.deliver()


def copied_run(house: TestHouse, composed: Composed) -> CompositionRun:
    """Return another composition of the same teams, ready to be formed."""
    by, edition_id = house.house_in(composed.edition.id), composed.edition.id
    first = house.read(confirmed_run, edition_id)
    assert first is not None
    draft = house.read(run_by_public_id, edition_id, house.perform(by, copy_run, first.id, name="")["run"])
    assert draft is not None
    house.perform(by, keep_draft, draft.id, seen=draft.version, lock=False)
    return draft


def member_of(house: TestHouse, composed: Composed, place: int = 0) -> Person:
    """Return a member of a team, logged in."""
    wanted = select(TeamMember.account_id).where(TeamMember.team_id == composed.teams[place].id)
    account_id = house.read(lambda session: session.execute(wanted.order_by(TeamMember.person_id)).scalars().first())
    assert account_id is not None
    return house.log_in(account_id, composed.edition.id)


def set_time(house: TestHouse, composed: Composed, day: int, hour: int, minute: int = 0, second: int = 0) -> None:
    """Make the edition's clock show an instant of its week, in UTC; it goes on at speed 1."""
    now = datetime(2027, 5, 23 + day, hour, minute, second, tzinfo=UTC)
    house.perform(house.house_in(composed.edition.id), set_clock, edition_now=now, speed=1, reason="test")
