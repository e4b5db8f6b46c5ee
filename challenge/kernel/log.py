"""The log: every change's facts, dense and commit-ordered per edition, chained so that a tampered row shows."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, String, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from challenge.kernel.columns import JsonText, moment, plain
from challenge.kernel.db import Base, table_of
from challenge.kernel.events import Event, Stored, body_of, known, revive
from challenge.kernel.prepared import Prepared

GENESIS = "0" * 64


class EventHead(Base):
    """The last number of one edition's log. Locking this row is what makes numbers dense and commit-ordered."""

    __tablename__ = "event_head"

    edition_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer, default=0)
    chain: Mapped[str] = plain(64)


class EventLog(Base):
    """One stored fact. Edition 0 is the instance itself (accounts, administration)."""

    __tablename__ = "event_log"

    edition_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80), index=True, info={"privacy": "plain"})
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[dict[str, Any]] = mapped_column(JsonText, info={"privacy": "plain"})
    actor_id: Mapped[int] = mapped_column(Integer, index=True)
    at: Mapped[datetime] = moment()
    recorded_at: Mapped[datetime] = moment()
    chain: Mapped[str] = plain(64)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who did it and when; the same for all facts of one work."""

    actor_id: int
    at: datetime
    recorded_at: datetime


def _link(previous: str, *parts: object) -> str:
    text = json.dumps([previous, *[str(part) for part in parts]], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


_HEAD, _LOG = table_of(EventHead), table_of(EventLog)
# Built once: every act ends with them, and building them would cost more than running them.
_LOCK_HEAD = Prepared(
    select(_HEAD.c.seq, _HEAD.c.chain).where(_HEAD.c.edition_id == bindparam("of_edition")).with_for_update()
)
_MOVE_HEAD = Prepared(
    update(_HEAD)
    .where(_HEAD.c.edition_id == bindparam("of_edition"))
    .values(seq=bindparam("new_seq"), chain=bindparam("new_chain"))
)
_APPEND = Prepared(insert(_LOG).values({column.name: bindparam(column.name) for column in _LOG.c}))


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact that is to be stored, before it has a number; `text` is what the chain is made of."""

    edition_id: int
    name: str
    version: int
    body: dict[str, Any]
    text: str
    stamp: Stamp


def entry(edition_id: int, event: Event, stamp: Stamp) -> Entry:
    """Return a fact ready to be stored; whatever could be wrong with it shows here, not when a group is committed."""
    body = body_of(event)
    # As the column stores it: a number or a character that cannot be stored fails this act, not the group it is in.
    json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    return Entry(edition_id, event.name, event.version, body, json.dumps(body, sort_keys=True), stamp)


def append(connection: Connection, entries: Sequence[Entry]) -> None:
    """Store facts at the end of their editions' logs, as the last statements before the commit.

    The row lock of each edition's head is held until the commit, so a reader that has seen number n has seen all before
    it. The order within an edition is that of `entries`.
    """
    for edition_id in sorted({one.edition_id for one in entries}):
        _append(connection, edition_id, [one for one in entries if one.edition_id == edition_id])


def _append(connection: Connection, edition_id: int, entries: Sequence[Entry]) -> None:
    seq, chain = _locked_head(connection, edition_id)
    rows = []
    for one in entries:
        seq += 1
        chain = _link(chain, edition_id, seq, one.name, one.version, one.text, one.stamp.actor_id)
        rows.append(
            {
                "edition_id": edition_id,
                "seq": seq,
                "name": one.name,
                "version": one.version,
                "body": one.body,
                "actor_id": one.stamp.actor_id,
                "at": one.stamp.at,
                "recorded_at": one.stamp.recorded_at,
                "chain": chain,
            }
        )
    _APPEND.each(connection, rows)
    _MOVE_HEAD.changed(connection, {"of_edition": edition_id, "new_seq": seq, "new_chain": chain})


def _locked_head(connection: Connection, edition_id: int) -> tuple[int, str]:
    """Return (seq, chain) with the row locked until the commit; make the row on first use."""
    row = _LOCK_HEAD.first(connection, {"of_edition": edition_id})
    if row is None:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        # Two first facts of an edition may race here; the loser's insert does nothing and it then waits for the lock.
        fresh = dialect.insert(EventHead).values(edition_id=edition_id, seq=0, chain=GENESIS)
        connection.execute(fresh.on_conflict_do_nothing())
        row = _LOCK_HEAD.first(connection, {"of_edition": edition_id})
    return row.seq, row.chain


def facts_after(session: Session, edition_id: int, seq: int, *, limit: int = 500) -> tuple[list[Stored], int]:
    """Return the facts after a number, oldest first, and the number of the last row read.

    At most `limit` rows are read; facts that this build does not know are passed over but counted in that number.
    """
    rows = session.execute(
        select(EventLog)
        .where(EventLog.edition_id == edition_id, EventLog.seq > seq)
        .order_by(EventLog.seq)
        .limit(limit)
    ).scalars()
    read = list(rows)
    return [_revived(row) for row in read if known(row.name)], read[-1].seq if read else seq


def facts_named(session: Session, edition_id: int, names: Sequence[str]) -> list[Stored]:
    """Return all facts of some kinds, oldest first; for looking back over a whole edition, one statement."""
    wanted = select(EventLog).where(EventLog.edition_id == edition_id, EventLog.name.in_(names))
    rows = session.execute(wanted.order_by(EventLog.seq)).scalars()
    return [_revived(row) for row in rows if known(row.name)]


def _revived(row: EventLog) -> Stored:
    event = revive(row.name, row.version, row.body)
    return Stored(row.edition_id, row.seq, row.at, row.recorded_at, row.actor_id, event)


def heads(session: Session) -> dict[int, int]:
    """Return the last number per edition."""
    return {row.edition_id: row.seq for row in session.execute(select(EventHead.edition_id, EventHead.seq))}


def first_broken(session: Session, edition_id: int) -> int | None:
    """Return the number of the first row whose chain does not fit (changed, removed or inserted), None when all fit."""
    chain, expected = GENESIS, 0
    rows = session.execute(select(EventLog).where(EventLog.edition_id == edition_id).order_by(EventLog.seq)).scalars()
    for row in rows:
        expected += 1
        body = json.dumps(row.body, sort_keys=True)
        chain = _link(chain, edition_id, row.seq, row.name, row.version, body, row.actor_id)
        if row.seq != expected or row.chain != chain:
            return expected
    head = session.execute(select(EventHead.seq).where(EventHead.edition_id == edition_id)).scalar_one_or_none() or 0
    return None if head == expected else expected + 1
