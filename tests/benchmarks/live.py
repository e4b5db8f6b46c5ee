"""How fast and how surely stored pushes reach a thousand viewers."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from sqlalchemy import select

from challenge.kernel.log import EventLog
from challenge.live import feed
from challenge.live.topics import edition_topic
from challenge.rehearsal.demo import SLUG
from config import ROOT
from tests.benchmarks.client import Script, play
from tests.benchmarks.hall import Hall, reopened
from tests.benchmarks.processes import cpu_s, free_port, memory_mb
from tests.benchmarks.table import Figure, spread
from tests.benchmarks.writes import submission
from tests.house import TestHouse

VIEWERS, RATE, SECONDS, SIZE = 1000, 10, 10, 300
FLOOR_SECONDS = 5
CUT_VIEWERS = 500
# Counts are told five times a second at most: acts further apart are each told at once.
ACTS, PAUSE_S = 40, 0.25
SETTLE_S = 1.0


class Crowd:
    """The viewers' process, spoken to by lines."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def say(self, line: str) -> None:
        """Send a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        """Wait for a line."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def seen_until(self, seq: int) -> dict[str, Any]:
        """Return what was seen, once everybody has a number."""
        self.say(f"until {seq}")
        found: dict[str, Any] = json.loads(self.hear())
        return found


@contextmanager
def process(name: str, *arguments: object) -> Iterator[tuple[Crowd, int]]:
    """Give a module of the benchmarks running in a process of its own, and its number."""
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as child:  # type: ignore[call-overload]
        try:
            yield Crowd(child), child.pid
        finally:
            child.kill()


@contextmanager
def joined_crowd(port: int, count: int, topic: str) -> Iterator[Crowd]:
    """Give so many viewers of a topic, all of whom have joined."""
    with process("viewers", port, count, topic) as (crowd, _):
        assert crowd.hear() == "ready", "every viewer must join"
        time.sleep(SETTLE_S)
        yield crowd


def measure(live_port: int, live_pid: int) -> list[Figure]:
    """Spread ten events a second to 1,000 viewers, then to 500 of whom a fifth is cut off every second."""
    floor_us, floor_p99 = _floor()
    empty = memory_mb(live_pid)
    with joined_crowd(live_port, VIEWERS, "bench") as crowd:
        full = memory_mb(live_pid)
        before = cpu_s(live_pid)
        seen = crowd.seen_until(publish(live_port, RATE * SECONDS))
        used = cpu_s(live_pid) - before
    deliveries = VIEWERS * RATE * SECONDS
    figures = [
        Figure("floor: a bare send, CPU per delivery", floor_us, "us"),
        Figure("1,000 viewers, 10/s: CPU per delivery", used * 1e6 / deliveries, "us", floor_us, 12),
        *spread("1,000 viewers, 10/s: stored to socket", delays(seen), floor_p99, 120),
        *faults("1,000 viewers", seen),
        Figure("a connection, resident", (full[0] - empty[0]) * 1e6 / 1024 / VIEWERS, "KiB", None, 45),
    ]
    with joined_crowd(live_port, CUT_VIEWERS, "bench") as crowd:
        crowd.say("cut")
        last = publish(live_port, RATE * SECONDS)
        crowd.say("calm")
        seen = crowd.seen_until(last)
    figures.append(Figure("500 viewers, a fifth cut each second: cuts", seen["cuts"], ""))
    return [
        *figures,
        *faults("500 viewers, cut", seen),
        *spread("500 viewers, cut: until all is there again", seen["recovered"]),
    ]


def delays(seen: dict[str, Any]) -> list[float]:
    """Return the seconds from each push's stamp to each viewer."""
    return [receipt - seen["stamps"][seq] for seq, receipts in seen["receipts"].items() for receipt in receipts]


def faults(name: str, seen: dict[str, Any]) -> list[Figure]:
    """Return what should never happen, counted."""
    return [Figure(f"{name}: {fault}", seen[fault], "", None, 0) for fault in ("missed", "doubled", "disordered")]


def _floor() -> tuple[float, float]:
    """Return microseconds per delivery and the 99th percentile in ms of bare sends to as many viewers."""
    port = free_port()
    events = RATE * FLOOR_SECONDS
    with process("spreader", port, VIEWERS) as (spreader, pid):
        time.sleep(0.5)
        with joined_crowd(port, VIEWERS, "bench") as crowd:
            before = cpu_s(pid)
            spreader.say(f"{events} {RATE} {SIZE}")
            spreader.hear()
            used = cpu_s(pid) - before
            seen = crowd.seen_until(events)
    return used * 1e6 / (events * VIEWERS), spread("", delays(seen))[1].measured


def publish(port: int, count: int, rate: float = RATE, size: int = SIZE) -> int:
    """Have pushes of about so many bytes stored at a rate per second and return the number of the last one."""
    wire = HTTPConnection("127.0.0.1", port, timeout=count / rate + 60)
    wire.request("POST", f"/bench/publish?n={count}&rate={rate}&size={size}")
    last = json.loads(wire.getresponse().read())["last"]
    wire.close()
    return int(last)


def measure_chain(hall: Hall, port: int, live_port: int) -> list[Figure]:
    """Follow 50 submissions from their commit to the sockets of 1,000 viewers of the public topic."""
    topic = edition_topic(SLUG, "public")
    house = reopened(hall)
    with joined_crowd(live_port, VIEWERS, topic) as crowd:
        before, known = _head(house, topic), len(_facts(house, hall.edition_id))
        run = play(port, [_submissions(hall)])
        time.sleep(SETTLE_S)
        seen = crowd.seen_until(_head(house, topic))
    facts = _facts(house, hall.edition_id)[known:]
    told = house.read(feed.after, topic, before)
    house.close()
    assert run.count(303) == len(facts) == ACTS, "every submission must be stored"
    return [
        *spread("submission, its act to 1,000 sockets", list(_chain(facts, told, seen)), None, 150),
        *spread("submission, the sender's own wait", run.times),
        *faults("submission", seen),
    ]


def _chain(facts: Sequence[float], told: Sequence[feed.Push], seen: dict[str, Any]) -> Iterator[float]:
    """Give the seconds from each act to each viewer: to the first push that counts it, which may count others too.

    The teams hand in for the first time, so that the count grows by one with each act.
    """
    counts = {push.seq: int(push.body["received"]) for push in told if push.type == "submission"}
    last = max(counts.values())
    for place, stamp in enumerate(facts, start=1):
        seq = min(seq for seq, count in counts.items() if count >= last - len(facts) + place)
        for receipt in seen["receipts"][str(seq)]:
            yield receipt - stamp


def _submissions(hall: Hall) -> Script:
    for team in hall.cast.teams[:ACTS]:
        yield submission(hall, team)
        yield PAUSE_S


def _head(house: TestHouse, topic: str) -> int:
    return house.read(feed.heads, [topic])[topic]


def _facts(house: TestHouse, edition_id: int) -> list[float]:
    """Return when each submission was made, oldest first; seconds since 1970, taken as its transaction began."""
    wanted = select(EventLog.recorded_at).where(
        EventLog.edition_id == edition_id, EventLog.name == "submissions.work_submitted"
    )
    return house.read(
        lambda session: [at.timestamp() for at in session.execute(wanted.order_by(EventLog.seq)).scalars()]
    )
