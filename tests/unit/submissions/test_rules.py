"""The one rule of a deadline is monotone, with grace and extension."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.kernel.errors import Invalid, Late
from challenge.submissions.rules import Deadline, Window, admit, check_extension, longer

DUE = datetime(2027, 5, 24, 15, 15, tzinfo=UTC)
DEADLINE = Deadline(DUE - timedelta(hours=1), DUE, DUE + timedelta(minutes=15))
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("minutes", "window"),
    [
        (-61, Window.AHEAD),
        (-60, Window.OPEN),
        (-1, Window.OPEN),
        (0, Window.GRACE),
        (14, Window.GRACE),
        (15, Window.LOCKED),
    ],
)
def test_window_opens_at_the_announcement_and_locks_after_the_grace(minutes: int, window: Window) -> None:
    assert DEADLINE.window(DUE + minutes * MINUTE) is window


def test_submission_in_the_grace_is_taken_and_late() -> None:
    assert (admit(DEADLINE, DUE - MINUTE), admit(DEADLINE, DUE)) == (False, True)


def test_submission_outside_the_window_is_refused_with_its_reason() -> None:
    with pytest.raises(Invalid, match=r"submissions\.early"):
        admit(DEADLINE, DUE - 61 * MINUTE)
    with pytest.raises(Late, match=r"submissions\.locked"):
        admit(DEADLINE, DUE + 15 * MINUTE)


def test_extended_team_is_neither_late_nor_locked_before_its_own_time() -> None:
    extended = Deadline(DEADLINE.opens, DEADLINE.due, DEADLINE.lock, DUE + 60 * MINUTE)

    assert (admit(extended, DUE + 59 * MINUTE), extended.window(DUE + 60 * MINUTE)) == (False, Window.LOCKED)


def test_extension_must_extend() -> None:
    with pytest.raises(Invalid, match=r"submissions\.extension"):
        check_extension(DEADLINE.lock, DEADLINE.lock, DEADLINE.due)
    with pytest.raises(Invalid, match=r"submissions\.extension_past"):
        check_extension(DEADLINE.lock + MINUTE, DEADLINE.lock, DEADLINE.lock + MINUTE)


@pytest.mark.parametrize(
    ("extended", "now", "end"),
    [
        (None, -30 * MINUTE, 30 * MINUTE),
        (None, 15 * MINUTE, 30 * MINUTE),
        (None, 20 * MINUTE + timedelta(seconds=1), 36 * MINUTE),
        (40 * MINUTE, 20 * MINUTE, 55 * MINUTE),
        (40 * MINUTE, 50 * MINUTE, 65 * MINUTE),
    ],
)
def test_more_minutes_count_from_now_or_the_teams_own_lock_whichever_is_later(
    extended: timedelta | None, now: timedelta, end: timedelta
) -> None:
    own = DUE + extended if extended is not None else None
    deadline = Deadline(DEADLINE.opens, DUE, DEADLINE.lock, own)

    assert longer(deadline, DUE + now, 15) == DUE + end


@given(st.integers(-200, 200), st.integers(0, 200), st.none() | st.integers(16, 120))
def test_nobody_is_accepted_later_than_somebody_refused(minutes: int, later: int, extra: int | None) -> None:
    """Monotone: once locked, always locked; and the windows only go forward."""
    deadline = Deadline(DEADLINE.opens, DUE, DEADLINE.lock, DUE + extra * MINUTE if extra else None)
    order = list(Window)
    first = deadline.window(DUE + minutes * MINUTE)
    second = deadline.window(DUE + (minutes + later) * MINUTE)

    assert order.index(first) <= order.index(second)
