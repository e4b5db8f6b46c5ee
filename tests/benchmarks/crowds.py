"""Crowds that are larger, less patient and worse connected than those of `live`."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

from challenge.kernel.actor import HOUSE
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.bench import TOPIC
from challenge.runtime import schema
from config import ROOT, load
from tests.benchmarks.live import delays, faults, joined_crowd, process, publish
from tests.benchmarks.processes import cpu_s, environ, free_port, members, memory_mb, running, seconds_until_page
from tests.benchmarks.table import Figure, percentile, spread
from tests.house import TestHouse

MANY, EVENTS, PAUSE_S = 10_000, 5, 2.0
ROUNDS, CUT_VIEWERS, RATE, KILL_EVERY_S = 100, 500, 10, 10
LISTENERS, DEAF, DEAF_RATE, DEAF_SIZE, DEAF_S = 1000, 10, 20, 4000, 60


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, int]]:
    """Give a running house without an edition: its live port, and the number of its supervisor."""
    port, live_port = free_port(), free_port()
    TestHouse(load({"CHALLENGE_INSTANCE": str(folder)})).close()
    command = ["-m", "challenge", "serve", "--port", str(port), "--live-port", str(live_port)]
    with running(command, environ(folder, CHALLENGE_BENCH="1")) as supervisor:
        seconds_until_page(live_port, "/health/live", time.monotonic())
        seconds_until_page(port, "/health/ready", time.monotonic())
        yield live_port, supervisor.pid


def measure_many(folder: Path) -> list[Figure]:
    """Tell ten thousand viewers of one process five events; the floor is the same with bare sends."""
    floor = _floor_many()
    with served(folder) as (port, supervisor):
        pid = members(supervisor)["live"]
        empty = memory_mb(pid)[0]
        begin = time.monotonic()
        with joined_crowd(port, MANY, TOPIC) as crowd:
            joined, full, before = time.monotonic() - begin, memory_mb(pid)[0], cpu_s(pid)
            last = 0
            for _ in range(EVENTS):
                last = publish(port, 1)
                time.sleep(PAUSE_S)
            seen = crowd.seen_until(last)
            used = cpu_s(pid) - before
    ends = _ends(seen)
    return [
        Figure("10,000 viewers: until all have joined", joined, "s"),
        Figure("time to the last viewer, middle of five", sorted(ends)[len(ends) // 2] * 1000, "ms", floor[0]),
        Figure("time to the last viewer, worst of five", max(ends) * 1000, "ms", floor[1], 600),
        Figure("CPU per delivery, pings included", used * 1e6 / MANY / EVENTS, "us"),
        Figure("a connection, resident", (full - empty) * 1e6 / 1024 / MANY, "KiB", None, 45),
        *faults("10,000 viewers", seen),
    ]


def _floor_many() -> tuple[float, float]:
    """Return the middle and the worst time to the last of ten thousand viewers of bare sends, in ms."""
    port = free_port()
    with process("spreader", port, MANY) as (spreader, _):
        time.sleep(0.5)
        with joined_crowd(port, MANY, TOPIC) as crowd:
            spreader.say(f"{EVENTS} {1 / PAUSE_S} 300")
            spreader.hear()
            ends = _ends(crowd.seen_until(EVENTS))
    return sorted(ends)[len(ends) // 2] * 1000, max(ends) * 1000


def _ends(seen: dict[str, Any]) -> list[float]:
    """Return for each event the seconds until its last viewer had it."""
    return [max(receipts) - seen["stamps"][seq] for seq, receipts in seen["receipts"].items()]


def measure_cuts(folder: Path) -> list[Figure]:
    """Cut a fifth of 500 viewers every second, a hundred times, and kill live, web and worker in turn meanwhile."""
    house = TestHouse(load({"CHALLENGE_INSTANCE": str(folder)}))
    schema.upgrade(ROOT, house.database)
    victims, kills, last = cycle(("live", "web", "worker")), 0, 0
    with served(folder) as (port, supervisor), joined_crowd(port, CUT_VIEWERS, TOPIC) as crowd:
        crowd.say("cut")
        begin = time.monotonic()
        for number in range(ROUNDS * RATE):
            time.sleep(max(0.0, begin + number / RATE - time.monotonic()))
            last = house.perform(HOUSE, _push)
            if number % (KILL_EVERY_S * RATE) == KILL_EVERY_S * RATE // 2:
                os.kill(members(supervisor)[next(victims)], signal.SIGKILL)
                kills += 1
        crowd.say("calm")
        seen = crowd.seen_until(last)
    house.close()
    return [
        Figure("500 viewers: connections cut", seen["cuts"], ""),
        Figure("connections lost by kills besides", seen["closed"], ""),
        Figure("kills of live, web and worker", kills, ""),
        *faults("500 viewers, cut and killed", seen),
        *spread("from a cut until all is there again", seen["recovered"]),
        Figure("from a cut until all is there again, longest", max(seen["recovered"]), "s"),
    ]


def _push(work: Work) -> int:
    return feed.push(work, TOPIC, "bench", {"pad": "x" * 190})


def measure_deaf(folder: Path) -> list[Figure]:
    """Let ten of a thousand viewers stop to read, at four times as much as any hall is told."""
    count = DEAF_RATE * DEAF_S
    with served(folder) as (port, supervisor), joined_crowd(port, LISTENERS, TOPIC) as crowd:
        pid = members(supervisor)["live"]
        turn = publish(port, count, DEAF_RATE, DEAF_SIZE)
        before = memory_mb(pid)[0]
        crowd.say(f"deaf {DEAF}")
        last = publish(port, count, DEAF_RATE, DEAF_SIZE)
        after = memory_mb(pid)[0]
        seen = crowd.seen_until(last)
    early, late = (_only(seen, lambda seq: seq <= turn), _only(seen, lambda seq: seq > turn))
    calm = percentile(delays(early), 0.99) * 1000
    return [
        *spread("all read: stored to socket", delays(early)),
        *spread("ten of a thousand do not: stored to socket of the others", delays(late), calm, calm * 1.1),
        Figure("memory of live, more", after - before, "MB", None, 50),
        *faults("the others", seen),
    ]


def _only(seen: dict[str, Any], wanted: Any) -> dict[str, Any]:
    return {"stamps": seen["stamps"], "receipts": {seq: at for seq, at in seen["receipts"].items() if wanted(int(seq))}}
