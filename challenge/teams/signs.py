"""What stands on the signs of tables, and on the lists at the entrance."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.people.models import Person
from challenge.problems.models import Problem
from challenge.teams.models import Team, TeamMember
from challenge.teams.seats import Place


@dataclass(frozen=True, slots=True)
class Sign:
    """The sign of a team; the title is "" before the reveal, and always for a problem that is not open to all."""

    code: str
    zone: str
    table_no: int
    size: int
    coach: str
    title: str

    @property
    def is_elsewhere(self) -> bool:
        """True when the team's code names another table; the sign says both then."""
        return self.code != Place(self.zone, self.table_no, None).code


@dataclass(frozen=True, slots=True)
class NameLine:
    """Where somebody sits; the school tells people of one name apart."""

    last_name: str
    first_name: str
    school: str
    code: str
    zone: str
    table_no: int

    @property
    def is_elsewhere(self) -> bool:
        """True when the team's code names another table than theirs."""
        return self.code != Place(self.zone, self.table_no, None).code


def signs(session: Session, edition_id: int) -> list[Sign]:
    """Return the signs of all teams with members, by place; one statement."""
    wanted = select(Team, Account.name, Problem.title, Problem.confidentiality)
    wanted = wanted.join(Problem, Problem.id == Team.problem_id).outerjoin(Account, Account.id == Team.coach_id)
    rows = session.execute(
        wanted.where(Team.edition_id == edition_id, Team.size > 0).order_by(Team.zone, Team.table_no)
    )
    return [
        Sign(
            team.code,
            team.zone,
            team.table_no,
            team.size,
            coach or "",
            title if team.revealed_at is not None and confidentiality == "open" else "",
        )
        for team, coach, title, confidentiality in rows
    ]


def who_sits_where(session: Session, edition_id: int) -> list[NameLine]:
    """Return everybody in a team that students see, by family name; nobody before. One statement."""
    wanted = (
        select(Person.last_name, Person.first_name, Person.ref, Person.school, Team.code, Team.zone, Team.table_no)
        .join(TeamMember, TeamMember.person_id == Person.id)
        .join(Team, Team.id == TeamMember.team_id)
        .where(Team.edition_id == edition_id, Team.published_at.is_not(None))
        .order_by(Person.sort_name, Person.id)
    )
    return [
        NameLine(last or ("" if first else ref), first, school, code, zone, table_no)
        for last, first, ref, school, code, zone, table_no in session.execute(wanted)
    ]
