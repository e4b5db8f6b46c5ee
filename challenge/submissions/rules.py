"""The one rule of a deadline, and what a submission may hold."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from challenge.kernel.errors import Invalid, Late

MOST_BYTES = 100_000_000
NOTE_MOST = 4000
MORE_MINUTES = (15, 30, 60)
"""What a team that misses a deliverable is offered at once."""


class Window(StrEnum):
    """Where a deliverable stands for one team."""

    AHEAD = "ahead"
    OPEN = "open"
    GRACE = "grace"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deliverable's moments for one team (edition instants).

    Fields:
        opens: from here on it can be handed in; None = at any time.
        due: what everybody is told; between due and lock a submission is taken and marked late.
        lock: from here on nothing is taken.
        extended: this team's own lock, later than `lock`; None for everybody else. An extended team is not late.
    """

    opens: datetime | None
    due: datetime
    lock: datetime
    extended: datetime | None = None

    def closes(self) -> datetime:
        """Return the moment from which nothing is taken from this team."""
        return max(self.lock, self.extended) if self.extended else self.lock

    def window(self, received: datetime) -> Window:
        """Return where it stands at the receipt of a request's first byte. Monotone: it never opens again."""
        if received >= self.closes():
            return Window.LOCKED
        if received >= (max(self.due, self.extended) if self.extended else self.due):
            return Window.GRACE
        return Window.AHEAD if self.opens is not None and received < self.opens else Window.OPEN


def admit(deadline: Deadline, received: datetime, *, was_locked: bool = False) -> bool:
    """Return whether a submission received at an instant is late; refuse it when the window is not open.

    Args:
        deadline: of the team.
        received: the instant of its first byte.
        was_locked: everybody's lock has come already, whatever the clock shows now.

    Raises:
        Invalid("submissions.early"): it has not been announced.
        Late("submissions.locked"): it locked; nobody is accepted later than somebody refused.
    """
    window = Window.LOCKED if was_locked and deadline.extended is None else deadline.window(received)
    if window is Window.AHEAD:
        raise Invalid("submissions.early", "file")
    if window is Window.LOCKED:
        raise Late("submissions.locked", "file")
    return window is Window.GRACE


def longer(deadline: Deadline, now: datetime, minutes: int) -> datetime:
    """Return the end of so many more minutes for a team, as a full minute that is never too early.

    They count from now or from the team's own lock, whichever is later: nobody is given less than the word says, and
    a second extension does not shorten the first.
    """
    end = max(now, deadline.closes()) + timedelta(minutes=minutes)
    full = end.replace(second=0, microsecond=0)
    return full if full == end else full + timedelta(minutes=1)


def check_extension(until: datetime, lock: datetime, now: datetime) -> None:
    """Refuse an extension that extends nothing.

    Raises:
        Invalid("submissions.extension"): not later than the lock everybody has.
        Invalid("submissions.extension_past"): over already.
    """
    if until <= lock:
        raise Invalid("submissions.extension", "until")
    if until <= now:
        raise Invalid("submissions.extension_past", "until")
