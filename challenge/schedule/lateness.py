"""When a moment is so late that it does not fire by itself any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from challenge.kernel.clock import EditionClock
from challenge.kernel.errors import Invalid

LIMIT_MIN = 120
LEAST_MIN, MOST_MIN = 5, 10_080
SETTING = "wait_after_min"
"""Name of the limit among an edition's settings."""

IN_EARNEST = 1.0


class Late(Protocol):
    """What is asked of a moment here."""

    @property
    def milestone_id(self) -> int:
        """Whose moment it is."""

    @property
    def real_at(self) -> datetime:
        """When it comes in real time."""

    @property
    def waits_from(self) -> datetime | None:
        """The real instant after which it waits, see `waits_from`."""

    @property
    def after_id(self) -> int | None:
        """The milestone after which its own opens; None for none."""

    @property
    def is_behind(self) -> bool:
        """True when another moment of its milestone waits already, or one of the milestone it opens after."""


L = TypeVar("L", bound=Late)


def limit_of(settings: Mapping[str, Any]) -> timedelta:
    """Return the limit of an edition's settings, two hours unless somebody set one."""
    return timedelta(minutes=settings.get(SETTING, LIMIT_MIN))


def check_limit(minutes: int) -> int:
    """Return a possible limit.

    Raises:
        Invalid("schedule.limit"): less than five minutes, which a restart may take, or more than a week.
    """
    if not LEAST_MIN <= minutes <= MOST_MIN:
        raise Invalid("schedule.limit", "minutes", least=LEAST_MIN, most=MOST_MIN)
    return minutes


def waits_from(clock: EditionClock, at: datetime, limit: timedelta) -> datetime | None:
    """Return the real instant after which a moment is too late to fire by itself; None for never.

    Only time that the edition's clock really went through counts: neither a pause, nor what the clock was set over. An
    edition that is played at another speed is a rehearsal, and nothing of it waits.
    """
    if clock.speed != IN_EARNEST:
        return None
    late = clock.anchor_real + (max(at, clock.anchor_edition) - clock.anchor_edition) + limit
    return None if clock.paused_at is not None and late >= clock.paused_at else late


def sorted_out(found: Sequence[L], real: datetime) -> tuple[list[L], list[L]]:
    """Return which moments fire by themselves and which are to wait from now on, each in the order given.

    What comes after a moment that waits, of the same milestone or of one that opens after it, waits too: nothing closes
    before it has opened. Until it has come it is in neither list.

    Args:
        found: unfired moments in order of time, without those that wait already.
        real: the real instant.
    """
    fire, hold = [], []
    behind = {one.milestone_id for one in found if one.is_behind}
    for one in found:
        if one.after_id in behind or (one.waits_from is not None and real > one.waits_from):
            behind.add(one.milestone_id)
        if one.milestone_id not in behind:
            fire.append(one)
        elif one.real_at <= real:
            hold.append(one)
    return fire, hold
