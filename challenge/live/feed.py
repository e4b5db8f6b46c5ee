"""The feed: push (from screens, inside a work) and read (by sockets and HTTP)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from challenge.kernel.clock import unix_now
from challenge.kernel.db import table_of
from challenge.kernel.prepared import Prepared
from challenge.kernel.work import Work
from challenge.live.models import LiveFeed, LiveHead, LiveTopic

HEAD_ROW = 1
REPLAY_MOST = 2000
FEW = 16

_LIVE_HEAD, _TOPIC, _FEED = table_of(LiveHead), table_of(LiveTopic), table_of(LiveFeed)
# Built once: the worker tells several screens of every fact, and building them would cost more than running them.
_MOVE_HEAD = Prepared(
    update(_LIVE_HEAD)
    .where(_LIVE_HEAD.c.id == bindparam("of_id"))
    .values(position=_LIVE_HEAD.c.position + bindparam("count"))
)
_END = Prepared(select(_LIVE_HEAD.c.position).where(_LIVE_HEAD.c.id == bindparam("of_id")))
_HEAD_OF = Prepared(select(_TOPIC.c.head).where(_TOPIC.c.topic == bindparam("of_topic")))
_MOVE_TOPIC = Prepared(update(_TOPIC).where(_TOPIC.c.topic == bindparam("of_topic")).values(head=_TOPIC.c.head + 1))
_FIRST_OF_TOPIC = Prepared(insert(_TOPIC).values(topic=bindparam("topic"), head=bindparam("head")))
_STORE = Prepared(insert(_FEED).values({column.name: bindparam(column.name) for column in _FEED.c}))
_TAIL = Prepared(
    select(_FEED).where(_FEED.c.position > bindparam("beyond")).order_by(_FEED.c.position).limit(bindparam("most"))
)
_AFTER = Prepared(
    select(_FEED)
    .where(_FEED.c.topic == bindparam("of_topic"), _FEED.c.seq > bindparam("beyond"))
    .order_by(_FEED.c.seq)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Push:
    """One push as clients see it."""

    position: int
    topic: str
    seq: int
    ts: float
    type: str
    body: dict[str, Any]

    def payload(self) -> dict[str, Any]:
        """Return the event of the live protocol."""
        return {"topic": self.topic, "seq": self.seq, "ts": self.ts, "type": self.type, "body": self.body}


def push(work: Work, topic: str, kind: str, body: dict[str, Any]) -> int:
    """Store one push at the end of a topic and return its number.

    Bodies of topics that several people read hold nothing personal: ids, versions, counts.
    """
    return push_many(work, [topic], kind, body)[topic]


def push_many(work: Work, topics: Sequence[str], kind: str, body: dict[str, Any]) -> dict[str, int]:
    """Store the same push at the end of several topics; return their numbers.

    Args:
        work: the push becomes visible with its commit.
        topics: each once.
        kind: what islands filter by.
        body: as for `push`.
    """
    if not topics:
        return {}
    connection = work.connection
    first = _reserved(connection, len(topics))
    seqs = _next_seqs(connection, topics)
    ts = unix_now()
    rows = [
        {"position": first + index, "topic": topic, "seq": seqs[topic], "ts": ts, "type": kind, "body": body}
        for index, topic in enumerate(topics)
    ]
    _STORE.each(connection, rows)
    work.bells.add("feed")
    return seqs


def _reserved(connection: Connection, count: int) -> int:
    """Return the first of `count` positions; the head stays locked until the commit, so positions commit in order."""
    if not _MOVE_HEAD.changed(connection, {"of_id": HEAD_ROW, "count": count}):
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        connection.execute(dialect.insert(_LIVE_HEAD).values(id=HEAD_ROW, position=0).on_conflict_do_nothing())
        _MOVE_HEAD.changed(connection, {"of_id": HEAD_ROW, "count": count})
    position: int = _END.first(connection, {"of_id": HEAD_ROW}).position
    return position - count + 1


def _next_seqs(connection: Connection, topics: Sequence[str]) -> dict[str, int]:
    """Return each topic's next number; the feed's head is locked already, so nobody races here."""
    found = _heads(connection, topics)
    _MOVE_TOPIC.each(connection, [{"of_topic": topic} for topic in topics if topic in found])
    _FIRST_OF_TOPIC.each(connection, [{"topic": topic, "head": 1} for topic in topics if topic not in found])
    return {topic: found.get(topic, 0) + 1 for topic in topics}


def _heads(connection: Connection, topics: Sequence[str]) -> dict[str, int]:
    """Return the last numbers of those topics that have one."""
    if len(topics) > FEW:
        wanted = select(_TOPIC.c.topic, _TOPIC.c.head).where(_TOPIC.c.topic.in_(topics))
        return {row.topic: row.head for row in connection.execute(wanted)}
    rows = [(topic, _HEAD_OF.first(connection, {"of_topic": topic})) for topic in topics]
    return {topic: row.head for topic, row in rows if row is not None}


def heads(session: Session, topics: Sequence[str]) -> dict[str, int]:
    """Return the last number of each topic; 0 for one that nothing was pushed to."""
    rows = session.execute(select(LiveTopic.topic, LiveTopic.head).where(LiveTopic.topic.in_(topics)))
    found = {row.topic: row.head for row in rows}
    return {topic: found.get(topic, 0) for topic in topics}


def after(session: Session, topic: str, seq: int, *, limit: int = REPLAY_MOST) -> list[Push]:
    """Return a topic's pushes after a number, oldest first, at most `limit`."""
    return _pushes(_AFTER.rows(session.connection(), {"of_topic": topic, "beyond": seq, "most": limit}))


def tail(connection: Connection, position: int, *, limit: int) -> list[Push]:
    """Return the pushes of all topics after a position, oldest first, at most `limit`."""
    return _pushes(_TAIL.rows(connection, {"beyond": position, "most": limit}))


def end(session: Session) -> int:
    """Return the last position of the feed; 0 when it is empty."""
    return session.execute(select(func.max(LiveFeed.position))).scalar_one_or_none() or 0


def _pushes(rows: Sequence[Any]) -> list[Push]:
    return [Push(row.position, row.topic, row.seq, row.ts, row.type, row.body) for row in rows]
