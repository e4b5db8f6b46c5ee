"""Both databases behind one value: reading sessions, and the lowest rung of writing (used by `work` alone)."""

import sqlite3
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import Any, cast

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from challenge.kernel import kept
from challenge.kernel.clock import monotonic

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


LOCKED_MOST_S = 30.0
"""How long a statement waits for another process that writes, before it fails."""
LOOK_AGAIN_S = 0.001
"""After how long a writer looks again whether the line is free."""
RESTED_S = 1.0
"""After how long a connection that was not used is asked whether its server is still there."""
_USED_AT = "used at"
POOL: dict[str, Any] = {"pool_size": 16, "max_overflow": 48, "pool_use_lifo": True}
"""The connection that was used last is taken first: it remembers the statements, and on SQLite the pages of the
database, that the next act asks for. Taken in turn, each of sixteen would read those again after a commit."""


class Base(DeclarativeBase):
    """Mother of every table."""

    metadata = MetaData(naming_convention=NAMING)


def table_of(model: type[Base]) -> Table:
    """Return a model's table, for statements that are built once and bypass the unit of work."""
    return cast("Table", model.__table__)


def _sqlite_connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own type
    """Set what house.md asks of SQLite on each new connection."""
    connection.isolation_level = None  # we say BEGIN ourselves: the driver's deferred one fails under contention
    cursor: sqlite3.Cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={LOCKED_MOST_S * 1000:.0f}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_deferred(connection: Connection) -> None:
    _driver(connection).execute("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    """Take the write line, which other processes may hold for some milliseconds.

    SQLite itself looks again after longer and longer rests, up to a tenth of a second: who comes next would be whoever
    happens to be awake. Here everybody looks again after a millisecond, until `LOCKED_MOST_S`.
    """
    driver, end = _driver(connection), monotonic() + LOCKED_MOST_S
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > end:
                raise
            # Our own rest, not SQLite's: where one thread serves thousands (`live`), the others go on meanwhile.
            time.sleep(LOOK_AGAIN_S)
        else:
            return


def _without_rests(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own type
    connection.execute("PRAGMA busy_timeout=0")


def _savepoint(connection: Connection, name: str) -> None:
    _driver(connection).execute(f'SAVEPOINT "{name}"')


def _release(connection: Connection, name: str) -> None:
    _driver(connection).execute(f'RELEASE SAVEPOINT "{name}"')


def _driver(connection: Connection) -> sqlite3.Connection:
    """Return the driver's connection: BEGIN is bookkeeping, not a statement to count or to log."""
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)


def _given_back(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info[_USED_AT] = monotonic()


def _asked_whether_alive(
    engine: Engine, connection: PoolProxiedConnection, record: ConnectionPoolEntry, _proxy: object
) -> None:
    """Ask a connection that rested whether its server is still there; to ask at each act would double small ones.

    Raises:
        InvalidatePoolError: it is not. The pool, which takes this for itself, makes new ones.
    """
    used_at = record.info.get(_USED_AT)
    if used_at is None or monotonic() - used_at < RESTED_S:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as gone:
        raise InvalidatePoolError from gone


class _Reading(Session):
    """A session of `Database.session`."""


_OF, _SEES = "challenge.database", "challenge.sees"
_NOTHING = kept.Kept(None)


@event.listens_for(_Reading, "after_begin")
def _begun(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    """Look anew at each beginning: after a rollback a session sees another state than before it."""
    session.info[_SEES] = session.info[_OF].pinned(connection)


class Database:
    """One database.

    Args:
        url: SQLAlchemy address, SQLite file or PostgreSQL.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.reader = self._engine(_begin_deferred)
        # SQLite: a second engine whose transactions take the write lock at once. PostgreSQL needs no such difference.
        self.writer = self._engine(_begin_immediate) if self.is_sqlite else self.reader
        if self.is_sqlite:
            event.listen(self.writer, "connect", _without_rests)
        self.kept_values: dict[Hashable, tuple[int, object]] = {}
        self._witness: sqlite3.Connection | None = None
        self._witnessing = Lock()

    def _engine(self, begin: Callable[[Connection], None]) -> Engine:
        if self.is_sqlite:
            engine = create_engine(self.url, connect_args={"check_same_thread": False}, **POOL)
            event.listen(engine, "connect", _sqlite_connected)
            event.listen(engine, "begin", begin)
            # Every act of a group commit has a savepoint: told to the driver like BEGIN, not compiled each time.
            engine.dialect.do_savepoint = _savepoint  # type: ignore[method-assign]
            engine.dialect.do_release_savepoint = _release  # type: ignore[method-assign]
            return engine
        options = "-c synchronous_commit=on -c lock_timeout=10000 -c statement_timeout=60000 -c timezone=UTC"
        engine = create_engine(self.url, connect_args={"options": options}, **POOL)
        event.listen(engine, "checkin", _given_back)
        event.listen(engine, "checkout", partial(_asked_whether_alive, engine))
        return engine

    def session(self) -> Session:
        """Return a session for reading that may use what the process has kept; to be closed by the caller.

        It touches nothing before it is asked something. On SQLite it then sees the database as it was at that moment,
        until it is closed or rolled back.
        """
        session = _Reading(self.reader, autoflush=False, expire_on_commit=False)
        session.info[_OF] = self
        session.info[kept.SEEN_BY] = self._kept_for
        return session

    def _kept_for(self, session: Session) -> kept.Kept:
        if not self.is_sqlite:
            return _NOTHING
        if not session.in_transaction():
            session.connection()
        found: kept.Kept = session.info[_SEES]
        return found

    def pinned(self, connection: Connection) -> kept.Kept:
        """Let a transaction that has just begun see one state of the database; return what is kept of that state."""
        if not self.is_sqlite:
            return _NOTHING
        before = self._version()
        _driver(connection).execute("PRAGMA user_version").fetchone()
        # If somebody committed in these microseconds, it is not known on which side of that the transaction stands.
        return kept.Kept(before, self.kept_values) if self._version() == before else _NOTHING

    def _version(self) -> int:
        """Return a number that changes whenever somebody commits to SQLite."""
        with self._witnessing:
            if self._witness is None:
                # Opened at the first request, after processes have parted, and never used for anything else: SQLite
                # counts the commits of all connections but the one that asks.
                own = self.reader.raw_connection()
                own.detach()
                self._witness = cast("sqlite3.Connection", own.dbapi_connection)
            return cast("int", self._witness.execute("PRAGMA data_version").fetchone()[0])

    def is_under_way(self, connection: Connection) -> bool:
        """True while SQLite itself is in a transaction on this connection, whatever SQLAlchemy believes."""
        return _driver(connection).in_transaction

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading; whatever it holds is rolled back at the end, never committed."""
        with Session(self.reader, autoflush=False, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Give back every connection."""
        with self._witnessing:
            # The next witness counts from the start again: what was kept under old numbers must not be found by it.
            self.kept_values.clear()
            if self._witness is not None:
                self._witness.close()
                self._witness = None
        self.reader.dispose()
        self.writer.dispose()
