"""Reads of a whole edition's attendance: counts, and the lists behind them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.attendance.models import AttendanceMark, RollCall
from challenge.attendance.rules import HERE
from challenge.kernel.paging import Page, page
from challenge.kernel.text import fold
from challenge.people.models import Person
from challenge.teams.models import Team, TeamMember

UNKNOWN, MISSING, LEFT = "unknown", "missing", "left"
GROUPS = ("school", "department", "zone", "team")


@dataclass(slots=True)
class Tally:
    """How many persons are what; `unknown` are those without a mark."""

    present: int = 0
    late: int = 0
    absent: int = 0
    excused: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """Everybody expected."""
        return self.present + self.late + self.absent + self.excused + self.unknown

    @property
    def here(self) -> int:
        """Those who came, in time or late."""
        return self.present + self.late

    @property
    def missing(self) -> int:
        """Those of whom one does not know where they are: absent or unknown."""
        return self.absent + self.unknown

    def add(self, state: str, count: int) -> None:
        """Count persons of a state."""
        setattr(self, state, getattr(self, state) + count)

    def figures(self) -> dict[str, int]:
        """Return the counts by state."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class Cell:
    """Persons of one school, department and team who are the same; `called`: the team's roll was called."""

    school: str
    department: str
    zone: str
    team: str
    called: bool
    state: str
    count: int


def cells(session: Session, edition_id: int, half_day_id: int) -> list[Cell]:
    """Return the counts of a half-day in their finest groups; one statement, everything else is a sum of them."""
    group = (Person.school, Person.department, Team.zone, Team.code, RollCall.team_id, AttendanceMark.state)
    rows = session.execute(
        select(*group, func.count())
        .select_from(Person)
        .outerjoin(TeamMember, TeamMember.person_id == Person.id)
        .outerjoin(Team, Team.id == TeamMember.team_id)
        .outerjoin(AttendanceMark, _in_half(half_day_id))
        .outerjoin(RollCall, (RollCall.team_id == Team.id) & (RollCall.half_day_id == half_day_id))
        .where(Person.edition_id == edition_id, Person.left_at.is_(None))
        .group_by(*group)
    )
    return [
        Cell(row[0], row[1], row[2] or "", row[3] or "", row[4] is not None, row[5] or UNKNOWN, row[6]) for row in rows
    ]


def _in_half(half_day_id: int) -> ColumnElement[bool]:
    return and_(AttendanceMark.person_id == Person.id, AttendanceMark.half_day_id == half_day_id)


def summed(found: Sequence[Cell]) -> Tally:
    """Return the counts of all groups together."""
    tally = Tally()
    for cell in found:
        tally.add(cell.state, cell.count)
    return tally


def grouped(found: Sequence[Cell], by: str) -> list[tuple[str, Tally]]:
    """Return the counts by `school`, `department`, `zone` or `team`, by name; "" is where somebody has none."""
    tallies: dict[str, Tally] = {}
    for cell in found:
        tallies.setdefault(getattr(cell, by), Tally()).add(cell.state, cell.count)
    return sorted(tallies.items())


def rolls_called(found: Sequence[Cell]) -> tuple[int, int]:
    """Return how many teams called their roll, of how many."""
    teams = {cell.team: cell.called for cell in found if cell.team}
    return sum(teams.values()), len(teams)


def here_by_half(session: Session, edition_id: int) -> dict[int, int]:
    """Return how many came, per half-day; one statement."""
    rows = session.execute(
        select(AttendanceMark.half_day_id, func.count())
        .join(Person, Person.id == AttendanceMark.person_id)
        .where(
            AttendanceMark.edition_id == edition_id,
            AttendanceMark.state.in_([state.value for state in HERE]),
            Person.left_at.is_(None),
        )
        .group_by(AttendanceMark.half_day_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class MarkFilter:
    """What a list is narrowed to, "" to everything. `state` may be `unknown`, `missing` (absent or unknown), `left`."""

    state: str = ""
    school: str = ""
    department: str = ""
    zone: str = ""
    team: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class MarkedPerson:
    """A person in a list, with what is known of the half-day; `state` is `unknown` without a mark."""

    public_id: str
    first_name: str
    last_name: str
    ref: str
    department: str
    school: str
    team: str
    state: str
    method: str
    at: datetime | None
    by: str

    @property
    def name(self) -> str:
        """Family name first, as lists are sorted."""
        return f"{self.last_name} {self.first_name}".strip() or self.ref


def marked_people(
    session: Session, edition_id: int, half_day_id: int, wanted: MarkFilter, *, after: str = "", size: int = 50
) -> Page[MarkedPerson]:
    """Return a page of people by family name, narrowed by a filter; one statement.

    Args:
        session: for reading.
        edition_id: the scope.
        half_day_id: whose marks.
        wanted: the filter.
        after: outside name of the last one on the page before; "" from the start.
        size: rows of a page.
    """
    mark = AttendanceMark
    query = (
        select(
            *(Person.public_id, Person.first_name, Person.last_name, Person.ref, Person.department, Person.school),
            *(Team.code, mark.state, mark.method, mark.at, Account.name),
        )
        .select_from(Person)
        .outerjoin(TeamMember, TeamMember.person_id == Person.id)
        .outerjoin(Team, Team.id == TeamMember.team_id)
        .outerjoin(mark, _in_half(half_day_id))
        .outerjoin(Account, Account.id == mark.recorded_by)
        .where(Person.edition_id == edition_id, *_matching(wanted))
        .order_by(Person.sort_name, Person.id)
        .limit(size + 1)
    )
    if after:
        last = select(Person.sort_name).where(Person.edition_id == edition_id, Person.public_id == after)
        query = query.where(Person.sort_name > last.scalar_subquery())
    rows = [
        MarkedPerson(*row[:6], row[6] or "", row[7] or UNKNOWN, row[8] or "", row[9], row[10] or "")
        for row in session.execute(query)
    ]
    return page(rows, size, lambda row: row.public_id)


def _matching(wanted: MarkFilter) -> list[ColumnElement[bool]]:
    state = AttendanceMark.state
    gone = Person.left_at
    found: list[ColumnElement[bool]] = [gone.is_not(None) if wanted.state == LEFT else gone.is_(None)]
    if wanted.state == UNKNOWN:
        found.append(state.is_(None))
    elif wanted.state == MISSING:
        found.append(or_(state.is_(None), state == "absent"))
    elif wanted.state and wanted.state != LEFT:
        found.append(state == wanted.state)
    asked = (
        (Person.school, wanted.school),
        (Person.department, wanted.department),
        (Team.zone, wanted.zone),
        (Team.code, wanted.team),
    )
    found += [column == value for column, value in asked if value]
    if wanted.text.strip():
        words = [Person.sort_name.contains(word, autoescape=True) for word in fold(wanted.text).split()]
        found.append(and_(*words) if words else false())
    return found
