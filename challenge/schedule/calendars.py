"""The schedule as calendars read it: whom it concerns, and what a calendar is called."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from challenge.kernel.actor import Role
from challenge.kernel.clock import EditionClock
from challenge.kernel.ids import signature
from challenge.schedule.queries import MilestoneLine
from challenge.schedule.shifting import OWNERS

STAFF_ONLY = frozenset({"staff", "chairs", "owners", "incubators"})
"""Audiences of which the public is not told."""

_CONCERNED = {
    Role.STUDENT: {"teams"},
    Role.COACH: {"teams", "coaches", "staff"},
    Role.EXPERT: {"experts", "staff"},
    Role.PARTNER: {"partners"},
    Role.JUROR: {"jurors"},
    Role.CHAIR: {"chairs", "jurors", "staff"},
    Role.INCUBATOR: {"incubators"},
}
ROLES = tuple(role.value for role in _CONCERNED)
"""Roles that have a calendar of their own, in the order in which pages name them."""

_OVERSEE = {Role.ORGANISER, Role.ADMINISTRATOR, Role.VIEWER}


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar is called and where it belongs.

    Fields:
        zone: of the hall; events carry it by name.
        clock: of the edition; events are shown at the real time at which they come, as long as it runs at speed 1.
        page: address of the schedule, for each event.
        zones: how the zones of the hall read, by code.
    """

    name: str
    zone: str
    clock: EditionClock
    page: str
    zones: Mapping[str, str]


def is_public(line: MilestoneLine) -> bool:
    """True for a milestone of which everybody is told."""
    return not set(line.audience) <= STAFF_ONLY


def concerns(line: MilestoneLine, roles: frozenset[str], *, is_owner: bool = False) -> bool:
    """True for a milestone that somebody with these roles is to have in their own calendar.

    Args:
        line: the milestone.
        roles: what they are in the edition.
        is_owner: they go on with a project, so its follow-ups are theirs too; a role alone never makes an owner.
    """
    if roles & _OVERSEE:
        return True
    wanted = {"all", "audience"}.union(*(audience for role, audience in _CONCERNED.items() if role in roles))
    return bool((wanted | {OWNERS} if is_owner else wanted) & set(line.audience))


def roles_of(audiences: Collection[str]) -> tuple[Role, ...]:
    """Return the roles that audiences mean, in the order in which pages name them; organisers are of the staff.

    Owners of projects are no role: see `owners`.
    """
    found = tuple(role for role, own in _CONCERNED.items() if own & set(audiences))
    return (*found, Role.ORGANISER) if "staff" in audiences else found


def role_token(secret: str, edition_id: int, role: str) -> str:
    """Return the secret part of the address of a role's calendar.

    It hangs on the instance's secret alone: nothing is stored, and it ends only with that secret.
    """
    return signature(secret, "role calendar", str(edition_id), role)
