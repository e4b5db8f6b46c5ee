"""The lowest rung of writing: runs jobs in transactions, one fair line of them per process on SQLite.

SQLite has one writer. Jobs that arrive while a commit is under way are gathered and committed together (group commit):
each has its own savepoint, so one that fails leaves the others whole, and one disk flush acknowledges all of them.
PostgreSQL gives each job its own transaction and repeats it when the server says that two of them collided.
"""

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Transaction
from sqlalchemy.exc import DBAPIError, IntegrityError

from challenge.kernel.db import Database
from challenge.kernel.errors import Conflict
from challenge.kernel.turns import waiting

T = TypeVar("T")
Job = Callable[[Connection], Any]
Seal = Callable[[Connection, Sequence[Any]], None]
Outcome = tuple[Any, BaseException | None]

MOST_IN_GROUP = 64
TRIES = 3
_COLLISIONS = {"40001", "40P01", "55P03"}


def _held() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(slots=True, eq=False)
class _Waiting:
    """A job in the line; `called` is held until it is done, or until its thread is to lead."""

    job: Job
    called: threading.Lock = field(default_factory=_held)
    is_done: bool = False
    result: Any = None
    problem: BaseException | None = None


class TransactionGone(RuntimeError):
    """The database ended the transaction of a whole group by itself; nothing of the group is kept."""


class Writer:
    """Runs one function in one transaction and commits it.

    Args:
        database: where to.
        seal: writes, as the last thing before each commit, what the results of its jobs leave to be written.
    """

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal
        self._guard = threading.Lock()
        self._line: deque[_Waiting] = deque()
        self._is_led = False

    def run(self, job: Callable[[Connection], T]) -> T:
        """Return the job's result once it is durable.

        The job may run again from the start (a collision), so it must change nothing but the database.

        Raises:
            Conflict("work.collision"): three collisions in a row.
        """
        if self._database.is_sqlite:
            return self._in_line(job)
        return self._alone(job)

    def _in_line(self, job: Callable[[Connection], T]) -> T:
        mine = _Waiting(job)
        with self._guard:
            self._line.append(mine)
            leads, self._is_led = not self._is_led, True
        if not leads:
            with waiting():
                mine.called.acquire()
        if not mine.is_done:
            self._lead()
        if mine.problem is not None:
            raise mine.problem
        return cast("T", mine.result)

    def _lead(self) -> None:
        """Work for all who wait, the first of whom is oneself; then call them, and whoever leads next."""
        with self._guard:
            group = [self._line.popleft() for _ in range(min(len(self._line), MOST_IN_GROUP))]
        self._commit_group(group)
        with self._guard:
            self._is_led = bool(self._line)
            following = [*group[1:], *itertools.islice(self._line, 1)]
        for waiter in following:
            waiter.called.release()

    def _commit_group(self, group: Sequence["_Waiting"]) -> None:
        try:
            outcomes = self._committed(group)
        except TransactionGone as gone:
            if len(group) > 1:
                # Nothing of the group is kept. Whoever ended it fails alone; the others are done as if it had not come.
                for waiter in group:
                    self._commit_group([waiter])
                return
            outcomes = [(None, gone.__cause__ or gone)]
        except BaseException as broken:  # noqa: BLE001 - the whole group failed (disk full, closed); each waiter is told
            outcomes = [(None, broken)] * len(group)
        for waiter, (result, problem) in zip(group, outcomes, strict=True):
            waiter.result, waiter.problem, waiter.is_done = result, problem, True

    def _committed(self, group: Sequence["_Waiting"]) -> list[Outcome]:
        with self._database.writer.connect() as connection:
            # BEGIN waits for the other processes' writes, COMMIT for the disk.
            with waiting():
                transaction = connection.begin()
            outcomes = [self._outcome(connection, waiter.job) for waiter in group]
            self._seal(connection, [result for result, problem in outcomes if problem is None])
            with waiting():
                transaction.commit()
        return outcomes

    def _outcome(self, connection: Connection, job: Job) -> Outcome:
        """Return what came of one job.

        Raises:
            TransactionGone: with it went what the jobs before it did.
        """
        outcome = _in_savepoint(connection, job)
        # A full disk or a broken read ends SQLite's whole transaction, not the savepoint alone. The next SAVEPOINT
        # would begin another one, and acts whose rows are gone would be told that they are done.
        if not self._database.is_under_way(connection):
            raise TransactionGone from outcome[1]
        return outcome

    def _alone(self, job: Callable[[Connection], T]) -> T:
        # Beside the line of turns: whoever waits for a row here may wait for somebody who waits for a turn.
        with waiting():
            return self._tried(job)

    def _tried(self, job: Callable[[Connection], T]) -> T:
        for attempt in range(TRIES):
            try:
                with self._database.writer.connect() as connection, connection.begin() as own:
                    result = job(connection)
                    _still(own)
                    self._seal(connection, [result])
                    return result
            except IntegrityError:
                # Two taps on "send": both find nothing, both insert. The repeat finds what the first one stored.
                if attempt == TRIES - 1:
                    raise
            except DBAPIError as problem:
                if getattr(problem.orig, "sqlstate", None) not in _COLLISIONS:
                    raise
            time.sleep(0.02 * 4**attempt)
        raise Conflict("work.collision")


def _still(own: Transaction) -> None:
    """Raise when a job's own transaction is over before its end: somebody caught a failed flush and went on.

    What it wrote before that is undone, so it must not be told that it is done.
    """
    if not own.is_active:
        raise RuntimeError("the act went on after its changes were undone")


def _in_savepoint(connection: Connection, job: Job) -> Outcome:
    """Return the job's result, or what it raised after its own changes were undone."""
    try:
        with connection.begin_nested() as own:
            result = job(connection)
            _still(own)
            return result, None
    except Exception as problem:  # noqa: BLE001 - handed to the one who asked; the others of the group go on
        return None, problem
