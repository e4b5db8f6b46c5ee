"""Who listens to what, and the tail of the feed that is spread to them. Knows neither Flask nor engine.

A client that joins is first brought up to date from memory or from the feed and then joins the members, without a gap
and without a doubled push, however the two interleave.
"""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.orm import Session

from challenge.kernel.db import Database
from challenge.live import feed
from challenge.live.feed import Push
from challenge.live.wire import Wire, text_frame

T = TypeVar("T")

RECENT = 512
AT_ONCE = 1000


@dataclass(slots=True)
class Topic:
    """What this process knows of one topic.

    Fields:
        head: last number spread here.
        members: wires that have everything up to `head`.
        ahead: wires that already have more (read from the feed), with the last number they have.
        recent: the last pushes with their frames, contiguous up to `head`.
    """

    head: int
    members: dict[Wire, None] = field(default_factory=dict)
    ahead: dict[Wire, int] = field(default_factory=dict)
    recent: deque[tuple[int, bytes]] = field(default_factory=lambda: deque(maxlen=RECENT))


@dataclass(frozen=True, slots=True)
class Joined:
    """What a joining client is told: the head, and whether it must reload its state."""

    seq: int
    reset: bool


def push_frame(push: Push) -> bytes:
    """Return the websocket frame of a push, encoded once for everybody."""
    text = json.dumps(["push", push.payload()], ensure_ascii=False, separators=(",", ":"))
    return text_frame(b"42" + text.encode())


class Hub:
    """All topics of one live process.

    Args:
        database: where the feed is read.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._topics: dict[str, Topic] = {}
        self._position = self._read(feed.end)

    def _read(self, query: Callable[[Session], T]) -> T:
        with self._database.read() as session:
            return query(session)

    def spread(self) -> bool:
        """Send what the feed has gained to the members; return whether there may be more to read at once.

        Whoever stores a push rings afterwards, so that a look that came to the end need not be followed by another.
        """
        with self._database.reader.connect() as connection:
            pushes = feed.tail(connection, self._position, limit=AT_ONCE)
        for push in pushes:
            self._position = push.position
            topic = self._topics.get(push.topic)
            if topic is not None and push.seq > topic.head:
                self._spread_one(topic, push)
        return len(pushes) == AT_ONCE

    def _spread_one(self, topic: Topic, push: Push) -> None:
        frame = push_frame(push)
        topic.head = push.seq
        topic.recent.append((push.seq, frame))
        for wire in topic.members:
            wire.write(frame)
        if topic.ahead:
            self._level(topic, push.seq, frame)

    def _level(self, topic: Topic, seq: int, frame: bytes) -> None:
        """Let those who read ahead join the members once everybody is where they are."""
        for wire, last in list(topic.ahead.items()):
            if last < seq:
                wire.write(frame)
            if last <= seq:
                del topic.ahead[wire]
                topic.members[wire] = None

    def greet(self, name: str, last: int) -> Joined:
        """Return what to answer to a join with `last` (-1: from now on)."""
        head = self._topic(name).head
        if last < 0:
            return Joined(head, reset=False)
        return Joined(head, reset=last > head or head - last > feed.REPLAY_MOST)

    def enter(self, wire: Wire, name: str, last: int) -> None:
        """Send everything after `last` and make the wire a member."""
        topic = self._topic(name)
        self.leave(wire, name)
        while wire.is_open:
            missed = self._missed(name, topic, last)
            if not missed:
                last = max(last, topic.head)  # what was missed is no longer kept; the client was told to reload
            for seq, frame in missed:
                wire.write(frame)
                last = seq
            # From here to the return nothing yields: no push can slip between the look and the membership.
            if last == topic.head:
                topic.members[wire] = None
                return
            if last > topic.head:
                topic.ahead[wire] = last
                return

    def _missed(self, name: str, topic: Topic, last: int) -> list[tuple[int, bytes]]:
        if last >= topic.head:
            return []
        if topic.recent and topic.recent[0][0] <= last + 1:
            return [entry for entry in topic.recent if entry[0] > last]
        pushes = self._read(lambda session: feed.after(session, name, last))
        return [(push.seq, push_frame(push)) for push in pushes]

    def _topic(self, name: str) -> Topic:
        topic = self._topics.get(name)
        if topic is None:
            head = self._read(lambda session: feed.heads(session, [name]))[name]
            # Another greenlet may have made it while the read was under way.
            topic = self._topics.setdefault(name, Topic(head))
        return topic

    def leave(self, wire: Wire, name: str) -> None:
        """Take a wire off a topic; one that is not on it is fine."""
        topic = self._topics.get(name)
        if topic is not None:
            topic.members.pop(wire, None)
            topic.ahead.pop(wire, None)

    def head(self, name: str) -> int:
        """Return the last number spread here; 0 for a topic nobody joined."""
        topic = self._topics.get(name)
        return topic.head if topic else 0

    def sizes(self, least: int) -> dict[str, int]:
        """Return how many wires each topic has that has so many at least."""
        found = {name: len(topic.members) + len(topic.ahead) for name, topic in self._topics.items()}
        return {name: count for name, count in found.items() if count >= least}
