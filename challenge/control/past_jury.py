"""What the jury was doing at an instant of the past, as far as the log tells. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from challenge.control.past_visits import Kept, Then
from challenge.judging.events import (
    ConflictDeclared,
    JurorChanged,
    PatienceSet,
    RoundFrozen,
    RoundModeSet,
    RoundOpened,
    RoundPaced,
    RoundPlanned,
    SittingMoved,
    TeamReturned,
    TeamWithdrawn,
    VisitMoved,
    VisitReopened,
    VisitScored,
    VisitSkipped,
    VisitWithdrawn,
)
from challenge.judging.patience import Patience
from challenge.kernel.events import Event, Stored

_CHANGES = {
    "absent": ("absent", False),
    "present": ("absent", True),
    "aside": ("aside", False),
    "back": ("aside", True),
}
"""What is said of a juror who counts no more, or again, with what they were before it."""


@dataclass(slots=True)
class Jury:
    """What was so at an instant, by inside names.

    Fields:
        opened: when rounds opened that were open; frozen: rounds that were over; pace: minutes of their slots.
        over: visits that were not to be made any more; sent: when their sheets came, of those with one.
        slots: round and slot of visits that were moved by then.
        conflicts: (round, juror, team) of visits that waited for another juror.
        out: teams that were not judged any more.
        was: of jurors that were changed since, what they were before: "absent" and "aside".
        holders: whose the visits were that were moved since; moved: of these, those whose slot nobody knows.
        gone: (round, juror, team) of visits that were taken off since.
        replanned: rounds whose plan was made or added to since.
        sittings: (round, team, room before, room after) of teams that were sent to another room since, in their order.
    """

    opened: dict[int, datetime] = field(default_factory=dict)
    frozen: set[int] = field(default_factory=set)
    pace: dict[int, int | None] = field(default_factory=dict)
    over: set[int] = field(default_factory=set)
    sent: dict[int, datetime] = field(default_factory=dict)
    slots: dict[int, tuple[int, int]] = field(default_factory=dict)
    conflicts: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    out: set[int] = field(default_factory=set)
    patience: Patience = field(default_factory=Patience)
    was: dict[int, dict[str, bool]] = field(default_factory=dict)
    holders: dict[int, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    gone: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    replanned: set[int] = field(default_factory=set)
    sittings: list[tuple[int, int, int, int]] = field(default_factory=list)

    def open_of(self, rounds: Iterable[int]) -> set[int]:
        """Return which of some rounds were open."""
        return {one for one in rounds if one in self.opened and one not in self.frozen}

    def there(self, rows: Iterable[Kept], rounds: Collection[int]) -> list[Kept]:
        """Return which visits of a plan are known to have been in it."""
        kept = [one for one in rows if one.round_id in rounds and one.id not in self.gone]
        return [one for one in kept if one.announced or one.round_id not in self.replanned]

    def visits(self, rows: Iterable[Kept], rounds: Collection[int]) -> list[Then]:
        """Return the visits of some rounds as they were.

        Of a round whose plan was made anew or added to since, those alone that were planned before it opened.

        Args:
            rows: the plan of these rounds as it is now.
            rounds: which were open.
        """
        found = [
            self._then(one.id, one.round_id, one.juror_id, None if one.id in self.moved else one.slot)
            for one in self.there(rows, rounds)
        ]
        lost = ((visit, own) for visit, own in self.gone.items() if own[0] in rounds)
        return [*found, *(self._then(visit, turn, juror, None) for visit, (turn, juror, _) in lost)]

    def _then(self, visit: int, turn: int, juror: int, slot: int | None) -> Then:
        own = self.holders.get(visit, juror)
        _, known = self.slots.get(visit, (turn, slot))
        return Then(visit, turn, own, known, visit in self.over, self.sent.get(visit))

    def is_plan_known(self, visits: Iterable[Then], rounds: Collection[int]) -> bool:
        """True when nothing was changed since that hides what jurors still had to make, and when."""
        return not self.replanned & set(rounds) and all(one.slot is not None for one in visits)

    def was_here(self, juror_id: int, *, absent: bool, aside: bool) -> bool:
        """True when a juror was there and their sheets counted; the words say what is so now."""
        was = self.was.get(juror_id, {})
        return not was.get("absent", absent) and not was.get("aside", aside)

    def late(self, visits: Iterable[Then], at: datetime) -> set[int]:
        """Return the jurors with a visit to make whose slot was over."""
        last = {
            turn: self.patience.last_missed(opened, self.pace.get(turn), at) for turn, opened in self.opened.items()
        }
        return {
            one.juror_id
            for one in visits
            if not one.is_over and one.slot is not None and one.slot <= last[one.round_id]
        }

    def silent(self, visits: Iterable[Then], at: datetime) -> set[int]:
        """Return the jurors with visits to make who had sent no sheet of that round for too long."""
        since = self.patience.silent_since(at)
        every = [one for one in visits if self.opened[one.round_id] <= since]
        left = {(one.round_id, one.juror_id) for one in every if not one.is_over}
        sent = {(one.round_id, one.juror_id) for one in every if one.sent_at is not None and one.sent_at > since}
        return {juror for _, juror in left - sent}


def fold_jury(facts: Iterable[Stored], at: datetime) -> Jury:
    """Return what the facts up to an instant of the edition say; later ones what was before them, or cannot be known.

    Args:
        facts: of the kinds in `JURY_FACTS`, in the order of the log.
        at: the edition's instant; what lies at it counts.
    """
    jury = Jury()
    for one in facts:
        if one.at <= at:
            _REACTIONS[type(one.event)](jury, one)
        else:
            _since(jury, one.event)
    return jury


def _since(jury: Jury, event: Event) -> None:
    if isinstance(event, JurorChanged):
        for name, before in (_CHANGES[one] for one in event.fields if one in _CHANGES):
            jury.was.setdefault(event.juror_id, {}).setdefault(name, before)
    elif isinstance(event, RoundPlanned):
        jury.replanned.add(event.round_id)
    # A visit that was taken off leaves its name to one that is planned later: what comes after is another one's.
    elif isinstance(event, VisitMoved) and event.visit_id not in jury.gone:
        jury.holders.setdefault(event.visit_id, event.from_juror_id)
        jury.moved.add(event.visit_id)
    elif isinstance(event, SittingMoved):
        jury.sittings.append((event.round_id, event.team_id, event.from_room_id, event.room_id))
    elif isinstance(event, VisitWithdrawn):
        jury.gone.setdefault(event.visit_id, (event.round_id, event.juror_id, event.team_id))


def _forget(jury: Jury, visit_id: int) -> None:
    jury.over.discard(visit_id)
    jury.sent.pop(visit_id, None)
    jury.conflicts.pop(visit_id, None)


def _scored(jury: Jury, stored: Stored) -> None:
    jury.over.add(stored.event.visit_id)  # type: ignore[attr-defined]
    jury.sent[stored.event.visit_id] = stored.at  # type: ignore[attr-defined]


def _conflict(jury: Jury, stored: Stored) -> None:
    event = stored.event
    assert isinstance(event, ConflictDeclared)
    jury.over.add(event.visit_id)
    jury.conflicts[event.visit_id] = (event.round_id, event.juror_id, event.team_id)


def _moved(jury: Jury, stored: Stored) -> None:
    event = stored.event
    assert isinstance(event, VisitMoved)
    _forget(jury, event.visit_id)
    jury.slots[event.visit_id] = (event.round_id, event.slot)


def _withdrawn(jury: Jury, stored: Stored) -> None:
    event = stored.event
    assert isinstance(event, VisitWithdrawn)
    _forget(jury, event.visit_id)
    jury.slots.pop(event.visit_id, None)


def _mode_set(jury: Jury, stored: Stored) -> None:
    # The visits of the other kind are off, without a fact of their own.
    turn = stored.event.round_id  # type: ignore[attr-defined]
    jury.conflicts = {visit: own for visit, own in jury.conflicts.items() if own[0] != turn}


def _patience(jury: Jury, stored: Stored) -> None:
    event = stored.event
    assert isinstance(event, PatienceSet)
    jury.patience = Patience(event.silent_min, event.late_min)


def _planned(jury: Jury, stored: Stored) -> None:
    # What waited may have been planned anew, and a new visit may have got the name of one that was moved.
    turn = stored.event.round_id  # type: ignore[attr-defined]
    jury.slots = {visit: own for visit, own in jury.slots.items() if own[0] != turn}


def _nothing(_jury: Jury, _stored: Stored) -> None:
    """What says something by coming later alone."""


_REACTIONS: Mapping[type[Event], Callable[[Jury, Any], None]] = {
    RoundPlanned: _planned,
    RoundOpened: lambda jury, stored: jury.opened.__setitem__(stored.event.round_id, stored.at),
    RoundModeSet: _mode_set,
    RoundFrozen: lambda jury, stored: jury.frozen.add(stored.event.round_id),
    RoundPaced: lambda jury, stored: jury.pace.__setitem__(stored.event.round_id, stored.event.slot_min),
    VisitScored: _scored,
    VisitSkipped: lambda jury, stored: jury.over.add(stored.event.visit_id),
    ConflictDeclared: _conflict,
    VisitReopened: lambda jury, stored: _forget(jury, stored.event.visit_id),
    VisitMoved: _moved,
    SittingMoved: _nothing,
    VisitWithdrawn: _withdrawn,
    JurorChanged: _nothing,
    PatienceSet: _patience,
    TeamWithdrawn: lambda jury, stored: jury.out.add(stored.event.team_id),
    TeamReturned: lambda jury, stored: jury.out.discard(stored.event.team_id),
}
JURY_FACTS = tuple(kind.name for kind in _REACTIONS)
"""The facts that this is made of."""
