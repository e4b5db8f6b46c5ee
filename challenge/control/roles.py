"""Roles of staff, as organisers take them away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.accounts.actions import revoke_role
from challenge.accounts.models import Account, RoleGrant
from challenge.editions.models import Edition
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict
from challenge.kernel.work import Work
from challenge.teams.models import Team

STAFF = (Role.ORGANISER, Role.CHAIR, Role.COACH, Role.EXPERT, Role.VIEWER, Role.INCUBATOR)
"""Roles that are given by hand; students leave by the roster, partners by their seats, jurors by the judging desk."""


@dataclass(frozen=True, slots=True)
class StaffLine:
    """Somebody who has a role; a coach with how many teams they have."""

    account: str
    name: str
    email: str
    role: str
    teams: int


def staff_lines(session: Session, edition_id: int) -> Sequence[StaffLine]:
    """Return who has which role of staff, in the order of `STAFF`, then by name; one statement."""
    coached = (
        select(func.count(Team.id))
        .where(Team.edition_id == edition_id, Team.coach_id == Account.id, RoleGrant.role == Role.COACH)
        .correlate(Account, RoleGrant)
        .scalar_subquery()
    )
    wanted = (
        select(Account.public_id, Account.name, Account.email, RoleGrant.role, coached)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.edition_id == edition_id, RoleGrant.role.in_(STAFF))
        .distinct()
    )
    rows = [StaffLine(row[0], row[1], row[2] or "", row[3], row[4]) for row in session.execute(wanted)]
    return sorted(rows, key=lambda one: (STAFF.index(Role(one.role)), one.name.casefold(), one.account))


def take_role(work: Work, account: str, role: Role) -> dict[str, Any]:
    """Take a role of staff away from somebody, by the outside name of their account; their other roles stay.

    Links that gave the role end, and open sockets are asked for their rights again.

    Raises:
        Conflict("control.role_gone"): they do not have it (any more), or it is none of staff.
        Conflict("control.last_organiser"): nobody else could open this page.
        Conflict("control.coaches"): teams have them as their coach and get another one first.
    """
    # Two organisers who take each other's role at once: the later one is the last and stays.
    work.locked(Edition, work.edition_id)
    held = [one for one in staff_lines(work.session, work.edition_id) if one.role == role]
    own = next((one for one in held if one.account == account), None)
    if own is None:
        raise Conflict("control.role_gone")
    if role is Role.ORGANISER and len(held) == 1:
        raise Conflict("control.last_organiser")
    if own.teams:
        raise Conflict("control.coaches", name=own.name, count=own.teams)
    revoke_role(work, work.session.execute(select(Account.id).where(Account.public_id == account)).scalar_one(), role)
    return {"name": own.name}
