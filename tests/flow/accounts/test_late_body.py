"""A log-in whose body takes its time is decided on what holds when it has come."""

import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from challenge.accounts import actions, passwords
from challenge.accounts.models import Account
from challenge.kernel.actor import HOUSE
from challenge.kernel.work import Work
from tests.house import TestHouse

EMAIL, FIRST, SECOND = "zoe@school.example", "the first password 1", "another password 2"


class Late(io.BytesIO):
    """A body before whose first byte something happens."""

    def __init__(self, body: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__(body)
        self._meanwhile: Callable[[], object] | None = meanwhile

    def read(self, *size: Any) -> bytes:
        self._happen()
        return super().read(*size)

    def readinto(self, buffer: Any) -> int:
        self._happen()
        return super().readinto(buffer)

    def _happen(self) -> None:
        happens, self._meanwhile = self._meanwhile, None
        if happens is not None:
            happens()


def give_password(work: Work, account_id: int, password: str) -> None:
    work.session.get_one(Account, account_id).password_hash = passwords.hashed(password)


def logged_in(house: TestHouse, meanwhile: Callable[[], object]) -> bool:
    """Log in with the first password; something happens before the body has come."""
    visitor = house.visitor()
    token = re.findall('name="csrf_token" value="([^"]+)"', visitor.get("/login").text)[0]
    body = urlencode({"csrf_token": token, "email": EMAIL, "password": FIRST, "next": ""}).encode()
    sent: dict[str, Any] = {"input_stream": Late(body, meanwhile), "content_length": len(body)}
    answer = visitor.post("/login", content_type="application/x-www-form-urlencoded", **sent)
    return bool(answer.status_code == 303)


def test_password_that_was_changed_meanwhile_opens_nothing(house: TestHouse) -> None:
    account = house.perform(HOUSE, actions.create_account, name="Zoé", email=EMAIL)
    house.perform(HOUSE, give_password, account.id, FIRST)
    before = logged_in(house, lambda: None)
    changed = logged_in(house, lambda: house.perform(HOUSE, give_password, account.id, SECOND))

    assert (before, changed) == (True, False)


def test_guesses_that_wait_together_are_counted(house: TestHouse) -> None:
    account = house.perform(HOUSE, actions.create_account, name="Zoé", email=EMAIL)
    house.perform(HOUSE, give_password, account.id, FIRST)

    def guess() -> None:
        for _ in range(12):
            house.perform(HOUSE, actions.note_wrong_password, account.id)

    assert logged_in(house, guess) is False
