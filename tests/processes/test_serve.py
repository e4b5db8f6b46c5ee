"""`challenge serve` as a person runs it: up soon, down cleanly, and nothing lost when a process dies."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.actions import create_api_token
from challenge.kernel.log import EventLog
from challenge.schedule.models import Milestone
from challenge.submissions.models import Submission
from config import ROOT
from tests.benchmarks.processes import family
from tests.pages.served import READY_S, STOP_S, Served, answers, wait_for
from tests.pages.small import Small, friday, members, teams_of
from tests.processes.writers import Writer

# The promise is five seconds; the bound here only tells slow from never.
BACK_S = 20.0
FIRE_S = 60.0
KINDS = {"web", "live", "worker"}


def alive(pid: int) -> bool:
    """True while a process is there and no corpse."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_serve_starts_from_nothing_and_stops_without_leaving_anybody(instance: Path) -> None:
    served = Served(instance)
    served.start()
    children = served.children()
    assert set(children) == KINDS
    assert answers(f"{served.url}/login")
    assert served.stop() == 0
    assert [name for name, pid in children.items() if alive(pid)] == []
    for port in (served.port, served.live_port):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert "Traceback" not in served.log.read_text()


def test_killed_processes_lose_nothing_double_nothing_and_come_back(small: Small) -> None:
    served = Served(small.house.config.instance)
    served.start()
    stop = threading.Event()
    writers = _writers(small, served.port, stop)
    rng = random.Random(7)
    try:
        for writer in writers:
            writer.start()
        for name in rng.sample(sorted(KINDS), 3):
            time.sleep(rng.uniform(0.5, 1.5))
            _kill(served, name)
    finally:
        stop.set()
        for writer in writers:
            writer.join(90)
    acknowledged = [note for writer in writers for note in writer.acknowledged]
    stored = small.house.read(_notes)
    small.house.close()
    assert served.stop() == 0
    assert len(acknowledged) >= len(writers)
    assert Counter(note for note in stored if note in set(acknowledged)) == Counter(acknowledged)
    assert [note for note, count in Counter(stored).items() if note and count > 1] == []


def _writers(small: Small, port: int, stop: threading.Event) -> list[Writer]:
    house = small.house
    people = house.read(members, small.edition_id)
    found = []
    for team in house.read(teams_of, small.edition_id):
        token = house.perform(small.by, create_api_token, people[team.id], "write")
        path = f"/e/demo/teams/{team.code}/deliverables/D5"
        found.append(Writer(port, path, token, team.code, stop))
    return found


def _kill(served: Served, name: str) -> None:
    """Kill one process and wait until another one does its work."""
    before = served.children()[name]
    for started in family(before)[1:]:
        # What it had started hangs, and would keep its port for ever.
        os.kill(started, signal.SIGSTOP)
    os.kill(before, signal.SIGKILL)
    end = time.monotonic() + BACK_S
    while served.children().get(name, before) == before:
        assert time.monotonic() < end, f"{name} did not come back"
        time.sleep(0.01)
    wait_for(f"{served.url}/health/ready", BACK_S)
    wait_for(f"http://127.0.0.1:{served.live_port}/health/live", BACK_S)


def _notes(session: Session) -> list[str]:
    return list(session.execute(select(Submission.note).where(Submission.note != "")).scalars())


def test_serve_with_parent_does_not_outlive_it(instance: Path) -> None:
    served = Served(instance)
    command = (
        f"{sys.executable} -m challenge serve --with-parent --port {served.port} --live-port {served.live_port} & wait"
    )
    environ = {**os.environ, "CHALLENGE_INSTANCE": str(instance)}
    with served.log.open("ab") as log:
        parent = subprocess.Popen(["/bin/sh", "-c", command], cwd=ROOT, env=environ, stdout=log, stderr=log)
    wait_for(f"{served.url}/health/ready", READY_S)
    parent.kill()
    parent.wait()
    end = time.monotonic() + STOP_S
    while answers(f"{served.url}/health/ready") and time.monotonic() < end:
        time.sleep(0.1)
    assert not answers(f"{served.url}/health/ready")
    assert "Traceback" not in served.log.read_text()


def test_milestones_fire_once_each_though_the_worker_is_killed(small: Small) -> None:
    small.set_time(friday(8, 10))
    served = Served(small.house.config.instance)
    served.start()
    _wait_for_all(small, friday(8, 10))
    small.set_time(friday(8, 10), speed=2400.0)
    for _ in range(2):
        time.sleep(2.5)
        _kill(served, "worker")
    _wait_for_all(small, friday(17, 30))
    fired = small.house.read(_fired)
    small.house.close()
    assert served.stop() == 0
    assert [moment for moment, count in fired.items() if count > 1] == []
    assert len(fired) > 60


def _wait_for_all(small: Small, until: datetime) -> None:
    """Wait until every moment up to one of the edition has fired."""
    end = time.monotonic() + FIRE_S
    while missing := small.house.read(_passed, until) - set(small.house.read(_fired)):
        assert time.monotonic() < end, missing
        time.sleep(0.25)


def _fired(session: Session) -> Counter[tuple[int, str]]:
    rows = session.execute(select(EventLog.body).where(EventLog.name == "schedule.milestone_reached")).scalars()
    return Counter((body["milestone_id"], body["transition"]) for body in rows)


def _passed(session: Session, until: datetime) -> set[tuple[int, str]]:
    """Return every moment of the edition up to one."""
    rows = session.execute(select(Milestone)).scalars()
    return {(row.id, transition.value) for row in rows for transition, at in row.moments().transitions() if at <= until}
