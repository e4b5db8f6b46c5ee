"""Whom other times of milestones concern, and how many persons that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from challenge.accounts.queries import members_by_role, members_count
from challenge.kernel.actor import Role
from challenge.schedule.calendars import roles_of
from challenge.schedule.shifting import EVERYBODY


@dataclass(frozen=True, slots=True)
class Concerned:
    """Who is concerned.

    Fields:
        people: how many persons, each once, whatever they are.
        roles: how many hold each role that is concerned, without those that nobody holds; empty for everybody.
    """

    people: int
    roles: Sequence[tuple[Role, int]] = ()


def concerned(session: Session, edition_id: int, audiences: Iterable[Sequence[str]]) -> Concerned:
    """Return who is concerned by milestones with these audiences; at most two statements.

    Project owners are counted as students: who becomes one is known only after the edition.
    """
    together = {audience for one in audiences for audience in one}
    if EVERYBODY in together:
        return Concerned(members_count(session, edition_id))
    roles = roles_of(together)
    counts = members_by_role(session, edition_id)
    return Concerned(
        members_count(session, edition_id, roles), [(role, counts[role]) for role in roles if role in counts]
    )
