"""Which of two passes a time means that the hall's clock shows twice: said in forms, and chosen before a move."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from challenge.kernel.clock import zone
from challenge.kernel.errors import Invalid
from challenge.schedule.forms import TIMES
from challenge.schedule.rules import Moments
from challenge.schedule.summer_time import Odd, both_passes


@dataclass(frozen=True, slots=True)
class Choice:
    """A time that comes twice: what it may mean, as (word, "02:30 UTC+2"), and which is chosen; "" for none yet."""

    options: list[tuple[str, str]]
    chosen: str


def named_walls(wall: Moments) -> dict[str, datetime]:
    """Return the wall times that there are, by what forms call them."""
    given = (wall.starts, wall.ends, wall.announced, wall.due, wall.lock)
    return {name: value for name, value in zip(TIMES, given, strict=True) if value is not None}


def said_passes(wall: Moments, zone_name: str) -> dict[str, str]:
    """Return which pass each wall time that comes twice means, by what forms call that; `fold` says it."""
    return {
        f"{name}_pass": str(Odd.SECOND if value.fold else Odd.FIRST)
        for name, value in named_walls(wall).items()
        if both_passes(value, zone_name)
    }


def pass_choices(typed: Mapping[str, str | None], zone_name: str, passes: Mapping[str, str]) -> dict[str, Choice]:
    """Return what is to be chosen among times as they were typed; what is no time has nothing to choose.

    Args:
        typed: by what forms call them.
        zone_name: of the hall.
        passes: what is chosen, as forms call it.
    """
    found = {name: _options(typed.get(name) or "", zone_name) for name in TIMES}
    return {
        name: Choice([*([] if passes.get(f"{name}_pass") else [("", "–")]), *options], passes.get(f"{name}_pass", ""))
        for name, options in found.items()
        if options
    }


def _options(typed: str, zone_name: str) -> list[tuple[str, str]]:
    try:
        wall = datetime.fromisoformat(typed).replace(tzinfo=None)
        return [(str(one), f"{wall:%H:%M} {offset}") for one, _, offset in both_passes(wall, zone_name)]
    except (ValueError, Invalid):
        return []


def other_minutes(before: Moments, after: Moments, zone_name: str) -> list[tuple[str, int, bool]]:
    """Return by how many minutes a milestone moves to either pass of the time it stands at, and which is meant now.

    Args:
        before: its instants now.
        after: those that it would have.
        zone_name: of the hall.

    Returns:
        ("02:30 UTC+2", minutes, chosen) of both passes; none when the time that it would stand at does not come twice.
    """
    at, was = after.due or after.starts, before.due or before.starts
    wall = at.astimezone(zone(zone_name)).replace(tzinfo=None)
    return [
        (f"{wall:%H:%M} {offset}", round((means - was).total_seconds() / 60), means == at)
        for _, means, offset in both_passes(wall, zone_name)
    ]
