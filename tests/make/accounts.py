"""Accounts for tests: with a password, with a browser, by a link."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from challenge.accounts import actions, passwords
from challenge.accounts.models import Account, AccountSession, Link
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.work import Work
from tests.house import TestHouse

PASSWORD = "five days in may"
EMAIL = "camille@school.example"


@cache
def stored(password: str = PASSWORD) -> str:
    """Return a password's stored form; computed once, it takes 30 ms."""
    return passwords.hashed(password)


def make_account(house: TestHouse, edition_id: int, *roles: Role, email: str = EMAIL) -> int:
    """Return an account with a password and roles in an edition."""
    by = house.house_in(edition_id)
    account = house.perform(by, actions.create_account, name="Camille Martin", email=email)
    house.perform(by, actions.set_password, account.id, stored())
    for role in roles:
        house.perform(by, actions.grant_role, account.id, role)
    return account.id


@dataclass(frozen=True)
class Answer:
    """What a browser got, and where it was sent."""

    status: int
    location: str
    text: str


class Browser:
    """A browser that fills in forms as people do: it reads the token from the page it is on.

    Args:
        house: whose pages.
    """

    def __init__(self, house: TestHouse) -> None:
        self._client = house.app.test_client()

    def get(self, path: str) -> Answer:
        """Open a page."""
        answer = self._client.get(path)
        return Answer(answer.status_code, answer.headers.get("Location", ""), answer.text)

    def send(self, form: str, path: str, **fields: str) -> Answer:
        """Open the page `form` and send its form to `path`."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(form).text)
        token = found[1] if found else ""
        answer = self._client.post(path, data={"csrf_token": token, **fields})
        return Answer(answer.status_code, answer.headers.get("Location", ""), answer.text)

    def log_in(self, email: str = EMAIL, password: str = PASSWORD) -> Answer:
        """Log in by the form."""
        return self.send("/login", "/login", email=email, password=password)


def later(house: TestHouse, **time: float) -> None:
    """Let time pass for accounts: everything that was noted about them is so much longer ago."""
    passed = timedelta(**time)

    def shift(work: Work) -> None:
        for account in work.session.query(Account).where(Account.failed_at.is_not(None)):
            account.failed_at = account.failed_at and account.failed_at - passed
        for row in [*work.session.query(AccountSession), *work.session.query(Link)]:
            row.expires_at -= passed

    house.perform(HOUSE, shift)
