"""What students would like to work on, in their order; wishes are input, never a right (R2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from challenge.kernel.errors import Invalid
from challenge.kernel.work import Work
from challenge.people.models import Person
from challenge.problems.models import Problem
from challenge.teams.events import WishesStated
from challenge.teams.models import Wish
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
        Invalid("teams.wishes_many"): more than six.
        Invalid("teams.wish"): no such problem or theme is offered; names it.
    """
    unique = list(dict.fromkeys(wanted))
    if len(unique) > WISHES_MOST:
        raise Invalid("teams.wishes_many", "wishes", most=WISHES_MOST)
    offered = offers(work.session, work.edition_id)
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


def offers(session: Session, edition_id: int) -> Mapping[str, Sequence[str]]:
    """Return what can be wished: `problem` -> refs of the confirmed ones, `theme` -> their themes."""
    wanted = select(Problem.ref, Problem.theme).where(Problem.edition_id == edition_id, Problem.status == "confirmed")
    rows = session.execute(wanted.order_by(Problem.ref)).all()
    return {"problem": [row.ref for row in rows], "theme": sorted({row.theme for row in rows if row.theme})}
