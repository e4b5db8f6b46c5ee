"""Teams and juries for tests: teams straight into the tables, jurors through the real import."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from challenge.editions.models import Edition
from challenge.judging import actions
from challenge.judging.models import Criterion, Juror, Round, Visit
from challenge.judging.queries import jurors
from challenge.kernel.actor import Role
from challenge.kernel.ids import public_id
from challenge.kernel.work import Work
from challenge.schedule.actions import draw_schedule
from challenge.teams.models import Team, TeamMember
from tests.house import Person, TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation
from tests.make.people import apply_file
from tests.make.problems import make_problem

MARKS = {"mark-need": "4", "mark-idea": "3", "mark-proof": "5", "mark-path": "2", "mark-told": "4"}
HEADER = "juror,email,first_name,last_name,organisation,domain,capacity"


@dataclass
class Hall:
    """An edition with teams and jurors."""

    house: TestHouse
    edition: Edition
    teams: list[Team] = field(default_factory=list)
    jurors: list[Juror] = field(default_factory=list)

    def act(self, act: Any, *args: Any, **kwargs: Any) -> Any:
        """Let the house do something in the edition."""
        return self.house.perform(self.house.house_in(self.edition.id), act, *args, **kwargs)

    def juror(self, number: int) -> Person:
        """Return a juror's phone."""
        return self.house.log_in(self.jurors[number].account_id, self.edition.id)

    def visits(self, code: str = "round-1") -> list[Visit]:
        """Return a round's visits by juror and place."""
        wanted = select(Visit).join(Round, Round.id == Visit.round_id).where(Round.code == code)
        wanted = wanted.where(Round.edition_id == self.edition.id).order_by(Visit.juror_id, Visit.place)
        return self.house.read(lambda session: list(session.execute(wanted).scalars()))

    def visits_of(self, number: int, code: str = "round-1") -> list[Visit]:
        """Return one juror's visits in their order."""
        return [visit for visit in self.visits(code) if visit.juror_id == self.jurors[number].id]


def make_teams(house: TestHouse, edition: Edition, count: int, *, organisations: int = 2) -> list[Team]:
    """Return teams A01... in two zones, on problems of `Org0`, `Org1`... in turn, revealed."""
    problems = []
    for index in range(organisations):
        organisation = make_organisation(house, edition.id, f"Org{index}")
        problems.append(make_problem(house, edition.id, organisation, title=f"Problem {index}"))
    half = max(1, (count + 1) // 2)
    rows = [
        {
            "public_id": public_id(),
            "edition_id": edition.id,
            "code": f"{'AB'[index // half]}{index % half + 1:02d}",
            "name": f"Team {index}",
            "problem_id": problems[index % organisations].id,
            "team_no": index + 1,
            "zone": "AB"[index // half],
            "table_no": index % half + 1,
            "size": 5,
            "coach_id": None,
            "revealed_at": datetime(2027, 5, 24, 8, tzinfo=UTC),
            "formed_at": datetime(2027, 5, 24, 7, tzinfo=UTC),
        }
        for index in range(count)
    ]

    def put(work: Work) -> None:
        work.session.execute(insert(Team), rows)

    house.perform(house.house_in(edition.id), put)
    return house.read(_teams_in, edition.id)


def make_jurors(house: TestHouse, edition: Edition, lines: list[str]) -> list[Juror]:
    """Return jurors from lines of a file under `HEADER`."""
    apply_file(house, edition.id, "jurors", "\n".join([HEADER, *lines]))
    return house.read(jurors, edition.id)


def make_hall(house: TestHouse, teams: int = 6, jurors: int = 4, *, slug: str = "crunch", capacity: int = 12) -> Hall:
    """Return an edition with a schedule, teams and jurors of no organisation J001..."""
    key = ("hall", teams, jurors, slug, capacity)
    return _hall_in(house, house.begun(key, lambda: _fill(house, teams, jurors, slug, capacity)))


def _fill(house: TestHouse, teams: int, jurors: int, slug: str, capacity: int) -> int:
    """Fill a hall; return its edition."""
    edition = make_edition(house, slug)
    house.perform(house.house_in(edition.id), draw_schedule)
    make_teams(house, edition, teams)
    lines = [f"J{n:03d},j{n}@{slug}.example,Jo{n},Juror{n},,food,{capacity}" for n in range(1, jurors + 1)]
    make_jurors(house, edition, lines)
    return edition.id


def _hall_in(house: TestHouse, edition_id: int) -> Hall:
    edition = house.read(lambda session: session.get_one(Edition, edition_id))
    return Hall(house, edition, house.read(_teams_in, edition_id), house.read(jurors, edition_id))


def _teams_in(session: Session, edition_id: int) -> list[Team]:
    return list(session.execute(select(Team).where(Team.edition_id == edition_id).order_by(Team.code)).scalars())


def opened_hall(house: TestHouse, teams: int = 6, jurors: int = 4, *, visits: int = 3, slug: str = "crunch") -> Hall:
    """Return a hall whose first round is planned and open."""
    key = ("opened hall", teams, jurors, visits, slug)
    return _hall_in(house, house.begun(key, lambda: _open(house, teams, jurors, visits, slug)))


def _open(house: TestHouse, teams: int, jurors: int, visits: int, slug: str) -> int:
    """Open the first round in a hall; return its edition."""
    hall = make_hall(house, teams, jurors, slug=slug)
    hall.act(actions.plan_round, "round-1", visits)
    hall.act(actions.open_round, "round-1")
    return hall.edition.id


def score(hall: Hall, visit: Visit, value: float) -> None:
    """Let a visit's own juror give the same mark on every criterion."""
    account = next(juror.account_id for juror in hall.jurors if juror.id == visit.juror_id)
    person = hall.house.log_in(account, hall.edition.id)
    marks = {name.removeprefix("mark-"): str(value) for name in MARKS}
    hall.house.perform(person.actor, actions.record_visit, visit.id, marks, "", visit.version)


def coached(hall: Hall) -> Person:
    """Return somebody who coaches every team of a hall; the teams are published."""
    coach = hall.house.person(hall.edition.id, Role.COACH, name="Co Ach")

    def take(work: Work) -> None:
        work.session.execute(
            update(Team).values(coach_id=coach.actor.account_id, staff_at=work.now, published_at=work.now)
        )

    hall.act(take)
    return coach


def make_member(work: Work, team_id: int, account_id: int) -> None:
    """Let an account be a member of a team, without a line of the roster."""
    row = TeamMember(person_id=account_id, edition_id=work.edition_id, team_id=team_id)
    row.account_id = account_id
    work.session.add(row)


def sheet_of(hall: Hall, visit: Visit, value: float) -> dict[str, str]:
    """Return the fields of a sheet, on the rubric of its round, with the same mark everywhere."""
    wanted = select(Criterion.code).join(Round, Round.rubric_id == Criterion.rubric_id)
    wanted = wanted.where(Round.id == visit.round_id)
    codes = hall.house.read(lambda session: list(session.execute(wanted).scalars()))
    return {f"mark-{code}": str(value) for code in codes}


def one(session: Session, model: Any, row_id: int) -> Any:
    """Return a row as it is now."""
    return session.get(model, row_id)
