"""What the feed gains is spread once, in one encoding, whatever moment somebody joins at."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from gevent import socket

from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.hub import RECENT, Hub, Joined
from challenge.live.wire import Wire
from tests.house import TestHouse
from tests.make.editions import make_edition

TOPIC, OTHER = "edition:crunch:public", "edition:crunch:staff"


class Recording(Wire):
    """A wire that remembers which frames it was given."""

    __slots__ = ("frames",)

    def __init__(self, websocket: Any) -> None:
        super().__init__(websocket)
        self.frames: list[bytes] = []

    def write(self, frame: bytes) -> None:
        self.frames.append(frame)
        super().write(frame)

    @property
    def numbers(self) -> list[int]:
        """The numbers of the pushes, in the order in which they were sent."""
        return [json.loads(frame[frame.index(b"[") :])[1]["seq"] for frame in self.frames]


@pytest.fixture
def wires() -> Iterator[list[Recording]]:
    pairs = [socket.socketpair() for _ in range(3)]
    yield [
        Recording(SimpleNamespace(stream=SimpleNamespace(handler=SimpleNamespace(socket=near)), raw_write=None))
        for near, _ in pairs
    ]
    for pair in pairs:
        for end in pair:
            end.close()


@pytest.fixture
def by(house: TestHouse) -> Any:
    return house.house_in(make_edition(house).id)


def push(house: TestHouse, by: Any, topic: str = TOPIC, times: int = 1) -> None:
    def act(work: Work) -> None:
        for _ in range(times):
            feed.push(work, topic, "number", {})

    house.perform(by, act)


def test_everybody_is_given_the_same_bytes(house: TestHouse, by: Any, wires: list[Recording]) -> None:
    hub = Hub(house.database)
    for wire in wires:
        hub.enter(wire, TOPIC, -1)
    push(house, by, times=3)
    hub.spread()
    one, *others = [[id(frame) for frame in wire.frames] for wire in wires]

    assert (len(one), others) == (3, [one, one])


@pytest.mark.parametrize("written_before", [3, RECENT + 5])
def test_who_joins_late_has_everything_once_and_in_order(
    house: TestHouse, by: Any, wires: list[Recording], written_before: int
) -> None:
    hub = Hub(house.database)
    first, unspread, late = wires
    hub.enter(first, TOPIC, -1)
    push(house, by, times=written_before)
    hub.spread()
    push(house, by)  # stored, not yet spread: whoever reads the feed now is ahead of the others
    hub.enter(unspread, TOPIC, 0)
    hub.enter(late, TOPIC, written_before - 1)
    hub.spread()
    push(house, by)
    hub.spread()
    everything = list(range(1, written_before + 3))

    assert [wire.numbers for wire in wires] == [everything, everything, everything[written_before - 1 :]]


def test_who_leaves_and_who_listens_elsewhere_gets_nothing(house: TestHouse, by: Any, wires: list[Recording]) -> None:
    hub = Hub(house.database)
    gone, elsewhere, here = wires
    hub.enter(gone, TOPIC, -1)
    hub.enter(elsewhere, OTHER, -1)
    hub.enter(here, TOPIC, -1)
    hub.leave(gone, TOPIC)
    hub.leave(gone, OTHER)
    push(house, by)
    hub.spread()

    assert [wire.numbers for wire in wires] == [[], [], [1]]
    assert (hub.sizes(1), hub.sizes(2)) == ({OTHER: 1, TOPIC: 1}, {})


def test_who_knows_too_little_or_too_much_is_told_to_begin_anew(sqlite_house: TestHouse) -> None:
    by = sqlite_house.house_in(make_edition(sqlite_house).id)
    push(sqlite_house, by, times=feed.REPLAY_MOST + 2)
    hub, head = Hub(sqlite_house.database), feed.REPLAY_MOST + 2
    asked = [hub.greet(TOPIC, last) for last in (-1, 2, 1, head, head + 1)]

    assert asked == [Joined(head, reset) for reset in (False, False, True, False, True)]
