"""Topics: their names, and who may join; each room declares the kinds it pushes to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from challenge.kernel.access import Policy
from challenge.kernel.actor import Actor

IdentifyIn = Callable[[Session, int], Actor]


@dataclass(frozen=True, slots=True)
class TopicKind:
    """One kind of topic.

    Fields:
        pattern: as shown in `challenge routes`, `edition:<slug>:public`.
        policy: declared rights, shown beside it.
        may_join: (session, identify, name) -> True when the actor may; `identify` gives the actor in an edition.
        matches: True when a topic's name is of this kind.
    """

    pattern: str
    policy: Policy
    matches: Callable[[str], bool]
    may_join: Callable[[Session, IdentifyIn, str], bool]


def edition_topic(slug: str, screen: str) -> str:
    """Return the name of an edition's topic: public, wall, staff or jury."""
    return f"edition:{slug}:{screen}"


def team_topic(public_id: str) -> str:
    """Return the name of a team's topic."""
    return f"team:{public_id}"


def user_topic(public_id: str) -> str:
    """Return the name of one account's topic."""
    return f"user:{public_id}"


def may_join(kinds: Sequence[TopicKind], session: Session, identify: IdentifyIn, topic: str) -> bool:
    """True when somebody may join a topic now; an unknown topic is nobody's."""
    kind = next((kind for kind in kinds if kind.matches(topic)), None)
    return kind is not None and kind.may_join(session, identify, topic)
