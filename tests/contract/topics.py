"""What stands in the variable part of live topics: own, somebody else's, another edition's, absent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from challenge.kernel.access import Relation
from challenge.live.topics import TopicKind
from tests.contract.addresses import NOBODY, OBJECTS, PRIVATE, Case
from tests.contract.world import Side, Someone, World


@dataclass(frozen=True)
class Topic:
    """One topic that a caller tries to join."""

    case: Case
    topic: str
    side: Side | None
    relation: Relation


def _team(world: World, side: Side, *, own: bool) -> str:
    return world.team(side, own=own).public_id


def _problem(world: World, side: Side, *, own: bool) -> str:
    return world.problem_of(world.team(side, own=own))


# Per kind of topic: how its object is named, and whose roles own it (as for addresses).
_OBJECTS: dict[str, tuple[Callable[..., str], str]] = {
    "team": (_team, "code"),
    "problem": (_problem, "problem"),
}


def topics(world: World, kind: TopicKind, who: Someone) -> Iterator[Topic]:
    """Give every topic of a kind that one caller tries.

    Raises:
        KeyError: a kind that the table above does not know.
    """
    subject, _, rest = kind.pattern.partition(":")
    if subject == "edition":
        yield from _of_edition(world, rest.split(":")[1])
    elif subject == "user":
        yield from _of_user(world, who)
    elif subject in _OBJECTS:
        yield from _of_object(world, kind, who)
    else:
        raise KeyError(f"the access matrix does not know topics of the kind {kind.pattern}: say what it names here")


def _of_edition(world: World, screen: str) -> Iterator[Topic]:
    for case, side in ((Case.SAME, world.first), (Case.OTHER, world.second)):
        yield Topic(case, f"edition:{side.edition.slug}:{screen}", side, Relation.EDITION)
    yield Topic(Case.ABSENT, f"edition:nowhere:{screen}", None, Relation.EDITION)


def _of_user(world: World, who: Someone) -> Iterator[Topic]:
    stranger = next(one for one in world.people.values() if one.account_id not in (0, who.account_id))
    if who.account_id:
        yield Topic(Case.OWN, f"user:{world.actor(who, None).public_id}", None, Relation.OWN)
    yield Topic(Case.SAME, f"user:{world.actor(stranger, None).public_id}", None, Relation.FOREIGN)
    yield Topic(Case.ABSENT, f"user:{NOBODY}", None, Relation.FOREIGN)


def _of_object(world: World, kind: TopicKind, who: Someone) -> Iterator[Topic]:
    subject = kind.pattern.partition(":")[0]
    name, part = _OBJECTS[subject]
    owns = bool(OBJECTS[part].owners & world.actor(who, world.first).roles)
    strange = Relation.FOREIGN if kind.policy.name in PRIVATE else Relation.EDITION
    own, same = name(world, world.first, own=True), name(world, world.first, own=False)
    yield Topic(Case.OWN, f"{subject}:{own}", world.first, Relation.OWN if owns else strange)
    yield Topic(Case.SAME, f"{subject}:{same}", world.first, strange)
    yield Topic(Case.OTHER, f"{subject}:{name(world, world.second, own=False)}", world.second, strange)
    yield Topic(Case.ABSENT, f"{subject}:{NOBODY}", None, Relation.FOREIGN)
