"""The doctor finds what is wrong, says what to do, and fails only for what must be mended."""

import json
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from challenge.cli import main
from challenge.editions.actions import create_edition
from challenge.kernel.actor import HOUSE
from challenge.kernel.log import EventLog
from challenge.runtime.doctor import State, findings
from challenge.runtime.opening import opened
from config import ROOT, load
from tests.house import TestHouse
from tests.make.editions import make_edition


@pytest.fixture
def place(migrated: Path, tmp_path: Path) -> dict[str, str]:
    """Give the environment of a migrated instance."""
    house = shutil.copytree(migrated, tmp_path / "house")
    return {"CHALLENGE_INSTANCE": str(house), "CHALLENGE_BASE_URL": "https://challenge.example"}


def looked(environ: dict[str, str], live_url: str = "") -> dict[str, str]:
    """Return state by subject."""
    ground = opened(load(environ))
    found = {finding.subject: finding.state.value for finding in findings(ground, ROOT, live_url)}
    ground.close()
    return found


def run(environ: dict[str, str], *arguments: str) -> Result:
    return CliRunner(env=environ).invoke(main, ["doctor", *arguments])


FINE = dict.fromkeys(("configuration", "database", "log", "clock", "disk", "files"), "fine") | {"mail": "note"}


def test_sound_house_is_fine(place: dict[str, str]) -> None:
    done = run(place, "--json")

    assert looked(place) == FINE
    assert (done.exit_code, {one["subject"] for one in json.loads(done.output)}) == (0, set(FINE))


def test_postgres_is_asked_too(place: dict[str, str], postgres_url: str) -> None:
    found = looked({**place, "CHALLENGE_DATABASE_URL": postgres_url})

    assert found["database"] == "wrong"  # the tests' tables were not made by a migration
    assert found["clock"] == "fine"


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        ({"CHALLENGE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}, "database"),
        ({"CHALLENGE_DATABASE_URL": "sqlite:////nowhere/at/all.sqlite"}, "database"),
        ({"CHALLENGE_MAIL_URL": "smtp://127.0.0.1:1"}, "mail"),
        ({"CHALLENGE_MAIL_URL": "mail.example"}, "mail"),
        ({"CHALLENGE_FILES_URL": "/dev/null/files"}, "files"),
        ({"CHALLENGE_BENCH": "1"}, "bench"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(place: dict[str, str], change: dict[str, str], subject: str) -> None:
    done = run({**place, **change}, "--json")
    wrong = [one for one in json.loads(done.output) if one["state"] == "wrong"]

    assert done.exit_code == 1
    assert [one["subject"] for one in wrong] == [subject]
    assert wrong[0]["todo"] != ""


def test_database_without_shape_asks_for_migrate(tmp_path: Path) -> None:
    done = run({"CHALLENGE_INSTANCE": str(tmp_path)})

    assert done.exit_code == 1
    assert "-> run: challenge migrate" in done.output


def test_readable_secret_is_wrong(place: dict[str, str]) -> None:
    secret = Path(place["CHALLENGE_INSTANCE"]) / "secret"
    os.chmod(secret, 0o644)

    assert looked(place)["secret"] == "wrong"


def test_clock_behind_the_log_is_wrong(sqlite_house: TestHouse) -> None:
    make_edition(sqlite_house)
    with sqlite_house.database.writer.begin() as connection:
        connection.execute(update(EventLog).values(recorded_at=EventLog.recorded_at))
        first = connection.execute(EventLog.__table__.select()).one()
        moved = first.recorded_at + timedelta(hours=2)
        connection.execute(update(EventLog).values(recorded_at=moved))
    found = {finding.subject: finding for finding in findings(sqlite_house.ground, ROOT)}

    assert found["clock"].state is State.WRONG
    assert found["clock"].todo.startswith("turn on time synchronisation")


def test_log_that_somebody_changed_is_wrong(place: dict[str, str]) -> None:
    ground = opened(load(place))
    ground.works.perform(HOUSE, create_edition, "crunch", name="Crunch", starts_on=date(2027, 5, 24))
    sound = {finding.subject: finding.state for finding in findings(ground, ROOT)}
    with ground.database.writer.begin() as connection:
        connection.execute(update(EventLog).where(EventLog.seq == 1).values(actor_id=5))
    found = {finding.subject: finding for finding in findings(ground, ROOT)}
    ground.close()

    assert (sound["log"], found["log"].state) == (State.FINE, State.WRONG)
    assert "from number 1 on" in found["log"].said


@contextmanager
def server(status: int) -> Iterator[str]:
    """Give the address of a server that answers everything with one status."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Answer) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.mark.parametrize(("status", "state"), [(400, "fine"), (404, "wrong"), (200, "wrong")])
def test_live_is_known_by_how_it_refuses_polling(place: dict[str, str], status: int, state: str) -> None:
    with server(status) as address:
        assert looked(place, address)["live"] == state


def test_silent_live_is_wrong(place: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        assert looked(place, f"http://127.0.0.1:{port}")["live"] == "wrong"
    assert looked(place, "ftp://somewhere")["live"] == "wrong"
