"""`work`: the only thing that commits. One act, its facts and its idempotency key in one transaction."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from sqlalchemy import Connection, Delete, Float, Integer, String, and_, bindparam, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from challenge.kernel import log
from challenge.kernel.actor import Actor
from challenge.kernel.clock import EditionClock, real_now, real_time
from challenge.kernel.columns import JsonText, moment, plain
from challenge.kernel.db import Base, Database, table_of
from challenge.kernel.errors import Conflict, NotFound
from challenge.kernel.events import Event
from challenge.kernel.prepared import Prepared
from challenge.kernel.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")
Row = TypeVar("Row", bound=Base)


class ClockRow(Base):
    """The persisted clock of one edition; no row means real time."""

    __tablename__ = "edition_clock"

    edition_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    anchor_real: Mapped[datetime] = moment()
    anchor_edition: Mapped[datetime] = moment()
    speed: Mapped[float] = mapped_column(Float)
    paused_at: Mapped[datetime | None] = moment()

    def clock(self) -> EditionClock:
        """Return the value."""
        return EditionClock(self.anchor_real, self.anchor_edition, self.speed, self.paused_at)


class IntentRow(Base):
    """A write that was asked for under a key, and what was answered; the unique key refuses the second one."""

    __tablename__ = "intent"

    scope: Mapped[str] = mapped_column(String(40), primary_key=True, info={"privacy": "plain"})
    key: Mapped[str] = mapped_column(String(80), primary_key=True, info={"privacy": "plain"})
    fingerprint: Mapped[str] = plain(64)
    answer: Mapped[dict[str, Any]] = mapped_column(JsonText, info={"privacy": "plain"})
    recorded_at: Mapped[datetime] = moment(index=True)


@dataclass(frozen=True, slots=True)
class Intent:
    """One wish to write, however often it is sent.

    Fields:
        key: chosen by the sender, at most 80 characters.
        fingerprint: hash of what is asked; the same key with another one is refused.
    """

    key: str
    fingerprint: str


_CLOCK, _INTENT = table_of(ClockRow), table_of(IntentRow)
# Built once: every act begins with them, and building them would cost more than running them.
_CLOCK_OF = Prepared(
    select(_CLOCK.c.anchor_real, _CLOCK.c.anchor_edition, _CLOCK.c.speed, _CLOCK.c.paused_at).where(
        _CLOCK.c.edition_id == bindparam("edition_id")
    )
)
# The edition's clock and what was answered under the key before, each maybe empty.
_BEGIN = Prepared(
    select(
        *(_CLOCK.c.anchor_real, _CLOCK.c.anchor_edition, _CLOCK.c.speed, _CLOCK.c.paused_at),
        *(_INTENT.c.fingerprint, _INTENT.c.answer),
    ).select_from(
        select(literal(1).label("one"))
        .subquery("one")
        .outerjoin(_CLOCK, _CLOCK.c.edition_id == bindparam("edition_id"))
        .outerjoin(_INTENT, and_(_INTENT.c.scope == bindparam("scope"), _INTENT.c.key == bindparam("key")))
    )
)
_KEEP_INTENT = Prepared(insert(_INTENT).values({column.name: bindparam(column.name) for column in _INTENT.c}))
_ANSWER_INTENT = Prepared(
    update(_INTENT)
    .where(_INTENT.c.scope == bindparam("of_scope"), _INTENT.c.key == bindparam("of_key"))
    .values(answer=bindparam("given"))
)


def _clock_of(connection: Connection, edition_id: int) -> EditionClock:
    """Return the clock of an edition; real time when it has none of its own."""
    row = _CLOCK_OF.first(connection, {"edition_id": edition_id}) if edition_id else None
    return EditionClock(*row) if row else real_time()


@dataclass(slots=True)
class Work:
    """One transaction, as an act sees it.

    Fields:
        connection: for statements that need no objects; never commit it.
        actor: who acts; its edition is the scope.
        now: the edition's instant; real: the real one. Both stand still during the act.
        bells: rung after the commit: `facts` when the log grew, `feed` when something was pushed.
    """

    connection: Connection
    actor: Actor
    clock: EditionClock
    real: datetime
    now: datetime
    facts: list[tuple[int, Event]] = field(default_factory=list)
    bells: set[str] = field(default_factory=set)
    _session: Session | None = None

    @property
    def session(self) -> Session:
        """For reading and changing rows; never commit it. Made when it is asked for: many acts need no objects."""
        if self._session is None:
            # The transaction is the writer's: this session joins it and ends nothing.
            self._session = Session(self.connection, expire_on_commit=False, join_transaction_mode="rollback_only")
        return self._session

    @property
    def has_session(self) -> bool:
        """True once the act has asked for its session."""
        return self._session is not None

    @property
    def edition_id(self) -> int:
        """The edition acted in; 0 for the instance."""
        return self.actor.edition_id

    def emit(self, event: Event, *, edition_id: int | None = None) -> None:
        """Store a fact with this change; of the actor's edition unless another is named."""
        self.facts.append((self.edition_id if edition_id is None else edition_id, event))
        self.bells.add("facts")

    def add(self, row: Row) -> Row:
        """Add a row and give it its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def locked(self, model: type[Row], row_id: int) -> Row:
        """Return a row that nobody else changes until the commit (SQLite: the whole file is ours already).

        Raises:
            NotFound("work.absent"): no such row.
        """
        row = self.session.get(model, row_id, with_for_update=True, populate_existing=True)
        if row is None:
            raise NotFound("work.absent")
        return row

    def own(self, model: type[Row], row_id: int) -> Row:
        """Return a row of the edition acted in that nobody else changes until the commit.

        Raises:
            NotFound("work.absent"): no such row, or another edition's.
        """
        row = self.locked(model, row_id)
        if getattr(row, "edition_id") != self.edition_id:  # noqa: B009 - rows without an edition are not asked here
            raise NotFound("work.absent")
        return row

    def deleted(self, statement: Delete) -> bool:
        """Delete rows; False, with all of them still there, when other rows name one of them."""
        try:
            with self.session.begin_nested():
                self.session.execute(statement)
        except IntegrityError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    """What a job leaves: its result, the bells to ring, and the facts that go to the log with the whole group."""

    result: T
    bells: set[str] = field(default_factory=set)
    entries: tuple[log.Entry, ...] = ()


def _seal(connection: Connection, done: Sequence[_Done[Any]]) -> None:
    log.append(connection, [entry for one in done for entry in one.entries])


class Works:
    """Makes works. One per process.

    Args:
        database: where to.
        rung: called after a commit with each bell that it set (`facts`, `feed`).
    """

    def __init__(self, database: Database, rung: Callable[[str], None] = lambda _kind: None) -> None:
        self.database = database
        self._writer = Writer(database, _seal)
        self._rung = rung

    def perform(self, by: Actor, act: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an act as one transaction and return its result when it is durable."""

        def job(connection: Connection) -> _Done[T]:
            with _opened(connection, by, _clock_of(connection, by.edition_id)) as work:
                return _done(work, act(work, *args, **kwargs))

        return self._told(self._writer.run(job))

    def perform_once(
        self,
        by: Actor,
        intent: Intent,
        act: Callable[Concatenate[Work, P], dict[str, Any]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> dict[str, Any]:
        """Run an act under an idempotency key; asked again, return the first answer and change nothing.

        Returns:
            The act's answer, through JSON.

        Raises:
            Conflict("work.key_reused"): the key was used for something else.
        """
        scope = f"account:{by.account_id}" if by.account_id else "visitor"
        key = {"scope": scope, "key": intent.key}

        def job(connection: Connection) -> _Done[dict[str, Any]]:
            begin = _BEGIN.first(connection, {**key, "edition_id": by.edition_id})
            if begin.fingerprint is not None:
                return _Done(_answered(begin.fingerprint, begin.answer, intent))
            clock = EditionClock(*begin[:4]) if begin.anchor_real is not None else real_time()
            with _opened(connection, by, clock) as work:
                row = {**key, "fingerprint": intent.fingerprint, "answer": {}, "recorded_at": work.real}
                if not self.database.is_sqlite:
                    # The second sender of a key waits here for the first, and then finds the answer.
                    # SQLite has one writer.
                    _KEEP_INTENT.changed(connection, row)
                answer = json.loads(json.dumps(act(work, *args, **kwargs)))
                if self.database.is_sqlite:
                    _KEEP_INTENT.changed(connection, {**row, "answer": answer})
                else:
                    _ANSWER_INTENT.changed(connection, {"of_scope": scope, "of_key": intent.key, "given": answer})
                return _done(work, answer)

        return self._told(self._writer.run(job))

    def _told(self, done: _Done[T]) -> T:
        for bell in done.bells:
            self._rung(bell)
        return done.result


def _answered(fingerprint: str, answer: dict[str, Any], intent: Intent) -> dict[str, Any]:
    if fingerprint != intent.fingerprint:
        raise Conflict("work.key_reused")
    return answer


@contextmanager
def _opened(connection: Connection, by: Actor, clock: EditionClock) -> Iterator[Work]:
    real = real_now()
    work = Work(connection, by, clock, real, clock.edition_at(real))
    try:
        yield work
    finally:
        if work.has_session:
            work.session.close()


def _done(work: Work, result: T) -> _Done[T]:
    """Write what is pending and hand the facts over; the log's lock is taken last and held only for the commit."""
    if work.has_session:
        work.session.flush()
    stamp = log.Stamp(work.actor.account_id, work.now, work.real)
    return _Done(result, work.bells, tuple(log.entry(edition_id, event, stamp) for edition_id, event in work.facts))
