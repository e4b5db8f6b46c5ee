"""The reveal: which places are open at which step, and who sees what. Before a place is open it leaves no trace."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from challenge.judging.rules.ranking import RankedProject, Ranking
from challenge.kernel.errors import Conflict, Invalid

PODIUM = 3


class Step(IntEnum):
    """Steps of the script, in order: the podium from below, then everybody."""

    SEALED = 0
    THIRD = 1
    SECOND = 2
    FIRST = 3
    ALL = 4


class Viewer(StrEnum):
    """On whose behalf somebody looks; the strongest role of this edition counts."""

    ORGANISER = "organiser"
    JUROR = "juror"
    TEAM = "team"
    PARTNER = "partner"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Sight:
    """What one viewer may see of the results.

    Attributes:
        places: projects with their rank, best first.
        points: codes of projects whose score, interval and visits may be shown too.
    """

    places: tuple[RankedProject, ...]
    points: frozenset[str]


def podium(ranking: Ranking, n: int = PODIUM) -> tuple[RankedProject, ...]:
    """Return the first n places, best first; fewer when there are fewer projects that somebody visited.

    Raises:
        Invalid: `judging.podium_size` when n is below 1.
    """
    if n < 1:
        raise Invalid("judging.podium_size", value=n)
    return tuple(line for line in ranking.projects[:n] if line.visits)


def revealed(ranking: Ranking, step: Step) -> tuple[RankedProject, ...]:
    """Return the open places, best first: none, third, third and second, the podium, then all."""
    if step is Step.ALL:
        return ranking.projects
    lowest_open = PODIUM + 1 - step
    return tuple(line for line in podium(ranking) if line.rank >= lowest_open)


def next_step(step: Step, ranking: Ranking, checked: Collection[str]) -> Step:
    """Return the step after this one; the script is never played backwards.

    Args:
        step: where the script stands.
        ranking: as it will be announced.
        checked: codes of finalists whose second check is done.

    Raises:
        Conflict: `judging.reveal_finished` after the last step; `judging.finalists_unchecked` while a place of the
            podium lacks its second check, with the number that lack it.
    """
    if step is Step.ALL:
        raise Conflict("judging.reveal_finished")
    check_podium(ranking, checked)
    return Step(step + 1)


def check_podium(ranking: Ranking, checked: Collection[str]) -> None:
    """Refuse a podium that somebody has not looked at a second time (R19).

    Raises:
        Conflict: `judging.finalists_unchecked`, with the number of places that lack it.
    """
    lacking = [line for line in podium(ranking) if line.project not in checked]
    if lacking:
        raise Conflict("judging.finalists_unchecked", count=len(lacking))


def sight(ranking: Ranking, step: Step, viewer: Viewer, own: Collection[str] = ()) -> Sight:
    """Return what a viewer may see.

    Organisers see everything at any time. Everybody else sees the open places; when all are open, the members of a
    team and the partner of its problem also see the points of their own projects. Two rankings with the same open
    places look the same to them until then.

    Args:
        ranking: places and points.
        step: where the script stands.
        viewer: the role that asks.
        own: codes of the projects of this team or partner.
    """
    if viewer is Viewer.ORGANISER:
        return Sight(ranking.projects, frozenset(line.project for line in ranking.projects))
    entitled = step is Step.ALL and viewer in {Viewer.TEAM, Viewer.PARTNER}
    known = {line.project for line in ranking.projects}
    return Sight(revealed(ranking, step), frozenset(own) & known if entitled else frozenset())
