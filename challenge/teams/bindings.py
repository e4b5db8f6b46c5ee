"""Rules about named persons: together, apart, tied to a problem, barred from one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, aliased

from challenge.accounts.models import Account
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work
from challenge.people.models import Person
from challenge.problems.models import Problem
from challenge.teams.events import PersonBound, PersonUnbound
from challenge.teams.models import Binding

KINDS = ("together", "apart", "lock", "barred")
OF_PERSONS = ("together", "apart")


@dataclass(frozen=True, slots=True)
class Bound:
    """A binding as the composition reads it: `target` is a person's or a problem's ref."""

    kind: str
    person: str
    target: str
    team_no: int | None


@dataclass(frozen=True, slots=True)
class BindingLine:
    """A binding in the organisers' list, with who made it, when and why."""

    public_id: str
    kind: str
    person: str
    person_ref: str
    target: str
    target_ref: str
    team_no: int | None
    reason: str
    author: str
    bound_at: datetime


def bound_in(session: Session, edition_id: int) -> list[Bound]:
    """Return an edition's bindings in the order they were made; one statement."""
    other = aliased(Person)
    rows = session.execute(
        select(Binding.kind, Person.ref, other.ref, Problem.ref, Binding.team_no)
        .join(Person, Person.id == Binding.person_id)
        .outerjoin(other, other.id == Binding.other_id)
        .outerjoin(Problem, Problem.id == Binding.problem_id)
        .where(Binding.edition_id == edition_id)
        .order_by(Binding.id)
    )
    return [Bound(row[0], row[1], row[2] or row[3] or "", row[4]) for row in rows]


def binding_lines(session: Session, edition_id: int) -> list[BindingLine]:
    """Return an edition's bindings for the desk, the latest first; one statement."""
    other = aliased(Person)
    rows = session.execute(
        select(Binding, Person, other, Problem.ref, Problem.title, Account.name)
        .join(Person, Person.id == Binding.person_id)
        .outerjoin(other, other.id == Binding.other_id)
        .outerjoin(Problem, Problem.id == Binding.problem_id)
        .outerjoin(Account, Account.id == Binding.bound_by)
        .where(Binding.edition_id == edition_id)
        .order_by(Binding.id.desc())
    )
    return [_line(*row) for row in rows]


def _line(row: Binding, person: Person, other: Person | None, ref: str, title: str, author: str) -> BindingLine:
    target, target_ref = (other.name, other.ref) if other else (title or "", ref or "")
    named = (person.name, person.ref, target, target_ref)
    return BindingLine(row.public_id, row.kind, *named, row.team_no, row.reason, author or "", row.bound_at)


def bind_person(
    work: Work, kind: str, person_ref: str, target_ref: str, *, reason: str, team_no: int | None = None
) -> dict[str, Any]:
    """Bind a person to another one (together, apart) or to a problem (lock, barred) in every later composition.

    Raises:
        Invalid("teams.binding_kind"), Invalid("teams.person"), Invalid("teams.problem"): no such word, person, problem.
        Invalid("teams.same_person"): bound to oneself.
        Invalid("text.missing"): no reason.
        Conflict("teams.bound_already"): that very binding exists.
    """
    if kind not in KINDS:
        raise Invalid("teams.binding_kind", "kind")
    person_id = _person(work, person_ref, "person")
    other_id = _person(work, target_ref, "target") if kind in OF_PERSONS else None
    if person_id == other_id:
        raise Invalid("teams.same_person", "target")
    problem_id = _problem(work, target_ref) if other_id is None else None
    _refuse_twice(work, kind, person_id, other_id, problem_id)
    row = work.add(
        Binding(
            edition_id=work.edition_id,
            kind=kind,
            person_id=person_id,
            other_id=other_id,
            problem_id=problem_id,
            team_no=team_no if kind == "lock" else None,
            reason=bounded(clean_line(reason), "reason", most=200),
            bound_by=work.actor.account_id,
            bound_at=work.now,
        )
    )
    work.emit(PersonBound(binding_id=row.id, person_id=person_id, kind=kind))
    return {"binding": row.public_id}


def _person(work: Work, ref: str, field: str) -> int:
    wanted = select(Person.id).where(Person.edition_id == work.edition_id, Person.ref == clean_line(ref))
    found = work.session.execute(wanted).scalar_one_or_none()
    if found is None:
        raise Invalid("teams.person", field, ref=ref[:40])
    return found


def _problem(work: Work, ref: str) -> int:
    wanted = select(Problem.id).where(Problem.edition_id == work.edition_id, Problem.ref == clean_line(ref))
    found = work.session.execute(wanted).scalar_one_or_none()
    if found is None:
        raise Invalid("teams.problem", "target", ref=ref[:40])
    return found


def _refuse_twice(work: Work, kind: str, person_id: int, other_id: int | None, problem_id: int | None) -> None:
    same = select(Binding.id).where(Binding.edition_id == work.edition_id, Binding.kind == kind)
    if other_id is None:
        same = same.where(Binding.person_id == person_id, Binding.problem_id == problem_id)
    else:
        pair = (person_id, other_id)
        same = same.where(Binding.person_id.in_(pair), Binding.other_id.in_(pair))
    if work.session.execute(same.limit(1)).first() is not None:
        raise Conflict("teams.bound_already")


def unbind(work: Work, public_id: str) -> dict[str, Any]:
    """Take one binding away; one that is gone already is fine."""
    wanted = select(Binding).where(Binding.edition_id == work.edition_id, Binding.public_id == public_id)
    row = work.session.execute(wanted).scalar_one_or_none()
    if row is not None:
        work.emit(PersonUnbound(person_id=row.person_id, kind=row.kind))
        work.session.delete(row)
    return {"binding": public_id}


def unbind_persons(work: Work, refs: tuple[str, ...]) -> int:
    """Take away every binding that joins two of these names, persons or problems; return how many."""
    people = select(Person.id).where(Person.edition_id == work.edition_id, Person.ref.in_(refs))
    problems = select(Problem.id).where(Problem.edition_id == work.edition_id, Problem.ref.in_(refs))
    joined = or_(Binding.other_id.in_(people), Binding.problem_id.in_(problems))
    own = delete(Binding).where(Binding.edition_id == work.edition_id, Binding.person_id.in_(people), joined)
    gone = work.session.execute(own.returning(Binding.person_id, Binding.kind)).all()
    for row in gone:
        work.emit(PersonUnbound(person_id=row.person_id, kind=row.kind))
    return len(gone)
