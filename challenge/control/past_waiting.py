"""What waited at an instant of the past for a word or a signature, as far as the log tells. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from challenge.agreements.events import SignerSetAside
from challenge.kernel.events import Event, Stored
from challenge.people.events import PresenceChanged
from challenge.schedule.events import (
    ClockStepped,
    ClockStepSeen,
    MilestoneCancelled,
    MilestoneReached,
    MilestoneSet,
    MilestonesHeld,
    MomentSkipped,
)

Moment = tuple[int, str, int]
"""Milestone, transition and version."""


@dataclass(slots=True)
class Waited:
    """What was so at an instant, by inside names.

    Fields:
        real_until: the real instant of the last of these facts; rows that carry real instants are compared with it.
        versions: of milestones; cancelled: those left out; answered: moments that had fired or were skipped.
        present: of students whose presence ever changed, whether they were.
        aside: students for whom no reveal waited.
        steps: of the server's clock that nobody had seen, each with its instant, by the number of its fact.
    """

    real_until: datetime | None = None
    versions: dict[int, int] = field(default_factory=dict)
    cancelled: set[int] = field(default_factory=set)
    answered: set[Moment] = field(default_factory=set)
    present: dict[int, bool] = field(default_factory=dict)
    aside: set[int] = field(default_factory=set)
    steps: dict[int, datetime] = field(default_factory=dict)

    def holds(self, rows: Iterable[Moment]) -> list[Moment]:
        """Return which of the moments that had ever been held by then waited still."""
        return [
            key
            for key in dict.fromkeys(rows)
            if key not in self.answered and key[0] not in self.cancelled and self.versions.get(key[0], key[2]) == key[2]
        ]


def fold_waiting(facts: Iterable[Stored], at: datetime) -> Waited:
    """Return what the facts up to an instant of the edition say; later ones who was there before them.

    Args:
        facts: of the kinds in `WAITED`, in the order of the log.
        at: the edition's instant; what lies at it counts.
    """
    waited = Waited()
    for one in facts:
        if one.at <= at:
            waited.real_until = max(waited.real_until or one.recorded_at, one.recorded_at)
            _REACTIONS[type(one.event)](waited, one)
        else:
            _since(waited, one.event)
    return waited


def _since(waited: Waited, event: Event) -> None:
    if isinstance(event, PresenceChanged):
        # Only those whose presence changed are named: before it they were the other.
        for person_id in event.person_ids:
            waited.present.setdefault(person_id, not event.present)


def _set(waited: Waited, stored: Stored) -> None:
    event = stored.event
    assert isinstance(event, MilestoneSet)
    waited.versions[event.milestone_id] = event.milestone_version
    waited.cancelled.discard(event.milestone_id)


def _answered(waited: Waited, stored: Stored) -> None:
    event = stored.event
    assert isinstance(event, (MilestoneReached, MomentSkipped))
    waited.answered.add((event.milestone_id, event.transition, event.milestone_version))


def _presence(waited: Waited, stored: Stored) -> None:
    event = stored.event
    assert isinstance(event, PresenceChanged)
    waited.present.update(dict.fromkeys(event.person_ids, event.present))


def _aside(waited: Waited, stored: Stored) -> None:
    event = stored.event
    assert isinstance(event, SignerSetAside)
    (waited.aside.discard if event.again else waited.aside.add)(event.person_id)


def _step_seen(waited: Waited, stored: Stored) -> None:
    event = stored.event
    assert isinstance(event, ClockStepSeen)
    waited.steps.pop(event.step_seq, None)


def _nothing(_waited: Waited, _stored: Stored) -> None:
    """What says something by its instant alone, or by coming later."""


_REACTIONS: Mapping[type[Event], Callable[[Waited, Any], None]] = {
    MilestoneSet: _set,
    MilestoneCancelled: lambda waited, stored: waited.cancelled.add(stored.event.milestone_id),
    MilestoneReached: _answered,
    MomentSkipped: _answered,
    MilestonesHeld: _nothing,
    PresenceChanged: _presence,
    SignerSetAside: _aside,
    ClockStepped: lambda waited, stored: waited.steps.__setitem__(stored.seq, stored.at),
    ClockStepSeen: _step_seen,
}
WAITED = tuple(kind.name for kind in _REACTIONS)
"""The facts that this is made of."""
