"""What was measured, as a table for people and as JSON for programs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

HEAD = ("figure", "measured", "floor", "ratio", "aim", "met")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number.

    Fields:
        floor: the same thing done as barely as this machine can, in the same sitting; None when there is no such thing.
        aim: what the product wants to reach; None when the number is only to be known.
        better: whether small or large numbers are good.
    """

    name: str
    measured: float
    unit: str
    floor: float | None = None
    aim: float | None = None
    better: Literal["low", "high"] = "low"

    @property
    def ratio(self) -> float | None:
        """Measured over floor; None without a floor."""
        return self.measured / self.floor if self.floor else None

    @property
    def met(self) -> bool | None:
        """True when the aim is reached; None without an aim."""
        if self.aim is None:
            return None
        return self.measured <= self.aim if self.better == "low" else self.measured >= self.aim

    def as_json(self) -> dict[str, Any]:
        """Return every field, and what follows from them."""
        found = {name: getattr(self, name) for name in ("name", "measured", "unit", "floor", "ratio", "aim", "met")}
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in found.items()}


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0..1) of the values do not exceed; NaN for no values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def spread(name: str, seconds: Sequence[float], floor: float | None = None, aim: float | None = None) -> list[Figure]:
    """Return the middle and the 99th percentile of durations, in ms; floor and aim belong to the latter."""
    return [
        Figure(f"{name}, p50", percentile(seconds, 0.5) * 1000, "ms"),
        Figure(f"{name}, p99", percentile(seconds, 0.99) * 1000, "ms", floor, aim),
    ]


def markdown(parts: dict[str, list[Figure]]) -> str:
    """Return a table per part."""
    return "\n\n".join(f"### {title}\n\n{_table(figures)}" for title, figures in parts.items()) + "\n"


def _table(figures: Sequence[Figure]) -> str:
    rows = [HEAD, *map(_cells, figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = [_line(row, widths) for row in rows]
    rule = "|" + "|".join("-" * (width + 1) + (":" if place else "-") for place, width in enumerate(widths)) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "| " + " | ".join(cells) + " |"


def _cells(one: Figure) -> tuple[str, ...]:
    said = {None: "", True: "yes", False: "no"}[one.met]
    aim = "" if one.aim is None else f"{'at most' if one.better == 'low' else 'at least'} {short(one.aim)}"
    return (one.name, f"{short(one.measured)} {one.unit}".strip(), short(one.floor), short(one.ratio), aim, said)


def short(value: float | None) -> str:
    """Return a number with three figures that count; "" for None."""
    if value is None:
        return ""
    if value == round(value) or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
