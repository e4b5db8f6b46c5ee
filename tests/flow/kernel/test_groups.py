"""A group commit when something in it goes wrong: nobody is told that what is gone is done, and nobody else suffers."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from challenge.accounts.actions import create_account
from challenge.accounts.queries import account_by_email
from challenge.kernel import log
from challenge.kernel.actor import HOUSE
from challenge.kernel.work import ClockRow, Work
from tests.house import TestHouse

Act = Callable[[Work], Any]


def in_one_group(house: TestHouse, acts: Sequence[Act]) -> list[object]:
    """Run acts as one group: one act holds the line while they queue. Return each one's result or problem."""
    go_on, begun = threading.Event(), threading.Event()

    def hold(_work: Work) -> None:
        begun.set()
        assert go_on.wait(10)

    with ThreadPoolExecutor(len(acts) + 1) as pool:
        pool.submit(house.perform, HOUSE, hold)
        assert begun.wait(10)
        asked = []
        for act in acts:
            asked.append(pool.submit(house.perform, HOUSE, act))
            time.sleep(0.05)  # they queue in this order
        go_on.set()
    return [one.exception() or one.result() for one in asked]


def opening(email: str) -> Act:
    return lambda work: create_account(work, name="Zoé", email=email).email


def full(work: Work) -> None:
    """Do what a full disk does: SQLite ends the whole transaction by itself."""
    connection = work.session.connection()
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 20}")
    try:
        connection.exec_driver_sql("CREATE TABLE much (words BLOB)")
        connection.exec_driver_sql("INSERT INTO much VALUES (zeroblob(3000000))")
    finally:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")


def known(house: TestHouse, *emails: str) -> list[bool]:
    return [house.read(account_by_email, email) is not None for email in emails]


def test_full_disk_in_a_group_fails_alone_and_loses_nobody_else(sqlite_house: TestHouse) -> None:
    found = in_one_group(sqlite_house, [opening("a@x.example"), full, opening("b@x.example")])

    assert (found[0], found[2]) == ("a@x.example", "b@x.example")
    assert isinstance(found[1], Exception)
    assert known(sqlite_house, "a@x.example", "b@x.example") == [True, True]
    assert sqlite_house.read(log.first_broken, 0) is None


def test_failed_act_in_a_group_leaves_the_others_whole(sqlite_house: TestHouse) -> None:
    bad = opening("not an address")
    found = in_one_group(sqlite_house, [opening("a@x.example"), bad, opening("b@x.example")])

    assert (found[0], found[2], isinstance(found[1], Exception)) == ("a@x.example", "b@x.example", True)
    assert known(sqlite_house, "a@x.example", "b@x.example") == [True, True]
    assert sqlite_house.read(log.first_broken, 0) is None


def test_act_that_goes_on_after_a_failed_flush_is_not_told_that_it_is_done(house: TestHouse) -> None:
    def careless(work: Work) -> str:
        create_account(work, name="Zoé", email="a@x.example")
        for _ in range(2):
            with suppress(IntegrityError):
                work.add(ClockRow(edition_id=1, anchor_real=work.real, anchor_edition=work.real, speed=1.0))
            work.session.expunge_all()
        return "done"

    with pytest.raises(Exception, match=r"undone|rolled back"):
        house.perform(HOUSE, careless)
    assert known(house, "a@x.example") == [False]
    assert house.read(log.first_broken, 0) is None
