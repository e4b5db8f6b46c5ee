"""What waited at an instant of the past for a word, a signature or a sheet, as far as the log tells. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from challenge.agreements.events import SignerSetAside
from challenge.judging.events import (
    ConflictDeclared,
    JurorChanged,
    PatienceSet,
    RoundOpened,
    RoundPaced,
    RoundPlanned,
    VisitMoved,
    VisitReopened,
    VisitScored,
    VisitSkipped,
    VisitWithdrawn,
)
from challenge.judging.patience import Patience
from challenge.kernel.events import Event, Stored
from challenge.people.events import PresenceChanged
from challenge.schedule.events import (
    MilestoneCancelled,
    MilestoneReached,
    MilestoneSet,
    MilestonesHeld,
    MomentSkipped,
)

COMING_AND_GOING = frozenset({"absent", "present", "aside", "back"})
"""What is said of a juror who counts no more, or again."""

Moment = tuple[int, str, int]
"""Milestone, transition and version."""


@dataclass(slots=True)
class Waited:
    """What was so at an instant, by inside names.

    Fields:
        real_until: the real instant of the last of these facts; rows that carry real instants are compared with it.
        versions: of milestones; cancelled: those left out; answered: moments that had fired or were skipped.
        opened: when rounds opened; pace: minutes of their slots; over: visits that were not to be made any more.
        are_jurors_known: nobody's visits were moved, and no juror set aside or made absent, since.
        present: of students whose presence ever changed, whether they were.
        aside: students for whom no reveal waited.
    """

    real_until: datetime | None = None
    versions: dict[int, int] = field(default_factory=dict)
    cancelled: set[int] = field(default_factory=set)
    answered: set[Moment] = field(default_factory=set)
    opened: dict[int, datetime] = field(default_factory=dict)
    pace: dict[int, int | None] = field(default_factory=dict)
    over: set[int] = field(default_factory=set)
    patience: Patience = field(default_factory=Patience)
    are_jurors_known: bool = True
    present: dict[int, bool] = field(default_factory=dict)
    aside: set[int] = field(default_factory=set)

    def holds(self, rows: Iterable[Moment]) -> int:
        """Return how many of the moments that had ever been held by then waited still."""
        return sum(
            key not in self.answered and key[0] not in self.cancelled and self.versions.get(key[0], key[2]) == key[2]
            for key in set(rows)
        )

    def last_missed(self, round_id: int, at: datetime) -> int:
        """Return the last slot of a round whose visits should have been over; 0 for none."""
        return self.patience.last_missed(self.opened.get(round_id), self.pace.get(round_id), at)


def fold_waiting(facts: Iterable[Stored], at: datetime) -> Waited:
    """Return what the facts up to an instant of the edition say; later ones what cannot be known any more.

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
    elif isinstance(event, (VisitMoved, VisitWithdrawn, RoundPlanned)) or (
        isinstance(event, JurorChanged) and COMING_AND_GOING & set(event.fields)
    ):
        waited.are_jurors_known = False


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


def _patience(waited: Waited, stored: Stored) -> None:
    event = stored.event
    assert isinstance(event, PatienceSet)
    waited.patience = Patience(event.silent_min, event.late_min)


def _nothing(_waited: Waited, _stored: Stored) -> None:
    """What says something by its instant alone, or by coming later."""


_REACTIONS: Mapping[type[Event], Callable[[Waited, Any], None]] = {
    MilestoneSet: _set,
    MilestoneCancelled: lambda waited, stored: waited.cancelled.add(stored.event.milestone_id),
    MilestoneReached: _answered,
    MomentSkipped: _answered,
    MilestonesHeld: _nothing,
    RoundPlanned: _nothing,
    RoundOpened: lambda waited, stored: waited.opened.__setitem__(stored.event.round_id, stored.at),
    RoundPaced: lambda waited, stored: waited.pace.__setitem__(stored.event.round_id, stored.event.slot_min),
    VisitScored: lambda waited, stored: waited.over.add(stored.event.visit_id),
    VisitSkipped: lambda waited, stored: waited.over.add(stored.event.visit_id),
    ConflictDeclared: lambda waited, stored: waited.over.add(stored.event.visit_id),
    VisitReopened: lambda waited, stored: waited.over.discard(stored.event.visit_id),
    VisitMoved: lambda waited, stored: waited.over.discard(stored.event.visit_id),
    VisitWithdrawn: _nothing,
    JurorChanged: _nothing,
    PatienceSet: _patience,
    PresenceChanged: _presence,
    SignerSetAside: _aside,
}
WAITED = tuple(kind.name for kind in _REACTIONS)
"""The facts that this is made of."""
