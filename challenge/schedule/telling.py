"""Whom other times of milestones concern, and how many persons that is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from challenge.accounts.queries import members_by_role, members_count
from challenge.kernel.actor import Role
from challenge.schedule.calendars import ROLES
from challenge.schedule.owners import owners_of
from challenge.schedule.retelling import roles_told
from challenge.schedule.shifting import EVERYBODY

OWNER = "owner"
"""How owners of a project are named among the roles."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """Who is concerned.

    Fields:
        people: how many persons, each once, whatever they are.
        roles: how many hold each role that is concerned, or are owners of a project, without those that nobody is;
            empty for everybody.
    """

    people: int
    roles: Sequence[tuple[str, int]] = ()


def concerned(session: Session, edition_id: int, audiences: Sequence[Sequence[str]]) -> Concerned:
    """Return who is concerned by milestones with these audiences; at most three statements.

    These are the people whom `time_notices` tells when the milestones are moved.
    """
    together = {audience for one in audiences for audience in one}
    if EVERYBODY in together:
        return Concerned(members_count(session, edition_id))
    meant, owners = roles_told(together), owners_of(session, edition_id, audiences)
    counts = members_by_role(session, edition_id)
    held = [role for role in (*map(Role, ROLES), Role.ORGANISER) if role in meant & counts.keys()]
    roles = [(role.value, counts[role]) for role in held]
    return Concerned(
        members_count(session, edition_id, meant, owners), [*roles, (OWNER, len(owners))] if owners else roles
    )
