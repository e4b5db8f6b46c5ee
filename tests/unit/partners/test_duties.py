"""What is expected stands in the order in which it is to be done; moments keep the hall's time."""

from datetime import UTC, datetime, timedelta

import pytest

from challenge.kernel.errors import ChallengeError
from challenge.partners.rules import Duty, Slot, check_seen, ordered, slots_of

NOW = datetime(2027, 5, 24, 8, tzinfo=UTC)


def test_what_is_late_comes_first_and_what_is_nothing_not_at_all() -> None:
    late, soon, later = (Duty(name, "", at=NOW + timedelta(hours=n)) for name, n in (("l", -1), ("s", 1), ("t", 9)))
    free = Duty("f", "")

    assert ordered([later, free, soon, late, Duty("none", "", 0)], NOW) == [late, free, soon, later]


def test_moments_are_named_in_their_order_in_the_zone_of_the_hall() -> None:
    said = {"availability": {"final": ["2027-05-28", "09:00", "11:30"], "launch": ["2027-05-24", "10:00", "12:00"]}}
    launch, final = slots_of(said)

    assert (launch.moment, final.words) == ("launch", "2027-05-28 09:00 11:30")
    assert launch.instants("Europe/Paris")[0] == NOW
    assert final.ends_at("Europe/Paris") == datetime(2027, 5, 28, 9, 30, tzinfo=UTC)
    assert slots_of({}) == []


def test_only_the_time_that_was_read_is_confirmed() -> None:
    slot = Slot("launch", "2027-05-24", "10:00", "12:00")
    check_seen(slot, slot.words)
    for seen, stands in (("2027-05-25 10:00 12:00", slot), (slot.words, None)):
        with pytest.raises(ChallengeError, match=r"partners\.slot_changed"):
            check_seen(stands, seen)
