"""What people are told of milestones that have other times: which change began it, who is told together. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from challenge.kernel.actor import Role
from challenge.schedule.calendars import roles_of
from challenge.schedule.rules import Moments, Transition
from challenge.schedule.shifting import EVERYBODY

NEAR = timedelta(days=5)
"""So long before one of its moments other times come by mail and push too; before that the inbox alone has them."""
HEAD = (Transition.DUE, Transition.OPENED, Transition.CLOSED, Transition.LOCKED, Transition.ANNOUNCED)
"""Which of the moments that are other now a title names: the first of these."""


@dataclass(frozen=True, slots=True)
class Told:
    """People who are told the same.

    Fields:
        people: inside names of their accounts.
        milestones: inside names of those that concern them, in the order given.
        roles: whom all of these concern, so that sessions of an entry link may show it.
    """

    people: Sequence[int]
    milestones: Sequence[int]
    roles: frozenset[Role]

    def mark(self) -> str:
        """Return a name for what they are told about; it hangs on the milestones alone."""
        return hashlib.sha256(",".join(str(one) for one in self.milestones).encode()).hexdigest()[:16]


def began(befores: Sequence[object]) -> int:
    """Return which of several changes of the same milestones began what the last one goes on with.

    A change before which they had just the times that they had at the beginning begins anew: what was told before it
    has been taken back.

    Args:
        befores: what each change found, in their order; at least one.
    """
    first = 0
    for place, before in enumerate(befores):
        if before == befores[first]:
            first = place
    return first


def is_near(times: Iterable[Moments], now: datetime) -> bool:
    """True when a moment of these comes within `NEAR`."""
    return any(now < at <= now + NEAR for one in times for _, at in one.transitions())


def other_moments(before: Moments, after: Moments, now: datetime) -> list[tuple[Transition, datetime, datetime]]:
    """Return the moments that are at another time now, the one that a title names first, each with both times.

    What lies behind at both times concerns nobody any more; a moment that was not there before, or is not there any
    more, has no two times.
    """
    was, now_at = dict(before.transitions()), dict(after.transitions())
    pairs = [(one, was[one], now_at[one]) for one in HEAD if one in was and one in now_at]
    return [(one, old, new) for one, old, new in pairs if old != new and max(old, new) > now]


def told_together(
    audiences: Mapping[int, Sequence[str]], people: Mapping[frozenset[Role], Sequence[int]]
) -> list[Told]:
    """Return who is told of which milestones: those whom the same ones concern together, by the least account.

    Args:
        audiences: of the milestones that were moved, by inside name.
        people: accounts by the roles that they have in the edition.
    """
    meant = {one: _meant(audience) for one, audience in audiences.items()}
    found: dict[tuple[int, ...], list[int]] = {}
    for roles, accounts in people.items():
        found.setdefault(tuple(one for one in meant if meant[one] & roles), []).extend(accounts)
    told = [
        Told(sorted(accounts), ids, frozenset.intersection(*(meant[one] for one in ids)))
        for ids, accounts in found.items()
        if ids
    ]
    return sorted(told, key=lambda one: one.people[0])


def _meant(audience: Sequence[str]) -> frozenset[Role]:
    return frozenset(Role) if EVERYBODY in audience else frozenset(roles_of(audience))
