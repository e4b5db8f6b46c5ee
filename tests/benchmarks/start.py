"""From the command to the first page, and what an idle house holds in memory."""

import compileall
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from challenge.editions.actions import create_edition
from challenge.kernel.actor import HOUSE
from challenge.rehearsal.demo import SLUG
from challenge.rehearsal.edition_files import SHAPES, files
from challenge.runtime import schema
from challenge.schedule.actions import draw_schedule
from config import ROOT, Config, load
from tests.benchmarks.hall import SEED, TEAMS, Hall
from tests.benchmarks.processes import cpu_s, environ, free_port, members, memory_mb, running, seconds_until_page
from tests.benchmarks.table import Figure
from tests.house import TestHouse

TIMES = 2
IDLE_S = 2.0
MB_TOGETHER = 350


def measure_import(folder: Path) -> list[Figure]:
    """Import a roster of 1,700 as an organiser does, into a fresh edition, and once more unchanged."""
    instance = folder / "import"
    house = TestHouse(load({"CHALLENGE_INSTANCE": str(instance)}))
    schema.upgrade(ROOT, house.database)
    edition = house.perform(HOUSE, create_edition, SLUG, name="Import", starts_on=date(2027, 5, 24))
    house.perform(house.house_in(edition.id), draw_schedule)
    house.close()
    roster = folder / "roster.csv"
    roster.write_bytes(files(SHAPES[TEAMS], SEED)["roster"])
    command = [sys.executable, "-m", "challenge", "import", "roster", SLUG, str(roster), "--apply"]
    bare = _seconds([sys.executable, "-m", "challenge", "--help"], instance)
    return [
        Figure("import of 1,700 students", _seconds(command, instance), "s", bare, 5),
        Figure("the same list again, unchanged", _seconds(command, instance), "s", bare, 5),
    ]


def _seconds(command: list[str], instance: Path) -> float:
    begin = time.monotonic()
    subprocess.run(command, cwd=ROOT, env=environ(instance), check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begin


def measure_start(hall: Hall, folder: Path) -> list[Figure]:
    """Start pages alone, then the whole house; the better of two starts, files compiled and in the system's cache."""
    compileall.compile_dir(ROOT / "challenge", quiet=1)
    floor = min(_floor_start(folder) for _ in range(TIMES))
    web = min(_start(hall, lambda port, _: ["web", "--port", str(port)]) for _ in range(TIMES))
    serve = min(
        _start(hall, lambda port, live: ["serve", "--port", str(port), "--live-port", str(live)]) for _ in range(TIMES)
    )
    return [
        Figure("`challenge web` to the first page", web[0], "s", floor[0], 1.5),
        Figure("`challenge web` to the first page, CPU", web[1], "s", floor[1]),
        Figure("`challenge serve` to the first page", serve[0], "s", floor[0]),
        Figure("`challenge serve` to the first page, CPU", serve[1], "s", floor[1]),
    ]


def _start(hall: Hall, command: Callable[[int, int], list[str]]) -> tuple[float, float]:
    """Return seconds, and processor seconds, to the first page."""
    port = free_port()
    arguments = ["-m", "challenge", *command(port, free_port())]
    begin = time.monotonic()
    with running(arguments, environ(hall.instance)) as process:
        return seconds_until_page(port, hall.address(""), begin), cpu_s(process.pid)


def floor_command(port: int) -> list[str]:
    """Return the command of the floor, served as the pages are."""
    options = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    options += ["--threads", str(Config.web_threads), "--keep-alive", "30"]
    return ["-m", "gunicorn", *options, "--log-level", "warning", "tests.benchmarks.floor:app"]


def floor_environ(folder: Path) -> dict[str, str]:
    """Return the environment of the floor."""
    return {**environ(folder), "FLOOR_DATABASE": str(folder / "floor.sqlite")}


def _floor_start(folder: Path) -> tuple[float, float]:
    port = free_port()
    begin = time.monotonic()
    with running(floor_command(port), floor_environ(folder)) as process:
        return seconds_until_page(port, "/hello", begin), cpu_s(process.pid)


def measure_memory(supervisor: int, port: int, hall: Hall) -> list[Figure]:
    """Read what each process of a house holds that has shown a few pages and then rests."""
    for path in ("", "teams", "wall", "problems"):
        seconds_until_page(port, hall.address(path), time.monotonic())
    time.sleep(IDLE_S)
    found = {name: memory_mb(pid) for name, pid in members(supervisor).items()}
    figures = []
    for name in ("web", "live", "worker"):
        figures.append(Figure(f"{name}, idle, resident (RSS)", found[name][0], "MB"))
        figures.append(Figure(f"{name}, idle, proportional (PSS)", found[name][1], "MB"))
    together = [sum(sizes[place] for sizes in found.values()) for place in (0, 1)]
    whole = memory_mb(supervisor)
    return [
        *figures,
        Figure("the three together, RSS", together[0], "MB"),
        Figure("the three together, PSS", together[1], "MB", None, MB_TOGETHER),
        Figure("with the supervisor, PSS", whole[1], "MB"),
    ]
