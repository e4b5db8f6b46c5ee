"""Changes of the same milestones that go on with one another are one story, told by one notice. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from challenge.schedule.retelling import Others, is_near, other_moments
from challenge.schedule.rules import Moments


@dataclass(frozen=True, slots=True)
class Made:
    """A change.

    Fields:
        id: its inside name; a later change has a greater one.
        at: the edition's instant at which it was made.
        before: the times that it found, by milestone.
        is_undone: it was taken back.
        after: the times that it was taken back from; empty where nobody knows them.
    """

    id: int
    at: datetime
    before: Mapping[int, Moments]
    is_undone: bool = False
    after: Mapping[int, Moments] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of a story, or its taking back, with the times that stood before it."""

    name: str
    before: Mapping[int, Moments]


def turn_of(change_id: int, *, is_undone: bool) -> str:
    """Return the name of a turn."""
    return f"{change_id}-" if is_undone else str(change_id)


@dataclass(frozen=True, slots=True)
class Story:
    """Changes that go on with the first of them, in their order; `is_over`: a later story of the same began anew."""

    changes: Sequence[Made]
    is_over: bool = False

    @property
    def before(self) -> Mapping[int, Moments]:
        """The times at its beginning, by milestone."""
        return self.changes[0].before

    @property
    def turns(self) -> Sequence[Turn]:
        """Each of its changes, and its taking back where it was; nothing comes between these two."""
        found = []
        for one in self.changes:
            found.append(Turn(turn_of(one.id, is_undone=False), one.before))
            if one.is_undone:
                found.append(Turn(turn_of(one.id, is_undone=True), one.after))
        return found

    @property
    def at(self) -> datetime:
        """When its last change was made: what lay behind then is told no more."""
        return self.changes[-1].at

    @property
    def last(self) -> int:
        """Its last change that was not taken back; 0 for none."""
        return max((one.id for one in self.changes if not one.is_undone), default=0)

    def shown(self, now: Mapping[int, Moments]) -> dict[int, Others]:
        """Return what it tells, by milestone: those alone that are at other times now than at its beginning."""
        found = {one: other_moments(was, now[one], self.at) for one, was in self.before.items() if one in now}
        return {one: others for one, others in found.items() if others}

    def is_whole(self, now: Mapping[int, Moments], milestones: Iterable[int]) -> bool:
        """True when some of its milestones are just where they were at its beginning."""
        return all(now[one] == self.before[one] for one in milestones)

    def is_told_elsewhere(self, now: Mapping[int, Moments], others: Iterable["Story"]) -> bool:
        """True when a later one of the same milestones, or of more, began anew or tells all that this one has to."""
        told = self.shown(now).keys()
        later = (one for one in others if not one.is_over and one.last > self.last)
        wider = (one for one in later if self.before.keys() <= one.before.keys())
        return self.is_over or (bool(told) and any(told <= one.shown(now).keys() for one in wider))


def stories(changes: Iterable[Made]) -> list[Story]:
    """Return the stories that changes tell, in the order in which their milestones were moved first.

    A change before which its milestones had just the times that they had at the beginning begins anew: what was told
    before it has been taken back. One that comes by no mail, for it comes long before, is not gone on with by one that
    does: people would miss it.
    """
    found: dict[tuple[frozenset[int], bool], list[list[Made]]] = {}
    for one in sorted(changes, key=lambda one: one.id):
        parts = found.setdefault((frozenset(one.before), is_near(one.before.values(), one.at)), [])
        if parts and one.before != parts[-1][0].before:
            parts[-1].append(one)
        else:
            parts.append([one])
    return [Story(part, is_over=part is not parts[-1]) for parts in found.values() for part in parts]
