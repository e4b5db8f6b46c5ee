"""What people are told of milestones that have other times, and who is told together. Pure."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from challenge.kernel.actor import Role
from challenge.schedule.calendars import roles_of
from challenge.schedule.rules import Moments, Transition
from challenge.schedule.shifting import EVERYBODY, OWNERS

NEAR = timedelta(days=5)
"""So long before one of its moments other times come by mail and push too; before that the inbox alone has them."""
HEAD = (Transition.DUE, Transition.OPENED, Transition.CLOSED, Transition.LOCKED, Transition.ANNOUNCED)
"""Which of the moments that are other now a title names: the first of these."""

Others = list[tuple[Transition, datetime, datetime]]
"""Moments at other times, each with the time before and the time now."""


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
        # Not on their order: that may be another once they were moved.
        return hashlib.sha256(",".join(str(one) for one in sorted(self.milestones)).encode()).hexdigest()[:16]


def is_near(times: Iterable[Moments], now: datetime) -> bool:
    """True when a moment of these comes within `NEAR`."""
    return any(now < at <= now + NEAR for one in times for _, at in one.transitions())


def other_moments(before: Moments, after: Moments, now: datetime) -> Others:
    """Return the moments that are at another time now, the one that a title names first, each with both times.

    What lies behind at both times concerns nobody any more; a moment that was not there before, or is not there any
    more, has no two times.
    """
    was, now_at = dict(before.transitions()), dict(after.transitions())
    pairs = [(one, was[one], now_at[one]) for one in HEAD if one in was and one in now_at]
    return [(one, old, new) for one, old, new in pairs if old != new and max(old, new) > now]


def told_together(
    audiences: Mapping[int, Sequence[str]],
    people: Mapping[frozenset[Role], Sequence[int]],
    owners: Collection[int] = (),
) -> list[Told]:
    """Return who is told of which milestones: those whom the same ones concern together, by the least account.

    Args:
        audiences: of the milestones that were moved, by inside name.
        people: accounts by the roles that they have in the edition.
        owners: accounts among these that own a project.
    """
    meant = {one: roles_told(audience) for one, audience in audiences.items()}
    owned = {one for one, audience in audiences.items() if OWNERS in audience}
    found: dict[tuple[int, ...], list[int]] = {}
    for roles, accounts in people.items():
        for account in accounts:
            own = owned if account in owners else ()
            found.setdefault(tuple(one for one in meant if one in own or meant[one] & roles), []).append(account)
    shown = {one: roles | {Role.STUDENT} if one in owned else roles for one, roles in meant.items()}
    told = [
        Told(sorted(accounts), ids, frozenset.intersection(*(shown[one] for one in ids)))
        for ids, accounts in found.items()
        if ids
    ]
    return sorted(told, key=lambda one: one.people[0])


def roles_told(audience: Collection[str]) -> frozenset[Role]:
    """Return the roles that an audience means, whoever holds them.

    Project owners are told each by themselves, not all students for them; with them organisers, who follow them up.
    """
    if EVERYBODY in audience:
        return frozenset(Role)
    staff = {Role.ORGANISER} if OWNERS in audience else set()
    return frozenset(roles_of(audience)) | staff
