"""Brings stored facts to the rooms that listen: exactly once in effect, in order, with retries and a parking place.

A listener's cursor moves in the same transaction as what the listener changed, by compare-and-set: two relays at once
cost time, never a doubled reaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, String, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from challenge.kernel import log
from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import monotonic
from challenge.kernel.columns import moment, plain_text
from challenge.kernel.db import Base, table_of
from challenge.kernel.events import Event, Stored
from challenge.kernel.prepared import Prepared
from challenge.kernel.work import Work, Works

Reaction = Callable[[Work, Stored], None]

DELAYS_S = (0.1, 0.5, 2.0, 5.0)
GROUP = 200
PASSED_MOST = 500
"""How many facts a listener passes over before its place is kept: about so many are read again after a restart."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A room's reactions under one cursor.

    Fields:
        name: `room.purpose`, stored; renaming it replays the whole log.
        reactions: per kind of fact what to do; must depend on nothing but the fact and the database.
        only_last: per kind a key; of facts that come in together, only the last of each key is reacted to (a count
            that is told is that of now: telling it two hundred times would only make everybody wait).
        skips: per kind, whether a fact says by itself that it asks for no reaction: it is passed over without a commit.
            Must not raise.
        is_derived: everything it tells can be counted anew at any time, so a busy hall may be told less often.
    """

    name: str
    reactions: Mapping[type[Event], Reaction]
    only_last: Mapping[type[Event], Callable[[Any], object]] = field(default_factory=dict)
    skips: Mapping[type[Event], Callable[[Any], bool]] = field(default_factory=dict)
    is_derived: bool = False

    def wants(self, event: Event) -> bool:
        """True for a fact to react to."""
        kind = type(event)
        return kind in self.reactions and not (kind in self.skips and self.skips[kind](event))


class Cursor(Base):
    """How far a listener has come in one edition's log."""

    __tablename__ = "relay_cursor"

    listener: Mapped[str] = mapped_column(String(80), primary_key=True, info={"privacy": "plain"})
    edition_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer)


class Parked(Base):
    """A fact that a listener could not take after all retries; shown to the operator, retried on request."""

    __tablename__ = "relay_parked"

    listener: Mapped[str] = mapped_column(String(80), primary_key=True, info={"privacy": "plain"})
    edition_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    problem: Mapped[str] = plain_text()
    parked_at: Mapped[datetime] = moment()


class Overtaken(Exception):
    """Another relay moved the cursor first."""


@dataclass(slots=True)
class _Setback:
    """A fact that failed: how often, and when (monotonic seconds) it is tried again."""

    seq: int
    tries: int
    again_at: float


@dataclass(slots=True)
class Relay:
    """Delivers new facts to listeners. One running per house suffices; more do no harm.

    Fields:
        works: makes the transactions.
        listeners: all of them, in the order of the rooms.
        on_parked: told (listener, fact, problem) when a fact is parked.
        apart_s: least seconds between two turns of a derived listener in an edition, asked at each turn; what comes
            meanwhile is taken together at its next turn.
    """

    works: Works
    listeners: Sequence[Listener]
    on_parked: Callable[[str, Stored, str], None] = lambda *_: None
    apart_s: Callable[[int], float] = lambda _: 0.0
    _positions: dict[tuple[str, int], int] = field(default_factory=dict)
    _kept: dict[tuple[str, int], int] = field(default_factory=dict)
    _setbacks: dict[tuple[str, int], _Setback] = field(default_factory=dict)
    _read: dict[tuple[int, int], tuple[list[Stored], int]] = field(default_factory=dict)
    _next_turns: dict[tuple[str, int], float] = field(default_factory=dict)
    _held_until: list[float] = field(default_factory=list)
    _is_stale: bool = False

    def deliver(self) -> int:
        """Bring every listener a group of facts further; return how many were taken or passed over (0: nothing to do).

        Listeners near each other in a log read it once together; what reactions add to it is for the next time.
        """
        self._read.clear()
        self._held_until.clear()
        with self.works.database.read() as session:
            heads = log.heads(session)
            for edition_id in heads:
                self._learn(session, edition_id)
        self._is_stale = False
        count = sum(
            self._advance(listener, edition_id, head)
            for listener in self.listeners
            for edition_id, head in heads.items()
        )
        for edition_id in heads:
            self._keep_passed(edition_id)
        return count

    def look_anew(self) -> None:
        """Read anew where listeners are at the next delivery: somebody else may have delivered meanwhile."""
        self._is_stale = True

    def rest_s(self, most: float) -> float:
        """Return how long nothing needs to be delivered unless something new comes: `most`, or until the next turn."""
        return max(0.0, min([most, *(until - monotonic() for until in self._held_until)]))

    def _advance(self, listener: Listener, edition_id: int, head: int) -> int:
        place = (listener.name, edition_id)
        setback = self._setbacks.get(place)
        if self._positions[place] >= head or (setback and monotonic() < setback.again_at):
            return 0
        facts, last = self._facts(edition_id, self._positions[place])
        wanted = [fact for fact in facts if listener.wants(fact.event)]
        if not wanted:
            # Not worth a commit each: `_keep_passed` keeps many at once.
            passed = last - self._positions[place]
            self._positions[place] = last
            return passed
        if listener.is_derived and self._is_held(place):
            return 0
        return self._take(listener, wanted, last)

    def _is_held(self, place: tuple[str, int]) -> bool:
        """Say whether a listener's turn is still to come; if it has come, set the one after it."""
        now, turn = monotonic(), self._next_turns.get(place, 0.0)
        if now < turn:
            self._held_until.append(turn)
            return True
        self._next_turns[place] = now + self.apart_s(place[1])
        return False

    def _facts(self, edition_id: int, seq: int) -> tuple[list[Stored], int]:
        """Return the next facts after a number, to the end of its block of the log, and the number of the last.

        Whoever goes on in a block is given the same reading of it, and all begin the next block together.
        """
        block = seq // GROUP
        if (edition_id, block) not in self._read:
            places = (self._positions.get((one.name, edition_id), seq) for one in self.listeners)
            first = min(place for place in places if place // GROUP == block)
            with self.works.database.read() as session:
                found = log.facts_after(session, edition_id, first, limit=(block + 1) * GROUP - first)
            self._read[edition_id, block] = found
        facts, last = self._read[edition_id, block]
        return [fact for fact in facts if fact.seq > seq], max(last, seq)

    def _keep_passed(self, edition_id: int) -> None:
        """Keep where the listeners of an edition are, once one of them has passed over many facts, in one act."""
        places = [(one.name, edition_id) for one in self.listeners]
        passed = {place: self._positions[place] - self._kept[place] for place in places if place in self._positions}
        if max(passed.values(), default=0) < PASSED_MOST:
            return
        moved = [(place, self._positions[place]) for place, count in passed.items() if count]
        try:
            self.works.perform(replace(HOUSE, edition_id=edition_id), _move_all, moved)
        except (Overtaken, IntegrityError):
            # Somebody else moved one of them, or began one at the same moment: look where they are.
            self._is_stale = True
            return
        self._kept.update(moved)

    def _take(self, listener: Listener, wanted: Sequence[Stored], last: int) -> int:
        place = (listener.name, wanted[0].edition_id)
        try:
            if place not in self._setbacks:
                self._commit(listener, wanted, last)
                return len(wanted)
            self._commit(listener, wanted[:1], wanted[0].seq)
            del self._setbacks[place]
            return 1
        except Overtaken:
            del self._positions[place]
            return 0
        except Exception as problem:  # noqa: BLE001 - one of the three places: any failure of a listener is retried, then parked
            self._set_back(listener, wanted[0], repr(problem))
            return 0

    def _commit(self, listener: Listener, wanted: Sequence[Stored], last: int) -> None:
        edition_id = wanted[0].edition_id
        place = (listener.name, edition_id)
        by = replace(HOUSE, edition_id=edition_id)
        self.works.perform(by, _react, listener, wanted, (self._positions[place], last))
        self._positions[place] = self._kept[place] = last

    def _set_back(self, listener: Listener, first: Stored, problem: str) -> None:
        """Note a failure: first the group is taken one by one, then delays grow, then the fact is parked."""
        place = (listener.name, first.edition_id)
        setback = self._setbacks.get(place)
        tries = setback.tries + 1 if setback and setback.seq == first.seq else 0
        if tries < len(DELAYS_S) + 1:
            wait = 0.0 if tries == 0 else DELAYS_S[tries - 1]
            self._setbacks[place] = _Setback(first.seq, tries, monotonic() + wait)
            return
        by = replace(HOUSE, edition_id=first.edition_id)
        self.works.perform(by, _park, listener.name, first, problem, self._positions[place])
        self._positions[place] = self._kept[place] = first.seq
        del self._setbacks[place]
        self.on_parked(listener.name, first, problem)

    def _learn(self, session: Session, edition_id: int) -> None:
        """Read where listeners are in an edition's log, if that of any is not known; what was passed over stays so."""
        known = {one.name: self._positions.get((one.name, edition_id)) for one in self.listeners}
        if self._is_stale or None in known.values():
            wanted = select(Cursor.listener, Cursor.seq).where(Cursor.edition_id == edition_id)
            stored = {row.listener: row.seq for row in session.execute(wanted)}
            self._positions |= {(name, edition_id): max(stored.get(name, 0), seq or 0) for name, seq in known.items()}
            self._kept |= {(name, edition_id): stored.get(name, 0) for name in known}


_CURSOR = table_of(Cursor)
_OWN = (_CURSOR.c.listener == bindparam("of_listener"), _CURSOR.c.edition_id == bindparam("of_edition"))
_POSITION = Prepared(select(_CURSOR.c.seq).where(*_OWN))
_MOVE = Prepared(update(_CURSOR).where(*_OWN, _CURSOR.c.seq <= bindparam("before")).values(seq=bindparam("last")))
_BEGIN = Prepared(insert(_CURSOR).values({column.name: bindparam(column.name) for column in _CURSOR.c}))


def _move(connection: Connection, listener: str, edition_id: int, span: tuple[int, int]) -> None:
    """Move a cursor from the position we know; somebody else's move makes the whole work void."""
    before, last = span
    own = {"of_listener": listener, "of_edition": edition_id}
    if _MOVE.changed(connection, {**own, "before": before, "last": last}):
        return
    if _POSITION.first(connection, own) is not None:
        raise Overtaken
    _BEGIN.changed(connection, {"listener": listener, "edition_id": edition_id, "seq": last})


def _move_all(work: Work, places: Sequence[tuple[tuple[str, int], int]]) -> None:
    for (listener, edition_id), seq in places:
        _move(work.connection, listener, edition_id, (seq, seq))


def _react(work: Work, listener: Listener, wanted: Sequence[Stored], span: tuple[int, int]) -> None:
    _move(work.connection, listener.name, work.edition_id, span)
    for fact in _told(listener, wanted):
        listener.reactions[type(fact.event)](work, fact)


def _told(listener: Listener, wanted: Sequence[Stored]) -> list[Stored]:
    """Return the facts to react to, in order, without those that a later one of the group stands for."""
    seen: set[tuple[type[Event], object]] = set()
    kept = []
    for fact in reversed(wanted):
        kind = type(fact.event)
        if kind in listener.only_last:
            place = (kind, listener.only_last[kind](fact.event))
            if place in seen:
                continue
            seen.add(place)
        kept.append(fact)
    return kept[::-1]


def _park(work: Work, listener: str, fact: Stored, problem: str, before: int) -> None:
    _move(work.connection, listener, fact.edition_id, (before, fact.seq))
    work.session.merge(
        Parked(
            listener=listener,
            edition_id=fact.edition_id,
            seq=fact.seq,
            problem=problem[:4000],
            parked_at=work.real,
        )
    )


def retry_parked(work: Work, listener: Listener, seq: int) -> None:
    """Give a parked fact to its listener once more and take it off the parking place.

    Raises whatever the listener raises; the fact then stays parked.
    """
    row = work.session.get(Parked, (listener.name, work.edition_id, seq), with_for_update=True)
    if row is None:
        return
    facts, _ = log.facts_after(work.session, work.edition_id, seq - 1, limit=1)
    for fact in facts:
        if listener.wants(fact.event):
            listener.reactions[type(fact.event)](work, fact)
    work.session.delete(row)


def parked(session: Session) -> list[dict[str, Any]]:
    """Return what is parked, oldest first."""
    rows = session.execute(select(Parked).order_by(Parked.parked_at)).scalars()
    return [
        {"listener": row.listener, "edition_id": row.edition_id, "seq": row.seq, "problem": row.problem} for row in rows
    ]
