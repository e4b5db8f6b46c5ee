"""How many sockets listen to what: noted by the processes that hold them, read by the worker that sets the pace."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from challenge.kernel.clock import real_now
from challenge.kernel.work import Work
from challenge.live.models import LiveAudience

FRESH = timedelta(seconds=30)
"""A process that says nothing for so long is no more."""


def note_audience(work: Work, process: str, sockets: Mapping[str, int]) -> None:
    """Note how many sockets of a live process listen to each large topic, in the place of what it said before."""
    gone = LiveAudience.seen_at <= work.real - FRESH
    work.session.execute(delete(LiveAudience).where((LiveAudience.process == process) | gone))
    rows = [
        {"process": process, "topic": topic, "sockets": count, "seen_at": work.real}
        for topic, count in sorted(sockets.items())
    ]
    if rows:
        work.session.execute(insert(LiveAudience), rows)


def largest(session: Session, prefix: str) -> int:
    """Return how many sockets listen to the largest topic whose name begins so, on all processes; 0 for a small one."""
    counted = func.sum(LiveAudience.sockets)
    wanted = (
        select(counted)
        .where(LiveAudience.topic.startswith(prefix, autoescape=True), LiveAudience.seen_at > real_now() - FRESH)
        .group_by(LiveAudience.topic)
        .order_by(counted.desc())
        .limit(1)
    )
    return int(session.execute(wanted).scalar_one_or_none() or 0)
