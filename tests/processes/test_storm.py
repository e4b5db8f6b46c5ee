"""Everybody is cut off when `live` dies and comes back at once: nobody is refused for good, nobody misses anything."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from challenge.kernel.actor import HOUSE
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.bench import TOPIC
from config import ROOT
from tests.house import TestHouse
from tests.pages.served import free_port
from tests.pages.small import settings
from tests.processes.test_live import started, stopped

CROWD = 300


class Crowd:
    """Viewers in a process of their own, who come back by themselves."""

    def __init__(self, port: int) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.viewers", str(port), str(CROWD), TOPIC]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._line() == "ready\n"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def has_all(self, seq: int) -> dict[str, Any]:
        """Wait until everybody has a number; return what they saw."""
        self._say(f"until {seq}")
        seen: dict[str, Any] = json.loads(self._line())
        return seen

    def _say(self, words: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()

    def go(self) -> None:
        """Send them home."""
        self._say("end")
        self._process.communicate()


def push(work: Work) -> int:
    """Store one push, as a screen does."""
    return feed.push(work, TOPIC, "bench", {})


@pytest.fixture
def house(ready: Path) -> Iterator[TestHouse]:
    """Give the house behind the process, which stores what is told."""
    found = TestHouse(settings(ready))
    yield found
    found.close()


def test_a_crowd_comes_back_after_a_restart_and_has_everything_once(ready: Path, house: TestHouse) -> None:
    port = free_port()
    process = started(ready, port)
    crowd = Crowd(port)
    before = crowd.has_all(house.perform(HOUSE, push))
    process.kill()
    process.wait()
    for _ in range(20):
        house.perform(HOUSE, push)  # told while nobody is there to tell it
    process = started(ready, port)
    for _ in range(50):
        last = house.perform(HOUSE, push)  # told while they come back
    seen = crowd.has_all(last)
    crowd.go()
    stopped(process, ready)

    assert (before["closed"], len(before["recovered"])) == (0, 0)
    assert len(seen["recovered"]) == CROWD
    assert {name: seen[name] for name in ("missed", "doubled", "disordered")} == dict.fromkeys(
        ("missed", "doubled", "disordered"), 0
    )
    assert {len(times) for times in seen["receipts"].values()} == {CROWD}
    assert len(seen["receipts"]) == 71
