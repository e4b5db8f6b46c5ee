"""One act, one commit; once per key; a failed act leaves nothing; a group commit keeps its members apart."""

import threading

import pytest
from sqlalchemy import func, select

from challenge.accounts.actions import create_account
from challenge.accounts.models import Account
from challenge.kernel import log
from challenge.kernel.actor import HOUSE, Actor
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Intent, Work
from tests.house import TestHouse


def open_account(work: Work, email: str) -> dict[str, int]:
    return {"id": create_account(work, name="Zoé", email=email).id}


def open_two_badly(work: Work) -> None:
    create_account(work, name="Zoé", email="first@school.example")
    create_account(work, name="Zoé", email="not an address")


def count_accounts(house: TestHouse) -> int:
    return house.read(lambda session: session.execute(select(func.count()).select_from(Account)).scalar_one())


def test_work_that_fails_leaves_nothing(house: TestHouse) -> None:
    with pytest.raises(Invalid, match=r"accounts\.email"):
        house.perform(HOUSE, open_two_badly)

    assert (count_accounts(house), house.read(log.heads)) == (0, {})


def test_work_once_answers_a_repeated_key_with_the_first_answer(house: TestHouse) -> None:
    intent = Intent("key-1", "print")
    first = house.works.perform_once(HOUSE, intent, open_account, "a@school.example")
    again = house.works.perform_once(HOUSE, intent, open_account, "a@school.example")

    assert (again, count_accounts(house), house.read(log.heads)) == (first, 1, {0: 1})


def test_work_once_refuses_a_key_used_for_something_else(house: TestHouse) -> None:
    house.works.perform_once(HOUSE, Intent("key-1", "print"), open_account, "a@school.example")

    with pytest.raises(Conflict, match=r"work\.key_reused"):
        house.works.perform_once(HOUSE, Intent("key-1", "other"), open_account, "b@school.example")

    assert count_accounts(house) == 1


def test_work_once_under_twenty_simultaneous_taps_happens_once(house: TestHouse) -> None:
    answers: list[dict[str, int]] = []

    def tap() -> None:
        intent = Intent("tap", "print")
        answers.append(house.works.perform_once(Actor(account_id=3), intent, open_account, "a@school.example"))

    threads = [threading.Thread(target=tap) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(answers), len({answer["id"] for answer in answers}), count_accounts(house)) == (20, 1, 1)


def test_work_in_a_group_fails_alone(house: TestHouse) -> None:
    """Thirty writers at once, every third one wrong: the others' accounts are all there."""
    refused: list[str] = []

    def write(number: int) -> None:
        email = "wrong" if number % 3 == 0 else f"n{number}@school.example"
        try:
            house.perform(HOUSE, open_account, email)
        except Invalid as problem:
            refused.append(problem.code)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(refused), count_accounts(house), house.read(log.heads)) == (10, 20, {0: 20})
