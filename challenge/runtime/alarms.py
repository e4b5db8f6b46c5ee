"""What rooms ask of the alarm clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """One moment to wake at.

    Fields:
        key: names the moment and its version: a moved moment is another alarm.
        at: real instant; a past one is fired at once, in order.
        fire: what to do; must be safe to call twice.
    """

    key: str
    at: datetime
    fire: Callable[[], None]
