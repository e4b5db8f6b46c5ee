"""What a request knows: the house (one per process) and `Here` (one per request)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast

from flask import current_app, g
from sqlalchemy.orm import Session

from challenge.kernel.access import Relation
from challenge.kernel.actor import VISITOR, Actor
from challenge.kernel.clock import EditionClock, real_now, real_time
from challenge.kernel.db import Database
from challenge.kernel.errors import NotFound
from challenge.kernel.files import FileStore
from challenge.kernel.work import Works
from challenge.web.language import Languages
from config import Config

T = TypeVar("T")


class EditionFace(Protocol):
    """What the shell shows of an edition."""

    @property
    def id(self) -> int:
        """Inside name."""

    @property
    def slug(self) -> str:
        """Name in addresses."""

    @property
    def name(self) -> str:
        """Name for people."""

    @property
    def accent(self) -> str:
        """Name of the accent colour."""

    @property
    def time_zone(self) -> str:
        """IANA zone of the hall."""

    @property
    def clock(self) -> EditionClock:
        """The edition's clock."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What its desk has set, by the names that rooms give."""

    @property
    def heads(self) -> Mapping[str, int]:
        """The heads of its public topics, read with it."""


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of the navigation; `count` None shows no number."""

    label: str
    href: str
    icon: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Ports:
    """What the shell needs from rooms above it.

    Fields:
        find_edition: (session, slug) -> face, None when absent.
        identify: (session, session token, edition id or 0) -> actor; VISITOR when the token is not valid any more.
        identify_bearer: the same for an API token.
        navigation: (here) -> entries for this actor.
    """

    find_edition: Callable[[Session, str], EditionFace | None]
    identify: Callable[[Session, str, int], Actor]
    identify_bearer: Callable[[Session, str, int], Actor]
    navigation: Callable[["Here"], list[NavEntry]]


@dataclass(frozen=True, slots=True)
class House:
    """What one process holds."""

    config: Config
    database: Database
    works: Works
    files: FileStore
    languages: Languages
    ports: Ports
    build: str


@dataclass(frozen=True, slots=True)
class Found:
    """A thing named by the address and how it stands to the actor."""

    thing: Any
    relation: Relation


@dataclass(slots=True)
class Here:
    """One request.

    Fields:
        session: for reading; closed at the end of the request.
        edition: None outside /e/<slug>/.
        received_at: real instant at which the head of the request was read, before its body.
        found: what the route's `thing` loader gave.
        token: the session cookie, "" for a visitor or a program.
        has_dead_cookie: the browser sent a session that is over; it is told to forget it.
    """

    house: House
    session: Session
    actor: Actor = VISITOR
    edition: EditionFace | None = None
    locale: str = "fr"
    received_at: datetime = field(default_factory=real_now)
    found: Found | None = None
    token: str = ""
    is_program: bool = False
    has_dead_cookie: bool = False

    @property
    def clock(self) -> EditionClock:
        """The clock of the edition; real time outside."""
        return self.edition.clock if self.edition else real_time()

    @property
    def now(self) -> datetime:
        """The edition's instant at which the request was received."""
        return self.clock.edition_at(self.received_at)

    @property
    def time_zone(self) -> str:
        """The zone in which times are shown: the person's, else the edition's."""
        return self.actor.time_zone or (self.edition.time_zone if self.edition else "Europe/Paris")

    def in_edition(self) -> EditionFace:
        """Return the edition of the address.

        Raises:
            NotFound("web.absent"): the route has none.
        """
        if self.edition is None:
            raise NotFound("web.absent")
        return self.edition

    def the(self, kind: type[T]) -> T:
        """Return the thing that the route's loader found.

        Raises:
            NotFound("web.absent"): it found none, or one of another kind.
        """
        if self.found is None or not isinstance(self.found.thing, kind):
            raise NotFound("web.absent")
        return self.found.thing

    def say(self, text: str, /, **values: object) -> str:
        """Translate a text into the reader's language."""
        return self.house.languages.text(self.locale, text, values)


Arguments = Mapping[str, Any]
Loader = Callable[[Here, Arguments], Found | None]


def house() -> House:
    """Return the house of the running application."""
    return cast("House", current_app.extensions["challenge"])


def here() -> Here:
    """Return the request's context."""
    return cast("Here", g.here)
