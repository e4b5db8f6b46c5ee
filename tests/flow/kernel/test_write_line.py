"""Processes take turns to write on SQLite: who waits writes when the other is done, and not for ever."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import make_url

from challenge.kernel import db
from challenge.live import feed
from tests.house import TestHouse
from tests.make.editions import make_edition


@pytest.fixture
def other(sqlite_house: TestHouse) -> Iterator[sqlite3.Connection]:
    """Give the connection of another program that is writing."""
    path = make_url(sqlite_house.database.url).database
    assert path is not None
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def test_who_waits_writes_as_soon_as_the_other_is_done(sqlite_house: TestHouse, other: sqlite3.Connection) -> None:
    by = sqlite_house.house_in(make_edition(sqlite_house).id)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(sqlite_house.perform, by, feed.push, "topic", "news", {})
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.2)
        other.execute("COMMIT")

        assert waiting.result(timeout=20) == 1


def test_a_line_that_stands_still_is_given_up(
    sqlite_house: TestHouse, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = sqlite_house.house_in(make_edition(sqlite_house).id)
    monkeypatch.setattr(db, "LOCKED_MOST_S", 0.05)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        sqlite_house.perform(by, feed.push, "topic", "news", {})
    other.execute("COMMIT")

    assert sqlite_house.perform(by, feed.push, "topic", "news", {}) == 1
