"""What each room brings to the house; `rooms` puts them together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Names for the reader and the type checker alone: a room may be entered whatever lies above it.
    from challenge.editions import attention
    from challenge.exchange.importing import Importer
    from challenge.kernel.relay import Listener
    from challenge.kernel.work import Works
    from challenge.runtime.alarms import Alarm
    from challenge.runtime.duties import Duty
    from challenge.runtime.opening import Opened
    from challenge.schedule import capacity, effects


@dataclass(frozen=True, slots=True)
class Room:
    """What a room brings.

    Fields:
        pages: names of its modules with pages, which are loaded only where pages are shown.
        listeners: its reactions to facts, screens and notices included.
        alarms: what it asks of the alarm clock.
        duties: kinds of work that wait in its tables.
        imports: lists it takes in from files.
        effects: what moments of the schedule do in it.
        capacity: what does not fit in it.
        attention: what it brings before the organisers.
    """

    name: str
    pages: Sequence[str] = ()
    listeners: "Sequence[Listener]" = ()
    alarms: "Sequence[Callable[[Works], Sequence[Alarm]]]" = ()
    duties: "Sequence[Callable[[Opened], Duty]]" = ()
    imports: "Sequence[Importer]" = ()
    effects: "Sequence[effects.Source]" = ()
    capacity: "Sequence[capacity.Source]" = ()
    attention: "Sequence[attention.Source]" = ()
