"""The pace of counts follows how many look at an edition, on all live processes together."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from challenge.kernel.actor import HOUSE
from challenge.kernel.relay import Listener, Relay
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.audience import largest, note_audience
from challenge.live.models import LiveAudience
from challenge.live.rules import QUICK_S
from challenge.running import pace
from tests.flow.kernel.test_log import Noted
from tests.house import TestHouse
from tests.make.editions import make_edition

PUBLIC, STAFF = "edition:crunch:public", "edition:crunch:staff"


def push_number(work: Work, stored: object) -> None:
    feed.push(work, PUBLIC, "number", {})


COUNTS = Listener("tests.counts", {Noted: push_number}, only_last={Noted: lambda _: 0}, is_derived=True)


def flushes(house: TestHouse, edition_id: int) -> int:
    """Return how often seven facts, one after another, are told; what lies beyond the quick pace counts as an hour."""
    asked = pace(house.database)
    relay = Relay(house.works, [COUNTS], apart_s=lambda edition: 3600.0 * (asked(edition) - QUICK_S))
    before = house.read(feed.heads, [PUBLIC])[PUBLIC]
    for number in range(7):
        house.perform(house.house_in(edition_id), lambda work, n: work.emit(Noted(number=n)), number)
        relay.deliver()
    return house.read(feed.heads, [PUBLIC])[PUBLIC] - before


@pytest.mark.parametrize(("told", "times"), [({}, 7), ({PUBLIC: 1_000}, 7), ({PUBLIC: 10_000}, 1)])
def test_large_room_is_told_together(house: TestHouse, told: dict[str, int], times: int) -> None:
    edition = make_edition(house)
    house.perform(HOUSE, note_audience, "one", told)

    assert flushes(house, edition.id) == times


def test_processes_add_up_and_the_largest_topic_counts(house: TestHouse) -> None:
    make_edition(house)
    house.perform(HOUSE, note_audience, "one", {PUBLIC: 3_000, STAFF: 200})
    house.perform(HOUSE, note_audience, "two", {PUBLIC: 2_500, "edition:crunch_2:public": 9_000})
    both = house.read(largest, "edition:crunch:")
    house.perform(HOUSE, note_audience, "two", {})

    assert (both, house.read(largest, "edition:crunch:"), house.read(largest, "edition:none:")) == (5_500, 3_000, 0)


def test_process_that_is_no_more_counts_no_more(house: TestHouse) -> None:
    make_edition(house)
    house.perform(HOUSE, note_audience, "one", {PUBLIC: 3_000})

    def age(work: Work) -> None:
        work.session.execute(update(LiveAudience).values(seen_at=work.real - timedelta(seconds=31)))

    house.perform(HOUSE, age)

    assert house.read(largest, "edition:crunch:") == 0
