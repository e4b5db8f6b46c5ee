"""`challenge web`, `live` and `worker` started one by one on PostgreSQL: a fact of one reaches a socket of another."""

import os
import queue
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import socketio
from sqlalchemy import make_url

from config import ROOT
from tests.pages.served import READY_S, STOP_S, answers, free_port, wait_for
from tests.pages.small import make_small

PUSH_S = 10.0
TOPIC = "edition:demo:public"


@pytest.fixture
def own_url(postgres_url: str) -> Iterator[str]:
    """Give a database of its own on the tests' server, empty."""
    server = make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    name = f"challenge_apart_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def command(*words: str) -> list[str]:
    """Return a command line of the product."""
    return [sys.executable, "-m", "challenge", *words]


@contextmanager
def running(environ: dict[str, str], *words: str) -> Iterator[None]:
    """Run a process of the product; it must end cleanly when asked."""
    process = subprocess.Popen(command(*words), cwd=ROOT, env=environ)
    try:
        yield
        assert process.poll() is None, f"{words[0]} ended by itself with {process.returncode}"
    finally:
        process.terminate()
        status = process.wait(STOP_S)
    assert status == 0, (words[0], status)


def test_processes_apart_carry_a_fact_from_the_worker_to_a_socket(own_url: str, instance: Path) -> None:
    given = {"CHALLENGE_INSTANCE": str(instance), "CHALLENGE_DATABASE_URL": own_url}
    environ = {**os.environ, **given}
    done = subprocess.run(command("migrate"), cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    small = make_small(instance, CHALLENGE_DATABASE_URL=own_url)
    port, live_port = free_port(), free_port()
    with (
        running(environ, "web", "--port", str(port)),
        running(environ, "live", "--port", str(live_port)),
        running(environ, "worker"),
    ):
        wait_for(f"http://127.0.0.1:{port}/health/ready", READY_S)
        wait_for(f"http://127.0.0.1:{live_port}/health/live", READY_S)
        assert answers(f"http://127.0.0.1:{port}/e/demo/")
        with listening(live_port) as (head, pushes):
            small.confirm_problem()
            push = pushes.get(timeout=PUSH_S)
    small.house.close()
    assert (push["topic"], push["seq"]) == (TOPIC, head + 1)


@contextmanager
def listening(port: int) -> Iterator[tuple[int, "queue.Queue[dict[str, Any]]"]]:
    """Join the public topic as a program; give its head and what is pushed from there on."""
    pushes: queue.Queue[dict[str, Any]] = queue.Queue()
    client = socketio.Client(reconnection=False)
    client.on("push", pushes.put)
    client.connect(f"http://127.0.0.1:{port}", transports=["websocket"])
    joined = client.call("join", {"topic": TOPIC, "last": -1}, timeout=PUSH_S)
    assert joined["ok"]
    yield joined["seq"], pushes
    client.disconnect()
