"""Values read from the database, kept by a process until anybody commits to it.

What every request asks for (the edition, its schedule) changes a few times a day, and what a team's page shows is asked
for by all its members in the second of the reveal. SQLite tells for next to nothing
whether anything was committed since (`PRAGMA data_version`); PostgreSQL does not, so there it is read each time.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")

SEEN_BY = "challenge.kept"
"""Where a session says what is kept for it: a function from the session to `Kept`."""
MOST = 4096
"""Values of one process; beyond them the oldest go."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a session may find already read.

    Fields:
        version: of the database as the session's transaction sees it; None keeps nothing. So what it reads and what it
            finds kept are of one state, and go together as if both had been read.
        values: of the process, each with the version it stands for.
    """

    version: int | None
    values: dict[Hashable, tuple[int, object]] = field(default_factory=dict)

    def of(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return the value of a key, from now or read anew; nobody may change it."""
        if self.version is None:
            return read()
        found = self.values.get(key)
        if found is not None and found[0] == self.version:
            return found[1]  # type: ignore[return-value]
        value = read()
        # What there is not, is not kept: names that nobody has, as many as somebody likes, would drive out the others.
        if value is not None:
            if len(self.values) >= MOST:
                self.values.pop(next(iter(self.values)), None)
            self.values.pop(key, None)
            self.values[key] = (self.version, value)
        return value


def kept(session: Session, key: Hashable, read: Callable[[], T]) -> T:
    """Return a value that a session reads, or that was read since the database changed last.

    Args:
        session: of `Database.session`, which may use kept values; any other reads.
        key: names the value and all that it depends on, in the whole process.
        read: reads it in this session.
    """
    seen_by: Callable[[Session], Kept] | None = session.info.get(SEEN_BY)
    return seen_by(session).of(key, read) if seen_by is not None else read()
