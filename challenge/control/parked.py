"""Facts that could not be delivered, given to their listeners once more when an organiser asks for it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from challenge.control.events import ParkedTried
from challenge.control.queries import Stuck
from challenge.kernel.actor import HOUSE
from challenge.kernel.relay import Listener, retry_parked
from challenge.kernel.work import Work, Works

_log = logging.getLogger("challenge.control")
_SOURCES: list[Callable[[], Sequence[Listener]]] = []


def register(source: Callable[[], Sequence[Listener]]) -> None:
    """Take who listens in this house; the composition root calls it once."""
    _SOURCES[:] = [source]


def deliver_again(works: Works, edition_id: int, rows: Sequence[Stuck]) -> int:
    """Give facts to their listeners once more, in order of their numbers; return how many were taken.

    Each by itself and as the relay does it, in the name of the house: one that fails stays parked and stops no other.
    Asked for twice at once, each is still delivered once.
    """
    listeners = {one.name: one for source in _SOURCES for one in source()}
    by, count = replace(HOUSE, edition_id=edition_id), 0
    for row in sorted(rows, key=lambda row: row.seq):
        try:
            works.perform(by, retry_parked, listeners[row.listener], row.seq)
        except Exception:  # noqa: BLE001 - whatever a listener raises: its fact stays where it is, the next has its turn
            _log.exception("parked %s %s", row.listener, row.seq)
        else:
            count += 1
    return count


def note_tried(work: Work, delivered: int, left: int) -> dict[str, Any]:
    """Keep that an organiser had parked facts tried again."""
    work.emit(ParkedTried(delivered=delivered, left=left))
    return {"delivered": delivered, "left": left}
