"""The log is dense and commit-ordered, also with two writers; the chain shows tampering."""

import threading
from dataclasses import dataclass
from typing import ClassVar

import pytest
from sqlalchemy import update

from challenge.kernel import log
from challenge.kernel.actor import HOUSE
from challenge.kernel.events import Event, fact
from challenge.kernel.log import EventLog
from challenge.kernel.work import Work
from tests.house import TestHouse


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class Noted(Event):
    """Something was noted; only tests emit it."""

    name: ClassVar[str] = "tests.noted"
    number: int


def note(work: Work, number: int, *, edition_id: int = 7) -> None:
    work.emit(Noted(number=number), edition_id=edition_id)


def test_log_numbers_are_dense_and_in_commit_order(house: TestHouse) -> None:
    seen: list[list[int]] = []
    done = threading.Event()

    def write(start: int) -> None:
        for number in range(start, start + 20):
            house.perform(HOUSE, note, number)

    def watch() -> None:
        while not done.is_set():
            facts, _ = house.read(log.facts_after, 7, 0)
            seen.append([stored.seq for stored in facts])

    watcher = threading.Thread(target=watch)
    writers = [threading.Thread(target=write, args=(start,)) for start in (0, 100, 200)]
    watcher.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    watcher.join()

    assert [numbers for numbers in seen if numbers != list(range(1, len(numbers) + 1))] == []
    facts, last = house.read(log.facts_after, 7, 0)
    assert [stored.seq for stored in facts] == list(range(1, 61))
    assert last == 60


def test_log_second_connection_waits_for_the_first_commit(house: TestHouse) -> None:
    """A slow first writer cannot be overtaken: the second one's number is the next and becomes visible after it."""
    entered, go_on = threading.Event(), threading.Event()

    def slow(work: Work) -> None:
        log.append(work.session.connection(), [log.entry(7, Noted(number=1), log.Stamp(0, work.now, work.real))])
        entered.set()
        assert go_on.wait(10)

    first = threading.Thread(target=house.perform, args=(HOUSE, slow))
    second = threading.Thread(target=house.perform, args=(HOUSE, note, 2))
    first.start()
    assert entered.wait(10)
    second.start()
    second.join(0.3)
    during, _ = house.read(log.facts_after, 7, 0)
    go_on.set()
    first.join()
    second.join()
    afterwards, _ = house.read(log.facts_after, 7, 0)

    assert during == []
    assert [(stored.seq, stored.event) for stored in afterwards] == [(1, Noted(number=1)), (2, Noted(number=2))]


def test_log_of_each_edition_counts_by_itself(house: TestHouse) -> None:
    for edition_id in (1, 2, 1):
        house.perform(HOUSE, note, 0, edition_id=edition_id)

    assert house.read(log.heads) == {1: 2, 2: 1}


@pytest.mark.parametrize("changed", [{"body": {"number": 99}}, {"actor_id": 5}])
def test_log_chain_shows_the_first_tampered_row(house: TestHouse, changed: dict[str, object]) -> None:
    for number in range(4):
        house.perform(HOUSE, note, number)
    intact = house.read(log.first_broken, 7)

    def tamper(work: Work) -> None:
        work.session.execute(update(EventLog).where(EventLog.seq == 3).values(**changed))

    house.perform(HOUSE, tamper)

    assert (intact, house.read(log.first_broken, 7)) == (None, 3)
