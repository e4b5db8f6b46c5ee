"""The threads of a worker begin one after the other, none waits long for another, and one worker delivers."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from challenge.kernel.actor import HOUSE
from challenge.kernel.relay import Listener, Relay
from challenge.runtime import lead
from challenge.runtime.alarm_clock import Alarms
from challenge.runtime.duties import Duty
from challenge.runtime.lead import Lead
from challenge.runtime.worker import Worker
from tests.flow.kernel.test_log import Noted, note
from tests.house import TestHouse


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    """Give the signals back that a worker takes."""
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    yield
    for one, handler in before.items():
        signal.signal(one, handler)


class Looks:
    """Notes when each duty looks for the first time."""

    def __init__(self, worker: Callable[[], Worker]) -> None:
        self.under_way = 0
        self.together = 0
        self.seen: list[str] = []
        self._worker = worker

    def duty(self, name: str, takes_s: float, *, is_last: bool = False) -> Duty:
        """Return a duty that takes so long, and ends the worker if it is the last."""

        def look() -> bool:
            if name not in self.seen:
                self.seen.append(name)
                self.under_way += 1
                self.together = max(self.together, self.under_way)
                time.sleep(takes_s)
                self.under_way -= 1
            if is_last:
                self._worker().stop()
            return False

        return Duty(name, look, 0.01)


def run(house: TestHouse, folder: Path, *takes_s: float) -> Looks:
    """Run a worker whose duties take so long at first, until the last one has looked."""
    held: list[Worker] = []
    looks = Looks(lambda: held[0])
    duties = [looks.duty(f"d{n}", one, is_last=n == len(takes_s) - 1) for n, one in enumerate(takes_s)]
    held.append(Worker(Relay(house.works, []), Alarms(list), duties, folder, Lead(folder, "relay")))
    guard = threading.Timer(20, held[0].stop)
    guard.start()
    held[0].run()
    guard.cancel()
    return looks


def test_first_looks_come_one_after_the_other(sqlite_house: TestHouse, tmp_path: Path) -> None:
    looks = run(sqlite_house, tmp_path, *[0.03] * 6)
    assert (looks.seen, looks.together) == ([f"d{n}" for n in range(6)], 1)


def test_a_long_job_that_was_waiting_keeps_nobody_from_beginning(sqlite_house: TestHouse, tmp_path: Path) -> None:
    looks = run(sqlite_house, tmp_path, 3.0, 0.01)
    assert (looks.seen, looks.together) == (["d0", "d1"], 2)


def test_one_worker_delivers_and_another_takes_over_when_it_ends(
    sqlite_house: TestHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lead, "LOOKS_AFTER_S", 1000.0)
    first = Lead(tmp_path, "relay")
    assert first.takes_turn()
    heard: list[int] = []
    listener = Listener("tests.heard", {Noted: lambda _, stored: heard.append(stored.seq)})
    sqlite_house.perform(HOUSE, note, 1)
    held: list[Worker] = []
    seen: list[list[int]] = []
    looks = iter(range(10_000))

    def look() -> bool:
        number = next(looks)
        if number == 40:
            seen.append(list(heard))
            first.close()
        if heard or number == 2000:
            held[0].stop()
        return False

    duty, own = Duty("look", look, 0.01), Lead(tmp_path, "relay")
    held.append(Worker(Relay(sqlite_house.works, [listener]), Alarms(list), [duty], tmp_path, own))
    held[0].run()

    assert (seen, len(heard)) == ([[]], 1)
