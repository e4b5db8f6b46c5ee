"""Ten thousand milestones, three workers that contend for them, one of them killed every two seconds."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from challenge.editions.actions import create_edition, set_clock
from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now
from challenge.kernel.work import Work
from challenge.runtime import schema
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.schedule.placing import place_at
from challenge.schedule.rules import Moments
from config import ROOT, load
from tests.benchmarks.processes import environ
from tests.benchmarks.table import Figure, spread
from tests.house import TestHouse
from tests.postgres import server

COUNT, PER_S, WORKERS, KILLS, KILL_EVERY_S, AHEAD_S, REST_S = 10_000, 50, 3, 100, 2.0, 15.0, 5.0


def measure(folder: Path) -> list[Figure]:
    """Fire them all on SQLite, then on PostgreSQL."""
    figures = _fire("SQLite", folder / "sqlite", "")
    with server() as address, _database(address) as url:
        return figures + _fire("PostgreSQL", folder / "postgres", url)


@contextmanager
def _database(address: str) -> Iterator[str]:
    """Give an empty database of that server."""
    name = sql.Identifier("endurance")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    yield str(make_url(address).set(database="endurance").render_as_string(hide_password=False))
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _fire(name: str, folder: Path, url: str) -> list[Figure]:
    house = TestHouse(load({"CHALLENGE_INSTANCE": str(folder), "CHALLENGE_DATABASE_URL": url}))
    schema.upgrade(ROOT, house.database)
    edition = house.perform(HOUSE, create_edition, "many", name="Many", starts_on=real_now().date())
    by = house.house_in(edition.id)
    house.perform(by, set_clock, edition_now=real_now(), speed=1.0, reason="benchmark")
    start = real_now() + timedelta(seconds=AHEAD_S)
    house.perform(by, _plan, start)
    kills = _kill_in_turn(environ(folder, CHALLENGE_DATABASE_URL=url), start)
    rows = house.read(_fired)
    house.close()
    early = sum(fired < at for _, at, fired in rows)
    late = [max(0.0, (fired - at).total_seconds()) for _, at, fired in rows]
    return [
        Figure(f"{name}: kills", kills, ""),
        Figure(f"{name}: moments not fired", COUNT - len({row[0] for row in rows}), "", None, 0),
        Figure(f"{name}: moments fired more than once", len(rows) - len({row[0] for row in rows}), "", None, 0),
        Figure(f"{name}: moments fired early", early, "", None, 0),
        *spread(f"{name}: from the moment to its act", late, None, 50),
        Figure(f"{name}: from the moment to its act, longest", max(late), "s", None, 1),
    ]


def _plan(work: Work, start: datetime) -> None:
    """Give the edition so many milestones, so many a second."""
    for number in range(COUNT):
        at = start + timedelta(seconds=number / PER_S)
        row = Milestone(
            edition_id=work.edition_id,
            code=f"M{number:05}",
            kind="note",
            title_en="Moment",
            title_fr="Moment",
            audience=["staff"],
            zone="Europe/Paris",
            notes="",
            version=1,
        )
        place_at(row, Moments(at, at))
        work.session.add(row)


def _kill_in_turn(env: dict[str, str], start: datetime) -> int:
    """Let workers run until every moment is past; kill one of them every two seconds and put another in its place."""
    crew = [_worker(env) for _ in range(WORKERS)]
    end = start + timedelta(seconds=COUNT / PER_S)
    kills = 0
    for place in cycle(range(WORKERS)):
        time.sleep(KILL_EVERY_S)
        if real_now() < start:
            continue
        if kills == KILLS:
            break
        crew[place].send_signal(signal.SIGKILL)
        crew[place].wait()
        crew[place] = _worker(env)
        kills += 1
    time.sleep(max(0.0, (end - real_now()).total_seconds()) + REST_S)
    for worker in crew:
        worker.send_signal(signal.SIGTERM)
    for worker in crew:
        worker.wait()
    return kills


def _worker(env: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "challenge", "worker"], cwd=ROOT, env=env)


def _fired(session: Session) -> list[tuple[int, datetime, datetime]]:
    """Return every firing: its milestone, when it was to come, and when it was."""
    wanted = select(MilestoneFiring.milestone_id, MilestoneFiring.at, MilestoneFiring.fired_at)
    return [(row[0], row[1], row[2]) for row in session.execute(wanted)]
