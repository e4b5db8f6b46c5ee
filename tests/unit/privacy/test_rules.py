"""When personal data is due, and what may be held."""

from datetime import UTC, date, datetime, timedelta

import pytest

from challenge.kernel.errors import Invalid
from challenge.privacy.rules import checked_hold, due_at, held_until, is_due

END = datetime(2027, 5, 28, 18, tzinfo=UTC)
TODAY = date(2027, 6, 1)


def test_data_is_due_so_many_days_after_the_end_and_not_before_a_hold_is_over() -> None:
    assert due_at(END, 30, None) == END + timedelta(days=30)
    assert due_at(END, 30, date(2027, 12, 24)) == datetime(2027, 12, 24, tzinfo=UTC)
    assert due_at(END, 365, date(2027, 12, 24)) == END + timedelta(days=365)


def test_what_is_due_is_looked_through_once_a_month() -> None:
    day = timedelta(days=1)
    asked = [(None, END - day), (None, END), (END, END + 29 * day), (END, END + 30 * day)]
    assert [is_due(END, swept, now) for swept, now in asked] == [False, True, False, True]


@pytest.mark.parametrize("until", [TODAY - timedelta(days=1), TODAY + timedelta(days=3651)])
def test_holds_in_the_past_or_for_ever_are_refused(until: date) -> None:
    with pytest.raises(Invalid) as refused:
        checked_hold(until, TODAY)
    assert (refused.value.code, refused.value.place) == ("privacy.hold", "until")


def test_a_hold_is_read_as_it_was_kept() -> None:
    assert checked_hold(TODAY, TODAY) == TODAY
    assert checked_hold(None, TODAY) is None
    assert [held_until(kept) for kept in ({}, {"privacy": {"held_until": ""}})] == [None, None]
    assert held_until({"privacy": {"held_until": "2027-06-01"}}) == TODAY
