"""What attendance looks like in files: a line per person, two columns per half-day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.attendance.models import AttendanceMark
from challenge.attendance.queries import HalfLine, halves
from challenge.exchange.writing import csv_bytes
from challenge.people.models import Person
from challenge.teams.models import Team, TeamMember

Word = Callable[[str], str]
PERSON_COLUMNS = ("student_id", "last_name", "first_name", "school", "department", "level", "team")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everybody with all half-days: per person the cells of `PERSON_COLUMNS`, then (state, by whom) per half-day."""

    halves: tuple[HalfLine, ...]
    people: tuple[tuple[tuple[object, ...], tuple[tuple[str, str], ...]], ...]


def matrix(session: Session, edition_id: int, *, school: str = "") -> Matrix:
    """Return the attendance of an edition, or of one school in it, by school and name; four statements.

    Those who left are there with what they had. A half-day without a mark is ("", "").
    """
    mark = AttendanceMark
    rows = _people(session, edition_id, school)
    known: dict[tuple[int, int], tuple[str, int]] = {
        (row[0], row[1]): (row[2], row[3])
        for row in session.execute(
            select(mark.person_id, mark.half_day_id, mark.state, mark.recorded_by).where(mark.edition_id == edition_id)
        )
    }
    signers = sorted({by for _, by in known.values()})
    named = session.execute(select(Account.id, Account.name).where(Account.id.in_(signers)))
    names: dict[int, str] = {row[0]: row[1] for row in named}
    found = halves(session, edition_id)

    def cell(person_id: int, half: HalfLine) -> tuple[str, str]:
        state, by = known.get((person_id, half.id), ("", 0))
        return state, names.get(by, "")

    return Matrix(tuple(found), tuple((tuple(row[1:]), tuple(cell(row[0], half) for half in found)) for row in rows))


def _people(session: Session, edition_id: int, school: str) -> Sequence[Sequence[Any]]:
    wanted = (
        select(
            *(Person.id, Person.ref, Person.last_name, Person.first_name),
            *(Person.school, Person.department, Person.level, Team.code),
        )
        .outerjoin(TeamMember, TeamMember.person_id == Person.id)
        .outerjoin(Team, Team.id == TeamMember.team_id)
        .where(Person.edition_id == edition_id)
        .order_by(Person.school, Person.sort_name, Person.id)
    )
    return session.execute(wanted.where(Person.school == school) if school else wanted).all()


def matrix_csv(found: Matrix, say: Word, *, separator: str = ",") -> bytes:
    """Return the matrix as a CSV file that spreadsheets open by a double click.

    Args:
        found: the matrix.
        say: translates states and the names of columns; half-days are named by date and part.
        separator: "," or ";".
    """
    header = [say(name) for name in PERSON_COLUMNS]
    for half in found.halves:
        title = f"{half.day.isoformat()} {say(half.part)}"
        header += [title, f"{title} {say('recorded by')}"]
    rows = (
        [*person, *(value for state, by in marks for value in (say(state) if state else "", by))]
        for person, marks in found.people
    )
    return csv_bytes(header, rows, separator=separator)
