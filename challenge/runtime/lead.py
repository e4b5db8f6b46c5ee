"""Which of several workers goes first: one of those that hear the same bells, until it ends."""

import fcntl
import os
from pathlib import Path

from challenge.kernel.clock import monotonic

LOOKS_AFTER_S = 5.0
"""After so long one who stands by has a turn all the same: whoever leads may be alive and stuck."""


class Lead:
    """The lead among the processes of a folder.

    Two who do the same work double nothing, for rows guard it, and take twice the time. The system gives the lead of a
    process back when it ends, however it ends. Workers on other machines hear no bells of this one and have a lead of
    their own.

    Args:
        folder: where the bells are.
        name: what is led, and of which house.

    Fields:
        is_held: whether this one leads, as far as it has asked.
    """

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(folder / f"{name}.lead", os.O_RDWR | os.O_CREAT, 0o600)
        self._last = monotonic()
        self.is_held = False

    def leads(self) -> bool:
        """True for whoever leads, or takes the lead because nobody has it.

        Where files cannot be locked everybody leads, as if there were no such thing.
        """
        if not self.is_held:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            except OSError:
                return True
            self.is_held = True
        return True

    def takes_turn(self) -> bool:
        """True for whoever leads, and for others once in `LOOKS_AFTER_S`."""
        if not self.leads() and monotonic() - self._last < LOOKS_AFTER_S:
            return False
        self._last = monotonic()
        return True

    def close(self) -> None:
        """Give the lead back, if it is held; it is not asked any more."""
        os.close(self._file)
