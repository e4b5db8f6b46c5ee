"""What a ranking does not say: who cannot be told apart, and where visits are too few to rank."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from challenge.judging.rules.normal import below
from challenge.judging.rules.ranking import TOP_PLACES, RankedProject

SURE = 0.9
LEAST_VISITS = 3
_LEAST_RIGHT = 0.7  # share of the ten best to expect among the first ten places; below it the list is a draft


@dataclass(frozen=True, slots=True)
class Tie:
    """Neighbours in the ranking that its first project does not surely beat.

    Attributes:
        first: rank of the best of them.
        last: rank of the last of them; equal to `first` when the project stands alone.
        projects: codes by rank.
        seen: False for the projects that nobody visited; nothing is known about their order.
    """

    first: int
    last: int
    projects: tuple[str, ...]
    seen: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the visits suffice to rank.

    Attributes:
        rarely_seen: codes, by rank, with fewer sheets than asked for.
        right_in_top: how many of the first ten (or fewer) to expect among the true ten best.
        contenders: codes, by rank, of those who may be first: they cannot be told from the leader.
        enough: nobody is rarely seen, and at least 70 % of the first places are expected to be right.
    """

    rarely_seen: tuple[str, ...]
    right_in_top: float
    contenders: tuple[str, ...]
    enough: bool


def chance_of_order(better: RankedProject, other: RankedProject) -> float:
    """Return the probability that `better` is truly the better one; 0.5 when nothing is known.

    The two scores are taken as independent. Jurors who saw both make their difference a little surer than that, so the
    answer errs towards "cannot be told apart".
    """
    spread = math.hypot(_deviation(better), _deviation(other))
    gap = better.score - other.score
    if spread == 0:
        return 0.5 if gap == 0 else float(gap > 0)
    return below(gap / spread)


def ties(lines: Sequence[RankedProject], sure: float = SURE) -> tuple[Tie, ...]:
    """Cut a ranking into groups whose members their first project beats with no more than probability `sure`.

    Comparing with the first of a group, not with the neighbour, keeps long chains of small steps from becoming one
    group of everybody. Projects that nobody visited form the last group.

    Args:
        lines: by rank.
        sure: 0.5 to 1; 0.5 puts equal scores alone together.

    Returns:
        Groups by rank; together they hold every project once.
    """
    groups: list[list[RankedProject]] = []
    for line in lines:
        if groups and _belongs(groups[-1][0], line, sure):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(
        Tie(group[0].rank, group[-1].rank, tuple(line.project for line in group), group[0].visits > 0)
        for group in groups
    )


def verdict(lines: Sequence[RankedProject], least: int = LEAST_VISITS) -> Verdict:
    """Say whether there are too few visits to rank.

    Args:
        lines: by rank.
        least: sheets that a project needs before its place means something.
    """
    rare = tuple(line.project for line in lines if line.visits < least)
    top = lines[:TOP_PLACES]
    right = math.fsum(line.p_top10 for line in top)
    contenders = ties(lines)[0].projects if lines else ()
    return Verdict(rare, right, contenders, not rare and right >= _LEAST_RIGHT * len(top))


def _belongs(leader: RankedProject, line: RankedProject, sure: float) -> bool:
    if (leader.visits > 0) != (line.visits > 0):
        return False
    return not line.visits or chance_of_order(leader, line) <= sure


def _deviation(line: RankedProject) -> float:
    """Return the deviation of a score; of an old line, from the longer half of its interval, which may be cut."""
    return line.deviation or max(line.high - line.score, line.score - line.low) / 1.6448536269514722
