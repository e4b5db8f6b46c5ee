"""Facts reach listeners once, in order; a failing one is retried, then parked, and holds nobody up for ever."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.kernel import log
from challenge.kernel import relay as kernel_relay
from challenge.kernel.actor import HOUSE
from challenge.kernel.events import Event, Stored, fact
from challenge.kernel.relay import Cursor, Listener, Relay, parked, retry_parked
from challenge.kernel.work import Work
from challenge.live import feed
from tests.flow.kernel.test_log import Noted, note
from tests.house import TestHouse

TOPIC = "edition:tests:public"


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class Rung(Event):
    """A bell rang; only tests emit it."""

    name: ClassVar[str] = "tests.rung"


def ring(work: Work) -> None:
    work.emit(Rung(), edition_id=7)


def push_ring(work: Work, _stored: Stored) -> None:
    feed.push(work, TOPIC, "number", {"n": 10})


def push_number(work: Work, stored: Stored) -> None:
    assert isinstance(stored.event, Noted)
    feed.push(work, TOPIC, "number", {"n": stored.event.number})


def pushed(house: TestHouse) -> list[int]:
    return [push.body["n"] for push in house.read(feed.after, TOPIC, 0)]


def test_relay_brings_each_fact_once_also_with_two_relays(house: TestHouse) -> None:
    listeners = [Listener("tests.numbers", {Noted: push_number})]
    relays = [Relay(house.works, listeners), Relay(house.works, listeners)]
    for number in range(6):
        house.perform(HOUSE, note, number)
        relays[number % 2].deliver()
        relays[(number + 1) % 2].deliver()
    for relay in relays * 2:
        relay.deliver()

    assert pushed(house) == [0, 1, 2, 3, 4, 5]


def test_relay_goes_on_where_it_was_after_a_restart(house: TestHouse) -> None:
    listeners = [Listener("tests.numbers", {Noted: push_number})]
    house.perform(HOUSE, note, 1)
    Relay(house.works, listeners).deliver()
    house.perform(HOUSE, note, 2)
    Relay(house.works, listeners).deliver()

    assert pushed(house) == [1, 2]


def test_relay_retries_then_parks_and_the_operator_can_retry(house: TestHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_relay, "DELAYS_S", (0.0, 0.0))
    broken = {2: 1, 3: 10}

    def fragile(work: Work, stored: Stored) -> None:
        assert isinstance(stored.event, Noted)
        if broken.get(stored.event.number, 0) > 0:
            broken[stored.event.number] -= 1
            raise RuntimeError("the printer is on fire")
        push_number(work, stored)

    listener = Listener("tests.fragile", {Noted: fragile})
    for number in range(1, 5):
        house.perform(HOUSE, note, number)
    relay = Relay(house.works, [listener])
    for _ in range(20):
        relay.deliver()
    waiting = house.read(parked)
    broken.clear()
    house.perform(house.house_in(7), retry_parked, listener, waiting[0]["seq"])

    assert [(row["listener"], row["seq"]) for row in waiting] == [("tests.fragile", 3)]
    assert (pushed(house), house.read(parked)) == ([1, 2, 4, 3], [])


def test_relay_tells_only_the_last_of_a_group_where_that_is_enough(house: TestHouse) -> None:
    listener = Listener("tests.last", {Noted: push_number}, only_last={Noted: lambda event: event.number % 2})
    for number in range(1, 8):
        house.perform(HOUSE, note, number)
    Relay(house.works, [listener]).deliver()

    assert pushed(house) == [6, 7]


def test_relay_takes_what_comes_between_two_turns_of_a_derived_listener_together(house: TestHouse) -> None:
    counts = Listener("tests.counts", {Noted: push_number}, only_last={Noted: lambda _: 0}, is_derived=True)
    relay = Relay(house.works, [counts], apart_s=lambda _: 3600.0)
    for number in range(1, 8):
        house.perform(HOUSE, note, number)
        relay.deliver()
    told_at_first, wait = pushed(house), relay.rest_s(9000.0)
    Relay(house.works, [counts]).deliver()

    assert (told_at_first, pushed(house)) == ([1], [1, 7])
    assert 0.0 < wait <= 3600.0
    assert relay.rest_s(0.5) == 0.5


def test_relay_goes_on_past_more_facts_than_a_group_that_nobody_wants(
    house: TestHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_relay, "GROUP", 3)

    for number in range(10):
        house.perform(HOUSE, note, number)
    house.perform(HOUSE, ring)
    relay = Relay(house.works, [Listener("tests.bell", {Rung: push_ring})])
    while relay.deliver():
        pass

    assert pushed(house) == [10]


def test_relay_never_holds_a_listener_that_tells_what_happened(house: TestHouse) -> None:
    relay = Relay(house.works, [Listener("tests.told", {Noted: push_number})], apart_s=lambda _: 3600.0)
    for number in range(1, 4):
        house.perform(HOUSE, note, number)
        relay.deliver()

    assert pushed(house) == [1, 2, 3]
    assert relay.rest_s(0.5) == 0.5


def test_fact_that_asks_for_nothing_by_itself_costs_no_act_and_keeps_nobody_waiting(house: TestHouse) -> None:
    heard: list[int] = []
    odd = Listener(
        "tests.odd",
        {Noted: lambda _, stored: heard.append(stored.event.number)},  # type: ignore[attr-defined]
        skips={Noted: lambda event: event.number % 2 == 0},
    )
    relay = Relay(house.works, [odd])
    for number in (2, 4):
        house.perform(HOUSE, note, number)
    passed = relay.deliver()
    unmoved = house.read(lambda session: session.get(Cursor, (odd.name, 7)))
    for number in (5, 6, 7):
        house.perform(HOUSE, note, number)
    relay.deliver()
    again = relay.deliver()

    assert (passed, unmoved, heard, again) == (2, None, [5, 7], 0)


def test_what_many_facts_asked_of_nobody_is_kept_in_one_act_and_not_read_over_after_a_restart(
    house: TestHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_relay, "PASSED_MOST", 5)
    idle = [Listener(f"tests.rings_{name}", {Rung: push_ring}) for name in "ab"]
    relay = Relay(house.works, idle)

    kept = []
    for number in range(12):
        house.perform(HOUSE, note, number)
        relay.deliver()
        kept.append({cursor.seq for cursor in house.read(lambda session: session.scalars(select(Cursor)).all())})
    left = Relay(house.works, idle).deliver()

    assert (kept[3:5], kept[8:10], kept[-1], left) == ([set(), {5}], [{5}, {10}], {10}, 2 * len(idle))


def test_who_passed_over_facts_gives_way_to_another_relay_that_went_further(
    house: TestHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_relay, "PASSED_MOST", 3)
    idle = Listener("tests.rings", {Rung: push_ring})
    other = Relay(house.works, [idle])

    def meanwhile(event: Event) -> bool:
        assert isinstance(event, Noted)
        if event.number == 2:
            house.perform(HOUSE, ring)
            other.deliver()
        return True

    first = Relay(house.works, [idle, Listener("tests.last", {Noted: push_number}, skips={Noted: meanwhile})])
    for number in range(3):
        house.perform(HOUSE, note, number)
    taken = [first.deliver() for _ in range(3)]
    where = house.read(lambda session: {cursor.listener: cursor.seq for cursor in session.scalars(select(Cursor))})

    assert (pushed(house), taken, where["tests.rings"]) == ([10], [6, 1, 0], 4)


def test_listeners_in_one_block_of_the_log_read_it_once(house: TestHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_relay, "GROUP", 4)
    asked: list[tuple[int, int]] = []
    facts_after = log.facts_after

    def noted(session: Session, edition_id: int, seq: int, *, limit: int) -> tuple[list[Stored], int]:
        asked.append((seq, limit))
        return facts_after(session, edition_id, seq, limit=limit)

    ahead, behind = (Listener(f"tests.{name}", {Noted: push_number}) for name in ("ahead", "behind"))
    for number in range(2):
        house.perform(HOUSE, note, number)
    Relay(house.works, [ahead]).deliver()
    for number in range(2, 6):
        house.perform(HOUSE, note, number)
    monkeypatch.setattr(log, "facts_after", noted)
    relay = Relay(house.works, [ahead, behind])
    while relay.deliver():
        pass

    assert asked == [(0, 4), (4, 4)]
    assert pushed(house) == [0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 4, 5]


def hears(heard: list[str], name: str) -> Listener:
    def hear(_work: Work, stored: Stored) -> None:
        assert isinstance(stored.event, Noted)
        heard.append(f"{name}{stored.event.number}")

    return Listener("tests.numbers", {Noted: hear})


def test_who_stood_by_goes_on_from_where_the_other_came_and_reads_nothing_over(house: TestHouse) -> None:
    heard: list[str] = []
    idle = Listener("tests.rings", {Rung: push_ring})
    first, other = (Relay(house.works, [hears(heard, name), idle]) for name in "ab")
    house.perform(HOUSE, note, 1)
    other.deliver()
    house.perform(HOUSE, note, 2)
    first.deliver()
    house.perform(HOUSE, note, 3)
    other.look_anew()
    taken = other.deliver()
    again = other.deliver()

    # One fact that is wanted, and two that the idle listener passes over: what it had passed it does not read again.
    assert (heard, taken, again) == (["b1", "a2", "b3"], 3, 0)
