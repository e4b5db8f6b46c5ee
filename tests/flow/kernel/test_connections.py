"""A connection that rested is asked whether its server is still there; one in use is not."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url, text

from challenge.kernel import db
from challenge.kernel.db import Database


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    """Give the real server, with a pool of its own."""
    own = Database(postgres_url)
    yield own
    own.close()


def end(url: str, servers: set[int]) -> None:
    """End connections from the server's side, as its restart does."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for server in servers:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", [server])


def test_connections_that_a_server_ended_are_replaced(
    database: Database, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "RESTED_S", 0.0)
    with database.read() as one, database.read() as other:
        before = {session.execute(text("SELECT pg_backend_pid()")).scalar_one() for session in (one, other)}
    end(postgres_url, before)
    with database.read() as one, database.read() as other:
        after = {session.execute(text("SELECT pg_backend_pid()")).scalar_one() for session in (one, other)}

    assert (len(before), len(after), before & after) == (2, 2, set())


def test_connection_that_is_used_again_at_once_is_not_asked(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(database.reader.dialect, "do_ping", asked.append)
    monkeypatch.setattr(db, "RESTED_S", 60.0)
    for _ in range(3):
        with database.read() as session:
            session.execute(text("SELECT 1"))
    in_use = len(asked)
    monkeypatch.setattr(db, "RESTED_S", 0.0)
    with database.read() as session:
        session.execute(text("SELECT 1"))

    assert (in_use, len(asked)) == (0, 1)
