"""What a write costs when many write at once, and whether anything is lost or doubled."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier, Thread

from sqlalchemy import func, select

from challenge.accounts.queries import account_actor
from challenge.judging.actions import record_visit
from challenge.judging.models import Visit
from challenge.kernel.actor import Actor
from challenge.kernel.ids import public_id
from challenge.kernel.work import Intent
from challenge.rehearsal.cast import PlayedTeam
from challenge.rehearsal.demo import SLUG
from challenge.submissions.models import Deliverable, Submission
from tests.benchmarks.client import Run, Script, play, post_json, request, upload
from tests.benchmarks.hall import MARKS, OPEN_CODE, Hall, WaitingVisit, reopened
from tests.benchmarks.processes import cpu_s, free_port, running, seconds_until_page
from tests.benchmarks.start import floor_command, floor_environ
from tests.benchmarks.table import Figure, percentile, spread
from tests.house import TestHouse

AT_ONCE, ACTS_EACH = 200, 4
STEADY, STEADY_S = 50, 5.0
ARRIVE_S = 3.0
REST_S = 1.0
FLOOR_COMMITS = 300


def bare_commits(folder: Path) -> list[float]:
    """Return the seconds of each of some commits of one row with nothing around them, `synchronous=FULL`."""
    connection = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT)")
    found = []
    for _ in range(FLOOR_COMMITS):
        begin = time.monotonic()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO note (words) VALUES ('x')")
        connection.execute("COMMIT")
        found.append(time.monotonic() - begin)
    connection.close()
    return found


def measure_inside(house: TestHouse, hall: Hall, folder: Path) -> list[Figure]:
    """Without HTTP: 200 jurors send a sheet at the same moment, four times; then others as fast as it goes."""
    bare = bare_commits(folder)
    per_s = len(bare) / sum(bare)
    accounts = {visit.account_id for visit in hall.visits}
    actors = {account: house.read(account_actor, account, hall.edition_id) for account in accounts}
    lots = [hall.visits[place::AT_ONCE][:ACTS_EACH] for place in range(AT_ONCE)]
    barrier = Barrier(AT_ONCE)
    _, at_once = _sent(house, [_Juror(lot, actors, MARKS, 1, barrier.wait) for lot in lots])
    others = [{**MARKS, "told": str(1 + again)} for again in range(ACTS_EACH)]
    seconds, times = 0.0, list[float]()
    for version, marks in enumerate(others, 2):
        taken, found = _sent(house, [_Juror(lot, actors, marks, version) for lot in lots])
        seconds, times = seconds + taken, times + found
    return [
        Figure("floor: bare commits, one after the other", per_s, "/s", None, None, "high"),
        Figure("floor: a bare commit, p99", percentile(bare, 0.99) * 1000, "ms"),
        *spread("200 jurors at once, no HTTP", at_once, percentile(bare, 0.99) * 1000, 150),
        Figure("200 jurors without a pause, no HTTP", len(times) / seconds, "/s", per_s, 1500, "high"),
        *spread("200 jurors without a pause, no HTTP", times, percentile(bare, 0.99) * 1000, None),
    ]


@dataclass(frozen=True, slots=True)
class _Juror:
    """Who sends which sheets; `wait` is called before each of them."""

    lot: Sequence[WaitingVisit]
    actors: Mapping[int, Actor]
    marks: Mapping[str, str]
    version: int
    wait: Callable[[], object] = lambda: None


def _sent(house: TestHouse, jurors: Sequence[_Juror]) -> tuple[float, list[float]]:
    """Let all jurors send at the same time; return the seconds in all and of each sheet."""
    times: list[float] = []
    threads = [Thread(target=_score, args=(house, juror, times)) for juror in jurors]
    begin = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - begin, times


def _score(house: TestHouse, juror: _Juror, times: list[float]) -> None:
    for visit in juror.lot:
        juror.wait()
        begin, actor = time.monotonic(), juror.actors[visit.account_id]
        sheet = (visit.id, juror.marks, "", juror.version)
        house.works.perform_once(actor, Intent(public_id(), "sheet"), record_visit, *sheet)
        times.append(time.monotonic() - begin)


@contextmanager
def _floor(folder: Path) -> Iterator[int]:
    port = free_port()
    with running(floor_command(port), floor_environ(folder)):
        seconds_until_page(port, "/hello", time.monotonic())
        yield port


def measure_over_http(hall: Hall, folder: Path, port: int, pids: Mapping[str, int]) -> list[Figure]:
    """Send sheets and files to a whole running house: 200 at once, 50 steadily, 300 before a deadline."""
    with _floor(folder) as bare_port:
        bare = play(bare_port, [_notes(STEADY_S / 2) for _ in range(STEADY)])
    floor_s, floor_p99 = bare.count(200) / bare.seconds, percentile(bare.times, 0.99) * 1000
    figures = [
        Figure("floor: one INSERT a request, 50 clients", floor_s, "/s", None, None, "high"),
        Figure("floor: one INSERT a request, 50 clients, p99", floor_p99, "ms"),
    ]
    sent: dict[int, int] = {}
    once = play(port, [_sheets([visit], 0.0, sent) for visit in hall.visits[:AT_ONCE]])
    figures.append(Figure("200 jurors at once over HTTP", once.count(200) / once.seconds, "/s", floor_s, None, "high"))
    figures += spread("200 jurors at once over HTTP", once.times, None, 300)
    time.sleep(REST_S)
    lots = [hall.visits[AT_ONCE:][place::STEADY] for place in range(STEADY)]
    before = _used(pids)
    steady = play(port, [_sheets(lot, STEADY_S, sent) for lot in lots])
    time.sleep(REST_S)
    figures.append(Figure("50 jurors for 5 s", steady.count(200) / steady.seconds, "/s", floor_s, 300, "high"))
    figures += spread("50 jurors for 5 s", steady.times, floor_p99, 300)
    figures += _cpu("50 jurors for 5 s", before, pids, steady.count(200))
    refused = len(once.answers) + len(steady.answers) - once.count(200) - steady.count(200)
    figures.append(Figure("sheets refused", refused, "", None, 0))
    return figures + _kept_sheets(hall, sent) + _deadline(hall, port, pids)


def _used(pids: Mapping[str, int]) -> dict[str, float]:
    return {name: cpu_s(pids[name]) for name in ("web", "worker")}


def _cpu(name: str, before: Mapping[str, float], pids: Mapping[str, int], count: int) -> list[Figure]:
    """Say what one of so many acts cost each process, reactions included."""
    after = _used(pids)
    return [
        Figure(f"{name}: CPU of {process} each", (after[process] - before[process]) * 1000 / max(1, count), "ms")
        for process in before
    ]


def _notes(seconds: float) -> Script:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield request("POST", "/note")


def _sheets(lot: Sequence[WaitingVisit], seconds: float, sent: dict[int, int]) -> Script:
    """Send the sheets of a lot one after the other, again and again with other marks until the time is over."""
    end = time.monotonic() + seconds
    version = 0
    while True:
        version += 1
        for visit in lot:
            path = f"/api/v1/editions/{SLUG}/jury/visits/{visit.public_id}"
            marks = {**MARKS, "told": str(1 + version % 5)}
            answer = yield post_json(path, visit.token, public_id(), {"version": version, "marks": marks})
            if answer is not None and answer.status == 200:
                sent[visit.id] = sent.get(visit.id, 0) + 1
            if time.monotonic() >= end:
                return


def _kept_sheets(hall: Hall, sent: dict[int, int]) -> list[Figure]:
    """Compare what was acknowledged with what is stored: a visit's version grows by one with each sheet."""
    house = reopened(hall)
    wanted = select(Visit.id, Visit.version).where(Visit.edition_id == hall.edition_id)
    stored = house.read(lambda session: {row[0]: row[1] - 1 for row in session.execute(wanted)})
    house.close()
    lost = sum(max(0, count - stored[visit]) for visit, count in sent.items())
    doubled = sum(max(0, count - sent.get(visit, 0)) for visit, count in stored.items())
    return [Figure("sheets lost", lost, "", None, 0), Figure("sheets doubled", doubled, "", None, 0)]


def _deadline(hall: Hall, port: int, pids: Mapping[str, int]) -> list[Figure]:
    """Let every team hand in once within three seconds."""
    teams = hall.cast.teams
    before, stored = _used(pids), _stored_files(hall)
    run: Run = play(port, [_submission(hall, team, ARRIVE_S * place / len(teams)) for place, team in enumerate(teams)])
    taken = run.count(303)
    time.sleep(REST_S)
    cost = _cpu(f"{len(teams)} teams hand in within 3 s", before, pids, taken)
    return [
        Figure(f"{len(teams)} teams hand in within 3 s: acknowledged", taken / run.seconds, "/s", None, None, "high"),
        *spread(f"{len(teams)} teams hand in within 3 s", run.times, None, 500),
        *cost,
        Figure("files refused", len(run.answers) - taken, "", None, 0),
        Figure("files lost or doubled", abs(_stored_files(hall) - stored - taken), "", None, 0),
    ]


def _submission(hall: Hall, team: PlayedTeam, wait_s: float) -> Script:
    yield wait_s
    yield submission(hall, team)


def submission(hall: Hall, team: PlayedTeam) -> bytes:
    """Return a team's request that hands in a page of text."""
    path = hall.address(f"teams/{team.code}/deliverables/{OPEN_CODE}")
    words = f"# {team.code}\n\nWhat we made.\n".encode()
    return upload(path, team.scribe.token, public_id(), f"{team.code}.md", words)


def _stored_files(hall: Hall) -> int:
    house = reopened(hall)
    wanted = select(func.count()).select_from(Submission).join(Deliverable).where(Deliverable.code == OPEN_CODE)
    found = house.read(lambda session: session.execute(wanted).scalar_one())
    house.close()
    return int(found)
