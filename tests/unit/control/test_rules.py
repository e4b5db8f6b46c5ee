"""When a team is silent, and what a table shows."""

from datetime import UTC, datetime

import pytest

from challenge.control.rules import HOURS, Look, look, silent_hours, silent_since


def at(day: int, hour: int) -> datetime:
    return datetime(2027, 5, 23 + day, hour, tzinfo=UTC)


# Two days of work, eight hours each with a gap at noon, and a deliverable that is open all week.
WEEK = [(at(1, 8), at(1, 11)), (at(1, 13), at(1, 16)), (at(2, 8), at(2, 16)), (at(1, 9), at(2, 12))]


@pytest.mark.parametrize(
    ("now", "hours", "since"),
    [
        (at(1, 14), 4, at(1, 10)),
        (at(2, 9), 4, at(1, 13)),
        (at(2, 7), 1, at(1, 15)),
        (at(1, 10), 4, None),
        (at(0, 10), 1, None),
        (at(5, 10), 4, at(2, 12)),
    ],
)
def test_only_working_hours_count(now: datetime, hours: int, since: datetime | None) -> None:
    assert silent_since(now, hours, WEEK, "UTC") == since


def test_nobody_is_silent_without_a_schedule() -> None:
    assert silent_since(at(1, 10), 1, [], "UTC") is None


@pytest.mark.parametrize(
    ("asks", "missed", "quiet", "received", "shown"),
    [
        (True, 1, True, 1, Look.HELP),
        (False, 1, True, 1, Look.MISSING),
        (False, 0, True, 1, Look.SILENT),
        (False, 0, False, 1, Look.DONE),
        (False, 0, False, 0, Look.NONE),
    ],
)
def test_a_table_shows_what_is_most_urgent(asks: bool, missed: int, quiet: bool, received: int, shown: Look) -> None:
    assert look(asks=asks, missed=missed, is_silent=quiet, received=received) is shown


def test_hours_come_from_the_settings() -> None:
    assert (silent_hours({}), silent_hours({"control": {"silent_hours": 7}})) == (HOURS, 7)
