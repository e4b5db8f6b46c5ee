"""What students would like to work on, in their order; wishes are input, never a right (R2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from challenge.dues.queries import in_hall
from challenge.exchange.columns import Row
from challenge.exchange.difference import Difference
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Work
from challenge.people.models import Person
from challenge.problems.models import Problem
from challenge.teams.events import WishesStated
from challenge.teams.models import Team, Wish
from challenge.teams.solver import model

WISHES_MOST = 6


def wishes_in(session: Session, edition_id: int) -> list[model.Wish]:
    """Return an edition's wishes as the composition reads them, by person and rank; one statement."""
    rows = session.execute(
        select(Person.ref, Wish.rank, Wish.kind, Wish.target)
        .join(Person, Person.id == Wish.person_id)
        .where(Wish.edition_id == edition_id)
        .order_by(Person.ref, Wish.rank)
    )
    return [model.Wish(row[0], row[1], "problem" if row[2] == "problem" else "theme", row[3]) for row in rows]


def wishes_of(session: Session, person_id: int) -> list[Wish]:
    """Return one person's wishes, the first one first."""
    return list(session.execute(select(Wish).where(Wish.person_id == person_id).order_by(Wish.rank)).scalars())


def wish_counts(session: Session, edition_id: int) -> tuple[int, int]:
    """Return how many people stated wishes, and how many wishes there are."""
    counted = select(func.count(Wish.person_id.distinct()), func.count()).where(Wish.edition_id == edition_id)
    row = session.execute(counted).one()
    return row[0], row[1]


def state_wishes(work: Work, person_id: int, wanted: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Keep a person's wishes in their order; they replace the earlier ones, none takes them all back.

    Args:
        work: by the person, or by an organiser.
        person_id: of this edition.
        wanted: (kind, target): `problem` with a ref or `theme` with its name; doubles count once.

    Raises:
        Conflict("teams.wishes_closed"): teams are formed; nobody is asked any more.
        Invalid("teams.wishes_many"): more than six.
        Invalid("teams.wish"): no such problem or theme is offered; names it.
    """
    if work.session.execute(select(Team.id).where(Team.edition_id == work.edition_id).limit(1)).first() is not None:
        raise Conflict("teams.wishes_closed")
    unique = list(dict.fromkeys(wanted))
    if len(unique) > WISHES_MOST:
        raise Invalid("teams.wishes_many", "wishes", most=WISHES_MOST)
    offered = offers(work.session, work.edition_id, open_only=True)
    for kind, target in unique:
        if target not in offered.get(kind, ()):
            raise Invalid("teams.wish", "wishes", target=target[:60])
    work.session.execute(delete(Wish).where(Wish.person_id == person_id, Wish.edition_id == work.edition_id))
    rows = [_row(work, person_id, rank, *wish) for rank, wish in enumerate(unique, start=1)]
    if rows:
        work.session.execute(insert(Wish), rows)
    work.emit(WishesStated(person_id=person_id, wishes=len(rows)))
    return {"wishes": len(rows)}


def _row(work: Work, person_id: int, rank: int, kind: str, target: str) -> dict[str, Any]:
    named = {"edition_id": work.edition_id, "person_id": person_id, "rank": rank}
    return {**named, "kind": kind, "target": target, "stated_at": work.now}


def import_wishes(work: Work, difference: Difference) -> None:
    """Apply a list of wishes: new ones are kept, changed ones changed, those that a complete list lacks taken back."""
    refs = select(Person.ref, Person.id).where(Person.edition_id == work.edition_id, Person.left_at.is_(None))
    people = {row.ref: row.id for row in work.session.execute(refs)}
    known = {
        f"{ref} {wish.rank}": wish
        for ref, wish in work.session.execute(
            select(Person.ref, Wish).join(Person, Person.id == Wish.person_id).where(Wish.edition_id == work.edition_id)
        )
    }
    keys = [one.key for one in difference.arrivals]
    keys += [one.key for one in difference.changes] + [one.key for one in difference.leavers]
    touched = {key.rpartition(" ")[0] for key in keys}
    for leaver in difference.leavers:
        work.session.delete(known[leaver.key])
    for change in difference.changes:
        for part in change.fields:
            setattr(known[change.key], part.name, part.new)
    rows = [_row(work, people[str(one.row.values["student_id"])], *_said(one.row)) for one in difference.arrivals]
    work.session.flush()
    if rows:
        work.session.execute(insert(Wish), rows)
    for ref in sorted(touched & people.keys()):
        work.emit(WishesStated(person_id=people[ref], wishes=len(wishes_of(work.session, people[ref]))))


def _said(row: Row) -> tuple[int, str, str]:
    rank = row.values["rank"]
    assert isinstance(rank, int)
    return rank, str(row.values.get("kind") or "problem"), str(row.values["target"])


def offers(session: Session, edition_id: int, *, open_only: bool = False) -> Mapping[str, Sequence[str]]:
    """Return what can be wished: `problem` -> refs of the confirmed ones, `theme` -> their themes.

    With `open_only` confidential problems are left out: a student must not find out which numbers exist.
    """
    wanted = select(Problem.ref, Problem.theme, Problem.confidentiality)
    confirmed = wanted.where(*in_hall(session, edition_id))
    rows = session.execute(confirmed.order_by(Problem.ref)).all()
    refs = [row.ref for row in rows if row.confidentiality == "open" or not open_only]
    return {"problem": refs, "theme": sorted({row.theme for row in rows if row.theme})}
