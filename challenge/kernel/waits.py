"""How long people wait: one figure for a list of waits."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median


def median_minutes(waits: Sequence[timedelta]) -> int | None:
    """Return the median wait in whole minutes, rounded down; None for none."""
    return int(median(wait.total_seconds() for wait in waits) // 60) if waits else None
