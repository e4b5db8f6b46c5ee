"""Policies as data: which role may reach which object, by its relation to the actor. Default deny.

A route or socket event names a `Policy`; the shell asks the room for the relation and the policy for the answer.
The matrix roles x relations is executed for every route by the tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from challenge.kernel.actor import Actor, Role, Seat


class Relation(IntEnum):
    """How a thing stands to an actor; a policy grants up to a distance."""

    OWN = 1
    EDITION = 2
    FOREIGN = 3


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may.

    Fields:
        name: shown by `challenge routes --json`.
        grants: per role the farthest relation that is allowed; an absent role may nothing.
        anyone: True when a visitor without account may, too.
        seat: what somebody of a partner must at least be to write under it.
        signed_in: True when every account may, whatever its roles (own settings, log-out).
    """

    name: str
    grants: Mapping[Role, Relation]
    anyone: bool = False
    signed_in: bool = False
    seat: Seat = Seat.CONTACT

    def allows(self, actor: Actor, relation: Relation) -> bool:
        """True when the actor may do this to a thing of that relation; a foreign thing is nobody's."""
        if actor.is_house or self.anyone:
            return True
        if self.signed_in and actor.is_signed_in:
            return relation is not Relation.FOREIGN
        return any(relation <= self.grants[role] for role in actor.roles if role in self.grants)

    def needs_account(self) -> bool:
        """True when a visitor is sent to the log-in page before anything is looked up."""
        return not self.anyone


def grant(name: str, **roles: Relation) -> Policy:
    """Return a policy from role names; administrators always reach the whole edition.

    Example: `grant("teams.page", student=OWN, coach=OWN, organiser=EDITION)`.
    """
    grants = {Role(role): relation for role, relation in roles.items()}
    grants[Role.ADMINISTRATOR] = Relation.EDITION
    return Policy(name, grants)


def seated(policy: Policy, seat: Seat) -> Policy:
    """Return a policy under which somebody of a partner who is no contact may write, too."""
    return replace(policy, seat=seat)


OWN = Relation.OWN
EDITION = Relation.EDITION

PUBLIC = Policy("public", {}, anyone=True)
SIGNED_IN = Policy("signed_in", {}, signed_in=True)
ORGANISERS = grant("organisers", organiser=EDITION)
STAFF = grant("staff", organiser=EDITION, coach=EDITION, expert=EDITION, chair=EDITION, viewer=EDITION)
_MEMBERS = grant(
    "members",
    organiser=EDITION,
    coach=EDITION,
    expert=EDITION,
    partner=EDITION,
    juror=EDITION,
    student=EDITION,
    incubator=EDITION,
    chair=EDITION,
    viewer=EDITION,
)
MEMBERS = seated(_MEMBERS, Seat.READER)
