"""The command palette's search: pages of the desk, teams, problems and people of one edition, for organisers."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.kernel.text import fold
from challenge.people.models import Person, StaffProfile
from challenge.people.queries import serving
from challenge.people.rules import full_name
from challenge.problems.models import Problem
from challenge.teams.models import Team

MOST = 6
"""Finds of one kind."""
WORDS_MOST = 80


@dataclass(frozen=True, slots=True)
class Find:
    """One thing that was found.

    Fields:
        kind: page, team, problem, person or staff; of staff the note is a role.
        path: where it is, below the edition.
    """

    kind: str
    label: str
    note: str
    path: str


def pages_found(words: str, pages: Sequence[tuple[str, str]]) -> list[Find]:
    """Return the pages whose name has every word; all of them for no words.

    Args:
        words: as typed; accents and case are the same.
        pages: (name in the reader's language, path).
    """
    wanted = fold(words).split()
    return [Find("page", label, "", path) for label, path in pages if all(word in fold(label) for word in wanted)]


def found(session: Session, edition_id: int, words: str) -> list[Find]:
    """Return teams by code or name, problems by reference or title, and people by name; at most six of each.

    Nothing for less than two characters; four statements.
    """
    asked = words.strip()[:WORDS_MOST]
    if len(asked) < 2:
        return []
    return [
        *_teams(session, edition_id, asked),
        *_problems(session, edition_id, asked),
        *_people(session, edition_id, asked),
        *_staff(session, edition_id, asked),
    ]


def _teams(session: Session, edition_id: int, asked: str) -> list[Find]:
    own = select(Team.code, Team.name, Team.zone, Team.table_no).where(Team.edition_id == edition_id, Team.size > 0)
    like = or_(Team.code.istartswith(asked, autoescape=True), Team.name.icontains(asked, autoescape=True))
    rows = session.execute(own.where(like).order_by(Team.code).limit(MOST))
    return [
        Find("team", f"{code} {name}".strip(), f"{zone} {table}", f"teams/{code}") for code, name, zone, table in rows
    ]


def _problems(session: Session, edition_id: int, asked: str) -> list[Find]:
    own = select(Problem.ref, Problem.title, Problem.public_id).where(Problem.edition_id == edition_id)
    like = or_(Problem.ref.istartswith(asked, autoescape=True), Problem.title.icontains(asked, autoescape=True))
    rows = session.execute(own.where(like).order_by(Problem.ref).limit(MOST))
    return [Find("problem", title, ref, f"desk/problems/{public_id}") for ref, title, public_id in rows]


def _people(session: Session, edition_id: int, asked: str) -> list[Find]:
    words = fold(asked).split()
    if not words:
        return []
    own = select(Person.public_id, Person.first_name, Person.last_name, Person.ref, Person.department)
    like = and_(*(Person.sort_name.contains(word, autoescape=True) for word in words))
    wanted = own.where(Person.edition_id == edition_id, Person.left_at.is_(None), like)
    rows = session.execute(wanted.order_by(Person.sort_name, Person.id).limit(MOST))
    return [
        Find("person", full_name(first, last, ref), department, f"desk/attendance/people/{public_id}")
        for public_id, first, last, ref, department in rows
    ]


def _staff(session: Session, edition_id: int, asked: str) -> list[Find]:
    own = select(Account.name, StaffProfile.role).join(StaffProfile, StaffProfile.account_id == Account.id)
    named = and_(*(Account.name.icontains(word, autoescape=True) for word in asked.split()))
    rows = session.execute(
        own.where(StaffProfile.edition_id == edition_id, serving(), named).order_by(Account.name).limit(MOST)
    )
    return [Find("staff", name, role, "desk/people/staff") for name, role in rows]
