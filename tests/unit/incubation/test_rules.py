"""When a decision is taken, when it is late, and which version may follow which."""

from datetime import UTC, datetime, timedelta

import pytest

from challenge.incubation.rules import Deciding, Wish, admit, check_seen, is_deciding, strength
from challenge.kernel.errors import Conflict, Invalid

OPENS = datetime(2027, 6, 2, 7, tzinfo=UTC)
DUE = OPENS + timedelta(days=10)
ASKED = Deciding(1, OPENS, DUE)
HAIR = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("received", "late"), [(OPENS, False), (DUE - HAIR, False), (DUE, True), (DUE + timedelta(days=300), True)]
)
def test_a_decision_is_taken_from_the_opening_on_and_late_from_when_it_is_due(received: datetime, late: bool) -> None:
    assert (is_deciding(ASKED, received), admit(ASKED, received)) == (True, late)


@pytest.mark.parametrize(("asked", "received"), [(ASKED, OPENS - HAIR), (None, DUE)])
def test_nothing_is_taken_before_partners_are_asked(asked: Deciding | None, received: datetime) -> None:
    assert not is_deciding(asked, received)
    with pytest.raises(Invalid, match=r"^incubation\.early"):
        admit(asked, received)


def test_a_version_follows_the_one_that_was_read() -> None:
    check_seen(2, 2)
    with pytest.raises(Conflict, match=r"^incubation\.changed"):
        check_seen(1, 2)


def test_the_most_binding_wish_counts_before_how_many() -> None:
    assert strength([Wish.INCUBATE]) > strength([Wish.RESEARCH, Wish.RESEARCH, Wish.PROJECT]) > strength([]) == 0
