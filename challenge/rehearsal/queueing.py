"""A queue of requests and those who serve it, computed ahead: who takes what, when, and what comes of it. Pure."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

PATIENCE = timedelta(minutes=45)
NOTICED = (3.0, 6.0)
KEPT_SHARE, MOST_TRIED = 0.95, 200


class End(StrEnum):
    """What comes of a request; each is the act of whoever ends it."""

    HELP = "help"
    REFUSAL = "refusal"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Need:
    """A request before it is served: its number, its instant, and the minutes somebody will need for it.

    Fields:
        fails: how often whoever came gives it back before somebody stays.
        end: help or refusal, when somebody stays.
    """

    number: int
    at: datetime
    minutes: float
    fails: int = 0
    end: End = End.HELP


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody takes a request at `at` and leaves it at `until`; `end` is None when it is given back then."""

    number: int
    helper: int
    at: datetime
    until: datetime
    end: End | None


@dataclass(frozen=True, slots=True)
class Course:
    """How a queue goes: turns by their begin, and when each request that nobody came for is withdrawn."""

    turns: Sequence[Turn]
    withdrawn: Mapping[int, datetime]


def course(needs: Sequence[Need], helpers: Mapping[int, datetime | None], rng: Random) -> Course:
    """Return how a queue goes in which the oldest request is taken first, by whoever has been free the longest.

    A team that has waited 45 minutes gives up. What is given back keeps its place.

    Args:
        needs: in any order.
        helpers: each with the instant from which they take nothing any more, None for who stays.
        rng: how long it takes to notice and to arrive, 3 to 6 minutes.
    """
    if not needs or not helpers:
        return Course((), {need.number: need.at + PATIENCE for need in needs})
    queue = _Queue(needs)
    start = min(need.at for need in needs)
    free = [(start, order, helper) for order, helper in enumerate(helpers)]
    turns: list[Turn] = []
    while free and queue.is_open:
        since, order, helper = heapq.heappop(free)
        leaves = helpers[helper]
        at = queue.next_at(since)
        if at is None or (leaves is not None and at >= leaves):
            continue
        need, tries = queue.take(at)
        comes = at + timedelta(minutes=rng.uniform(*NOTICED))
        if not tries and comes > need.at + PATIENCE:
            queue.withdrawn[need.number] = need.at + PATIENCE
            heapq.heappush(free, (at, order, helper))
            continue
        until = comes + timedelta(minutes=need.minutes)
        stays = tries >= need.fails
        turns.append(Turn(need.number, helper, comes, until, need.end if stays else None))
        if not stays:
            queue.put_back(need, until, tries + 1)
        heapq.heappush(free, (until, order, helper))
    queue.withdrawn.update(queue.left())
    return Course(sorted(turns, key=lambda turn: (turn.at, turn.number)), queue.withdrawn)


class _Queue:
    """What waits, the oldest first, and what has not come yet; an entry is (instant, number, need, tries)."""

    def __init__(self, needs: Sequence[Need]) -> None:
        self._coming = [(need.at, need.number, need, 0) for need in needs]
        self._waiting: list[tuple[datetime, int, Need, int]] = []
        self._reached = min(need.at for need in needs)
        self.withdrawn: dict[int, datetime] = {}
        heapq.heapify(self._coming)

    @property
    def is_open(self) -> bool:
        """True while something waits or will come."""
        return bool(self._coming or self._waiting)

    def next_at(self, since: datetime) -> datetime | None:
        """Return from when on somebody free since an instant has something to take; None for never."""
        self._come(since)
        if self._waiting:
            return max(since, self._reached)
        return self._coming[0][0] if self._coming else None

    def take(self, at: datetime) -> tuple[Need, int]:
        """Take what waits the longest at an instant."""
        self._come(at)
        _, _, need, tries = heapq.heappop(self._waiting)
        return need, tries

    def put_back(self, need: Need, at: datetime, tries: int) -> None:
        """Let a request wait again from an instant on, at its old place."""
        heapq.heappush(self._coming, (at, need.number, need, tries))

    def left(self) -> Iterator[tuple[int, datetime]]:
        """Give what nobody came for, with the instant at which its team gives up."""
        for at, number, _, _ in [*self._coming, *self._waiting]:
            yield number, at + PATIENCE

    def _come(self, until: datetime) -> None:
        self._reached = max(self._reached, until)
        while self._coming and self._coming[0][0] <= until:
            _, number, need, tries = heapq.heappop(self._coming)
            heapq.heappush(self._waiting, (need.at, number, need, tries))


def waits(needs: Sequence[Need], gone: Course) -> dict[int, timedelta]:
    """Return how long each request waited until somebody first came, or until its team gave up."""
    asked = {need.number: need.at for need in needs}
    found = {number: at - asked[number] for number, at in gone.withdrawn.items()}
    for turn in reversed(gone.turns):
        found[turn.number] = turn.at - asked[turn.number]
    return found


def needed(needs: Sequence[Need], promise: timedelta, seed: int, *, share: float = KEPT_SHARE) -> int:
    """Return how many helpers keep a promise for a share of the requests; 0 for no request, 200 when none would do."""
    if not needs:
        return 0

    def keeps(count: int) -> bool:
        spans = waits(needs, course(needs, dict.fromkeys(range(count)), Random(seed)))
        return sum(span <= promise for span in spans.values()) >= share * len(needs)

    low, high = 1, MOST_TRIED
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(middle) else (middle + 1, high)
    return low
