"""The lowest rung of writing: runs jobs in transactions, one fair line of them per process on SQLite.

SQLite has one writer. Jobs that arrive while a commit is under way are gathered and committed together (group commit):
each has its own savepoint, so one that fails leaves the others whole, and one disk flush acknowledges all of them.
PostgreSQL gives each job its own transaction and repeats it when the server says that two of them collided.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from challenge.kernel.db import Database
from challenge.kernel.errors import Conflict

T = TypeVar("T")
Job = Callable[[Session], Any]

MOST_IN_GROUP = 64
TRIES = 3
_COLLISIONS = {"40001", "40P01", "55P03"}


class Writer:
    """Runs one function in one transaction and commits it.

    Args:
        database: where to.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._line: deque[tuple[Job, Future[Any]]] = deque()
        self._turn = threading.Lock()

    def run(self, job: Callable[[Session], T]) -> T:
        """Return the job's result once it is durable.

        The job may run again from the start (a collision), so it must change nothing but the session.

        Raises:
            Conflict("work.collision"): three collisions in a row.
        """
        if self._database.is_sqlite:
            return self._in_line(job)
        return self._alone(job)

    def _in_line(self, job: Callable[[Session], T]) -> T:
        done: Future[T] = Future()
        self._line.append((job, done))
        # Whoever gets the turn works for all who wait; the others find their future set when their turn comes.
        with self._turn:
            while not done.done():
                self._commit_group()
        return done.result()

    def _commit_group(self) -> None:
        group = [self._line.popleft() for _ in range(min(len(self._line), MOST_IN_GROUP))]
        outcomes: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            with self._database.writer.connect() as connection, connection.begin():
                for job, done in group:
                    outcomes.append((done, *_in_savepoint(connection, job)))
        except BaseException as broken:  # noqa: BLE001 - the whole group failed (disk full, closed); each waiter is told
            for _, done in group:
                done.set_exception(broken)
            return
        for done, result, problem in outcomes:
            if problem is None:
                done.set_result(result)
            else:
                done.set_exception(problem)

    def _alone(self, job: Callable[[Session], T]) -> T:
        for attempt in range(TRIES):
            try:
                with Session(self._database.writer, expire_on_commit=False) as session, session.begin():
                    return job(session)
            except IntegrityError:
                # Two taps on "send": both find nothing, both insert. The repeat finds what the first one stored.
                if attempt == TRIES - 1:
                    raise
            except DBAPIError as problem:
                if getattr(problem.orig, "sqlstate", None) not in _COLLISIONS:
                    raise
            time.sleep(0.02 * 4**attempt)
        raise Conflict("work.collision")


def _in_savepoint(connection: Connection, job: Job) -> tuple[Any, BaseException | None]:
    """Return the job's result, or what it raised after its own changes were undone."""
    session = Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
    try:
        with session, session.begin():
            return job(session), None
    except Exception as problem:  # noqa: BLE001 - handed to the one who asked; the others of the group go on
        return None, problem
