"""What a page costs: processor time of the web process per request, and statements."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, event

from challenge.web.shell import COOKIE
from tests.benchmarks.client import Run, in_turn, request
from tests.benchmarks.hall import Hall, reopened
from tests.benchmarks.processes import cpu_s, environ, free_port, running, seconds_until_page
from tests.benchmarks.start import floor_command, floor_environ
from tests.benchmarks.table import Figure

CONNECTIONS = 16
BUILDS, KEPT = 200, 1000
KEPT_MS = 1.3
Send = Callable[[Sequence[bytes]], float]


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page for everybody, with its aims: CPU ms and statements of a first build, kB."""

    name: str
    path: str
    ms: float = 12
    statements: int = 3
    kb: float | None = None


PUBLIC = (
    PublicPage("home", ""),
    PublicPage("teams, 300", "teams"),
    PublicPage("wall, 300", "wall"),
    PublicPage("problems, 151", "problems"),
    PublicPage("results, 300 teams", "results", 15, 5, 100),
)


def measure(hall: Hall, folder: Path) -> list[Figure]:
    """Load each page in turn; the floor before, in the same sitting."""
    with _floor(folder) as send:
        hello = send([request("GET", "/hello")] * KEPT)
        rows = send([request("GET", "/rows")] * BUILDS)
    figures = [Figure("floor: Flask hello", hello, "ms"), Figure("floor: 300 rows", rows, "ms")]
    counts = _statements(hall)
    with _pages(hall) as (port, send):
        for page in PUBLIC:
            figures += _public(hall, page, port, send, (hello, rows), counts[page.path])
        own = f"teams/{hall.cast.teams[0].code}"
        figures += _private(hall, "team page, a member", own, send, rows, counts[own], 4, 6)
        figures += _private(hall, "desk overview", "desk/", send, rows, counts["desk/"], None, None)
    return figures


def _public(
    hall: Hall, page: PublicPage, port: int, send: Send, floors: tuple[float, float], statements: int
) -> list[Figure]:
    path = hall.address(page.path)
    # What is kept of a page is kept for the address that people came by: nothing of it for a name that nobody used.
    first = send([request("GET", path, {"Host": f"build{number}.example"}) for number in range(BUILDS)])
    shown = in_turn(port, [request("GET", path)], 1).answers[0]
    kept = send([request("GET", path)] * KEPT)
    unchanged = send([request("GET", path, {"If-None-Match": shown.header("ETag")})] * KEPT)
    return [
        Figure(f"{page.name}: first build", first, "ms", floors[1], page.ms),
        Figure(f"{page.name}: statements of it", statements, "", None, page.statements),
        Figure(f"{page.name}: kept", kept, "ms", floors[0], KEPT_MS),
        Figure(f"{page.name}: 304", unchanged, "ms", floors[0], KEPT_MS),
        Figure(f"{page.name}: size", len(shown.body) / 1000, "kB", None, page.kb),
    ]


def _private(
    hall: Hall, name: str, path: str, send: Send, floor: float, statements: int, ms: float | None, most: int | None
) -> list[Figure]:
    sent = request("GET", hall.address(path), {"Cookie": f"{COOKIE}={_cookie(hall, path)}"})
    return [
        Figure(f"{name}", send([sent] * BUILDS), "ms", floor, ms),
        Figure(f"{name}: statements", statements, "", None, most),
    ]


def _cookie(hall: Hall, path: str) -> str:
    if path.startswith("desk"):
        return hall.organiser
    return hall.member if path.startswith("teams/") else ""


def _statements(hall: Hall) -> dict[str, int]:
    """Count the statements of each page, in this process, on the second request (the first one warms up)."""
    house = reopened(hall)
    seen: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    found = {}
    for path in (*(page.path for page in PUBLIC), f"teams/{hall.cast.teams[0].code}", "desk/"):
        browser = house.visitor()
        if cookie := _cookie(hall, path):
            browser.set_cookie(COOKIE, cookie)
        for number in range(2):
            seen.clear()
            # Visitors by another name of the house each time: nothing is kept for it.
            name = "localhost" if cookie else f"count{number}.example"
            answer = browser.get(hall.address(path), base_url=f"http://{name}")
            assert answer.status_code == 200, (path, answer.status_code)
        found[path] = len(seen)
    house.close()
    return found


@contextmanager
def _floor(folder: Path) -> Iterator[Send]:
    port = free_port()
    with running(floor_command(port), floor_environ(folder)) as process:
        seconds_until_page(port, "/hello", time.monotonic())
        yield lambda requests: _cpu_ms(port, process.pid, requests)


@contextmanager
def _pages(hall: Hall) -> Iterator[tuple[int, Send]]:
    port = free_port()
    with running(["-m", "challenge", "web", "--port", str(port)], environ(hall.instance)) as process:
        seconds_until_page(port, hall.address(""), time.monotonic())
        yield port, lambda requests: _cpu_ms(port, process.pid, requests)


def _cpu_ms(port: int, pid: int, requests: Sequence[bytes]) -> float:
    """Return the processor milliseconds per request, after a few that are not counted."""
    in_turn(port, requests[:CONNECTIONS], CONNECTIONS)
    rest = requests[CONNECTIONS:]
    before = cpu_s(pid)
    run: Run = in_turn(port, rest, CONNECTIONS)
    used = cpu_s(pid) - before
    assert run.count(200, 304) == len(rest), "every page must answer"
    return used * 1000 / len(rest)
