"""The hall of an edition, and what of persons and organisations it must know to seat a team."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from challenge.kernel.text import fold
from challenge.organisations.models import Participation
from challenge.people.models import Person
from challenge.people.own import field_rules
from challenge.problems.models import Problem
from challenge.teams.models import HallZone
from challenge.teams.seats import HALL, Group, Zone
from challenge.teams.solver.model import REMOTE

ACCESS_SIGNS = (
    *("fauteuil", "roulant", "pmr", "mobilite", "bequille", "plain pied", "ascenseur", "handicap moteur", "accessible"),
    *("wheelchair", "mobility", "crutch", "step free", "elevator", "walking"),
)
"""Folded words by which a person's needs ask for a table that can be reached; food and part time do not."""


def hall_of(session: Session, edition_id: int, teams: int = 0) -> tuple[Zone, ...]:
    """Return an edition's zones in their order; the usual hall, with tables for `teams`, when none were described."""
    wanted = select(HallZone).where(HallZone.edition_id == edition_id).order_by(HallZone.place)
    rows = session.execute(wanted).scalars().all()
    if rows:
        return tuple(Zone(row.code, row.tables, frozenset(row.accessible), row.is_remote, row.name) for row in rows)
    each = -(-teams // len(HALL))
    return tuple(replace(zone, tables=max(zone.tables, each)) for zone in HALL)


def zone_names(session: Session, edition_id: int) -> dict[str, str]:
    """Return the name of each zone ("" for none) by its code, in the order of the hall; one statement."""
    return {zone.code: zone.name for zone in hall_of(session, edition_id)}


def needs_access(needs: str) -> bool:
    """True when somebody's needs ask for a table that can be reached."""
    words = f" {fold(needs)} "
    return any(sign in words for sign in ACCESS_SIGNS)


def informed(session: Session, edition_id: int, groups: Sequence[Group]) -> list[Group]:
    """Return groups with what the hall must know of them; three statements.

    Needs are read only where the edition collects them, and become a yes or no of the whole team at once.
    """
    collects = field_rules(session, edition_id).collects("needs")
    people = select(Person.ref, Person.needs, Person.site).where(
        Person.edition_id == edition_id, or_(Person.site == REMOTE, Person.needs != "")
    )
    rows = session.execute(people).all()
    reached = {row.ref for row in rows if collects and needs_access(row.needs)}
    afar = {row.ref for row in rows if row.site == REMOTE}
    here = (Participation.organisation_id == Problem.organisation_id) & (Participation.edition_id == edition_id)
    owners = select(Problem.ref, Problem.organisation_id, Participation.conflict_group).outerjoin(Participation, here)
    owner = {
        row[0]: (row[1] or 0, row[2] or "") for row in session.execute(owners.where(Problem.edition_id == edition_id))
    }
    return [
        replace(
            group,
            needs_access=not reached.isdisjoint(group.members),
            is_remote=not afar.isdisjoint(group.members),
            organisation=owner.get(group.problem_id, (0, ""))[0],
            rivals=owner.get(group.problem_id, (0, ""))[1],
        )
        for group in groups
    ]
