"""The feed: push (from screens, inside a work) and read (by sockets and HTTP)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from challenge.kernel.clock import unix_now
from challenge.kernel.work import Work
from challenge.live.models import LiveFeed, LiveHead, LiveTopic

HEAD_ROW = 1
REPLAY_MOST = 2000


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
    """Store the same push at the end of several topics, in four statements however many; return their numbers.

    Args:
        work: the push becomes visible with its commit.
        topics: each once.
        kind: what islands filter by.
        body: as for `push`.
    """
    if not topics:
        return {}
    session = work.session
    first = _reserved(session, len(topics))
    seqs = _next_seqs(session, topics)
    ts = unix_now()
    rows = [
        {"position": first + index, "topic": topic, "seq": seqs[topic], "ts": ts, "type": kind, "body": body}
        for index, topic in enumerate(topics)
    ]
    session.execute(insert(LiveFeed), rows)
    work.bells.add("feed")
    return seqs


def _reserved(session: Session, count: int) -> int:
    """Return the first of `count` positions; the head stays locked until the commit, so positions commit in order."""
    ahead = update(LiveHead).where(LiveHead.id == HEAD_ROW).values(position=LiveHead.position + count)
    found = session.execute(ahead.returning(LiveHead.position)).scalar_one_or_none()
    if found is None:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.execute(dialect.insert(LiveHead).values(id=HEAD_ROW, position=0).on_conflict_do_nothing())
        found = session.execute(ahead.returning(LiveHead.position)).scalar_one()
    return found - count + 1


def _next_seqs(session: Session, topics: Sequence[str]) -> dict[str, int]:
    """Return each topic's next number; the feed's head is locked already, so nobody races here."""
    ahead = update(LiveTopic).where(LiveTopic.topic.in_(topics)).values(head=LiveTopic.head + 1)
    rows = session.execute(ahead.returning(LiveTopic.topic, LiveTopic.head)).all()
    found = {row.topic: row.head for row in rows}
    fresh = [topic for topic in topics if topic not in found]
    if fresh:
        session.execute(insert(LiveTopic), [{"topic": topic, "head": 1} for topic in fresh])
    return found | dict.fromkeys(fresh, 1)


def heads(session: Session, topics: Sequence[str]) -> dict[str, int]:
    """Return the last number of each topic; 0 for one that nothing was pushed to."""
    rows = session.execute(select(LiveTopic.topic, LiveTopic.head).where(LiveTopic.topic.in_(topics)))
    found = {row.topic: row.head for row in rows}
    return {topic: found.get(topic, 0) for topic in topics}


def after(session: Session, topic: str, seq: int, *, limit: int = REPLAY_MOST) -> list[Push]:
    """Return a topic's pushes after a number, oldest first, at most `limit`."""
    wanted = select(LiveFeed).where(LiveFeed.topic == topic, LiveFeed.seq > seq).order_by(LiveFeed.seq).limit(limit)
    return [_push(row) for row in session.execute(wanted).scalars()]


def tail(session: Session, position: int, *, limit: int = 1000) -> list[Push]:
    """Return the pushes of all topics after a position, oldest first, at most `limit`."""
    wanted = select(LiveFeed).where(LiveFeed.position > position).order_by(LiveFeed.position).limit(limit)
    return [_push(row) for row in session.execute(wanted).scalars()]


def end(session: Session) -> int:
    """Return the last position of the feed; 0 when it is empty."""
    return session.execute(select(func.max(LiveFeed.position))).scalar_one_or_none() or 0


def _push(row: LiveFeed) -> Push:
    return Push(row.position, row.topic, row.seq, row.ts, row.type, row.body)
