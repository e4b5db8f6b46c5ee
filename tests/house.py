"""A whole house in the test's process: database, pages, relay; only the sockets are missing."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from challenge.accounts import actions as accounts
from challenge.accounts.queries import account_actor
from challenge.app import build_app, furnish
from challenge.kernel.access import Relation
from challenge.kernel.actor import HOUSE, Actor, Role
from challenge.kernel.db import Database
from challenge.kernel.ids import signature, token_hash
from challenge.kernel.relay import Relay
from challenge.kernel.work import Work
from challenge.rooms import all_listeners
from challenge.runtime.opening import opened
from challenge.web.shell import COOKIE, declarations
from config import Config
from tests.worlds import Ground, begun

P = ParamSpec("P")
T = TypeVar("T")


# To compile two hundred addresses and the templates anew for each of two thousand tests takes half of their time.
_LEFT: list[Flask] = []


# Each engine compiles every statement for itself; what one test has left serves the next.
_KNOWN: dict[str, Database] = {}


def _known_database(config: Config) -> Database | None:
    """Return the database that tests use one after another; None for a file of this house's own."""
    if str(config.instance) in config.database_url:
        return None
    if config.database_url not in _KNOWN:
        _KNOWN[config.database_url] = Database(config.database_url)
    return _KNOWN[config.database_url]


@dataclass(frozen=True)
class Person:
    """Somebody logged in: an actor of one edition and a browser of their own."""

    actor: Actor
    browser: FlaskClient
    csrf: str

    def get(self, path: str, **options: Any) -> Any:
        """Open a page."""
        return self.browser.get(path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
        """Send a form as a page would, with the session's CSRF token."""
        return self.browser.post(path, data={"csrf_token": self.csrf, **(data or {})}, **options)


class TestHouse:
    """A house for one test.

    Args:
        config: its own instance folder and database.
        rows: what puts worlds back on that database; None where each is made.
    """

    __test__ = False

    def __init__(self, config: Config, rows: Ground | None = None) -> None:
        self.config = config
        self._rows = rows
        self.ground = opened(config, _known_database(config))
        self.database = self.ground.database
        self.works = self.ground.works
        self._app: Flask | None = None
        self._relay = Relay(self.works, all_listeners())

    @property
    def app(self) -> Flask:
        """The application: one that another test has left, else built on first use."""
        if self._app is None:
            self._app = _LEFT.pop() if _LEFT else build_app()
            furnish(self._app, self.config, self.ground)
            self._app.testing = True
        return self._app

    def perform(self, by: Actor, act: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an act."""
        return self.works.perform(by, act, *args, **kwargs)

    def begun(self, key: Hashable, make: Callable[[], T]) -> T:
        """Make a world, or put back the one that `make` made under this key (see `tests.worlds`)."""
        return begun(self._rows, self.config.files_folder, key, make)

    def house_in(self, edition_id: int) -> Actor:
        """Return the house itself, acting in an edition."""
        return replace(HOUSE, edition_id=edition_id)

    def read(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query in a session of its own."""
        with self.database.read() as session:
            return query(session, *args, **kwargs)

    def deliver(self) -> None:
        """Bring every stored fact to every listener."""
        while self._relay.deliver():
            pass

    def person(self, edition_id: int, *roles: Role, name: str = "Camille Martin", organisation_id: int = 0) -> Person:
        """Return somebody new with these roles in an edition, logged in."""
        by = self.house_in(edition_id)
        account = self.perform(by, accounts.create_account, name=name, email=None)
        for role in roles:
            self.perform(by, accounts.grant_role, account.id, role, organisation_id=organisation_id)
        return self.log_in(account.id, edition_id)

    def log_in(self, account_id: int, edition_id: int) -> Person:
        """Return a logged-in browser for an existing account."""
        token = self.perform(HOUSE, accounts.open_session, account_id, device="test", by="password")
        browser = self.app.test_client()
        browser.set_cookie(COOKIE, token)
        csrf = signature(self.config.secret_key, "csrf", token_hash(token))
        return Person(self.read(account_actor, account_id, edition_id), browser, csrf)

    def visitor(self) -> FlaskClient:
        """Return a browser of nobody."""
        return self.app.test_client()

    def readable(self, by: Actor) -> list[Rule]:
        """Return what somebody may read somewhere by its declared policy, and of the rest all that is looked up.

        The shell refuses the others before anything is looked up, with one answer whatever there is, which is executed
        by tests/contract/test_access: one of them stands for all where somebody looks for what answers give away.
        """
        declared = declarations(self.app)
        rules = [rule for rule in self.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        rules = [rule for rule in rules if rule.endpoint in declared]
        allowed = [rule for rule in rules if declared[rule.endpoint].policy.allows(by, Relation.OWN)]
        refused = [rule for rule in rules if rule not in allowed]
        looked_up = [rule for rule in refused if declared[rule.endpoint].thing]
        plain = [rule for rule in refused if rule.arguments == {"slug"} and rule not in looked_up]
        return allowed + looked_up + plain[:1]

    def close(self) -> None:
        """Give back every connection, and the application to the next house."""
        self.ground.close()
        if self._app is not None:
            _LEFT.append(self._app)
            self._app = None
