"""Facts: frozen, past tense, ids and small values. A registry turns them into rows and back."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, TypeVar

E = TypeVar("E", bound="Event")

_REGISTRY: dict[str, type["Event"]] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Mother of every fact.

    A subclass sets `name` (`room.past_tense`, never changed once stored) and, when its fields changed, `version` and
    `upcast`.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1

    @classmethod
    def upcast(cls, body: dict[str, Any], version: int) -> dict[str, Any]:
        """Return the body in today's shape; `version` is the one it was stored with."""
        if version != cls.version:
            raise ValueError(f"{cls.name}: no upcaster from version {version}")
        return body


def fact(cls: type[E]) -> type[E]:
    """Register a fact under its stored name; a name used twice is a defect."""
    if cls.name in _REGISTRY:
        raise ValueError(f"fact {cls.name} declared twice")
    _REGISTRY[cls.name] = cls
    return cls


@dataclass(frozen=True, slots=True)
class Stored:
    """A fact with what the log knows about it.

    Fields:
        seq: dense per edition, in commit order, from 1.
        at: the edition's instant of the act; recorded_at: the real one.
        actor_id: account, 0 for the house.
    """

    edition_id: int
    seq: int
    at: datetime
    recorded_at: datetime
    actor_id: int
    event: Event


def body_of(event: Event) -> dict[str, Any]:
    """Return the JSON body of a fact."""
    return asdict(event)


def known(name: str) -> bool:
    """True when this build knows the fact; facts of a newer release are passed over, not lost."""
    return name in _REGISTRY


def revive(name: str, version: int, body: dict[str, Any]) -> Event:
    """Return a fact from its stored form, upcast to today's shape.

    Raises:
        KeyError: unknown name.
    """
    cls = _REGISTRY[name]
    shape = cls.upcast(body, version)
    wanted = {field.name for field in fields(cls)}
    return cls(**{key: value for key, value in shape.items() if key in wanted})


def registered() -> dict[str, type[Event]]:
    """Return every fact by stored name."""
    return dict(_REGISTRY)
