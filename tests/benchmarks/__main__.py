"""`python -m tests.benchmarks`: measure everything in one sitting, in under three minutes, and print it."""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from challenge.kernel.clock import real_now
from tests.benchmarks import alike, judging, live, logins, pages, posting, reveal, start, writes
from tests.benchmarks.hall import Hall, build, publish, reopened
from tests.benchmarks.processes import environ, free_port, members, running, seconds_until_page
from tests.benchmarks.table import Figure, markdown

Parts = dict[str, list[Figure]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--json", action="store_true", help="for programs")
    as_json = parser.parse_args().json
    begin, before = time.monotonic(), os.getloadavg()[0]
    folder = Path(tempfile.mkdtemp(prefix="challenge-benchmarks-"))
    try:
        parts = _measured(folder, _say)
    finally:
        shutil.rmtree(folder)
    sitting = {
        "on": real_now().date().isoformat(),
        "cores": os.cpu_count(),
        "load_before": round(before, 2),
        "load_after": round(os.getloadavg()[0], 2),
        "seconds": round(time.monotonic() - begin),
    }
    if as_json:
        body = {title: [figure.as_json() for figure in figures] for title, figures in parts.items()}
        sys.stdout.write(json.dumps({"sitting": sitting, "figures": body}, indent=1) + "\n")
    else:
        said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in sitting.items())
        sys.stdout.write(f"{said}\n\n{markdown(parts)}")


def _say(words: str) -> None:
    sys.stderr.write(f"{real_now():%H:%M:%S} {words}\n")
    sys.stderr.flush()


def _measured(folder: Path, say: Callable[[str], None]) -> Parts:
    hall = build(folder / "hall", say)
    judged = hall.copy(folder / "judged")
    parts: Parts = {}
    say("import and start")
    parts["Start and memory"] = start.measure_import(folder) + start.measure_start(hall, folder)
    say("writes without HTTP")
    inside, parts["Judging"] = _judge(judged, folder, say)
    say("pages")
    parts["Pages, processor time per request"] = pages.measure(judged, folder)
    return _served(hall, folder, parts, inside, say)


def _judge(judged: Hall, folder: Path, say: Callable[[str], None]) -> tuple[list[Figure], list[Figure]]:
    """Measure sheets and their ranking in a copy of the hall, then end its round there and publish the results."""
    house = reopened(judged)
    inside = writes.measure_inside(house, judged, folder)
    say("ranking and timetable")
    figures = judging.measure(house, judged)
    say("similar problems")
    figures += alike.measure(house, judged.edition_id)
    publish(house, judged)
    house.close()
    return inside, figures


def _served(hall: Hall, folder: Path, parts: Parts, inside: list[Figure], say: Callable[[str], None]) -> Parts:
    """Measure what needs the three processes, in one running house."""
    port, live_port = free_port(), free_port()
    command = ["-m", "challenge", "serve", "--port", str(port), "--live-port", str(live_port)]
    with running(command, environ(hall.instance, CHALLENGE_BENCH="1")) as supervisor:
        seconds_until_page(port, hall.address(""), time.monotonic())
        seconds_until_page(live_port, "/health/live", time.monotonic())
        parts["Start and memory"] += start.measure_memory(supervisor.pid, port, hall)
        pids = members(supervisor.pid)
        say("live")
        lively = live.measure(live_port, pids["live"])
        say("from a submission to a thousand sockets")
        parts["Live delivery"] = lively + live.measure_chain(hall, port, live_port)
        say("the reveal, to two thousand sockets")
        parts["The reveal"] = reveal.measure(hall, port, live_port)
        say("writes over HTTP")
        outside = writes.measure_over_http(hall, folder, port, pids)
        parts["Writes, SQLite with synchronous=FULL"] = inside + outside
        say("the last hour of the call")
        parts["The call"] = posting.measure(hall, port, pids)
        say("log-ins")
        parts["Log-ins"] = logins.measure(hall, port, pids["web"])
    return parts


if __name__ == "__main__":
    main()
