"""Rankings as values and as they are stored: a round's standings, and the final order of all rounds."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from challenge.judging.rules.ranking import RankedJuror, RankedProject, Ranking

_DIGITS = 6
LEAST_VISITS = 3


@dataclass(frozen=True, slots=True)
class Standings:
    """A round's ranking; projects are named by the codes of their teams, jurors by their numbers.

    `bounds` are the fewest and most points of the rubric.
    """

    ranking: Ranking
    bounds: tuple[float, float]

    @property
    def rarely_seen(self) -> int:
        """How many teams have fewer than three counted sheets: while there are any, places are guesses (R16)."""
        return sum(line.visits < LEAST_VISITS for line in self.ranking.projects)


def as_json(found: Standings) -> dict[str, Any]:
    """Return standings as they are stored."""
    return {
        "bounds": list(found.bounds),
        "projects": [_rounded(line) for line in found.ranking.projects],
        "jurors": [_rounded(line) for line in found.ranking.jurors],
    }


def _rounded(line: RankedProject | RankedJuror) -> list[Any]:
    return [round(value, _DIGITS) if isinstance(value, float) else value for value in astuple(line)]


def from_json(body: dict[str, Any]) -> Standings:
    """Return stored standings."""
    projects = tuple(RankedProject(*line) for line in body["projects"])
    jurors = tuple(RankedJuror(*line) for line in body["jurors"])
    return Standings(Ranking(projects, jurors), (body["bounds"][0], body["bounds"][1]))


def final_order(first: Standings, finals: Standings | None) -> Standings:
    """Return the order that is announced: finalists by the finals, then everybody else by the first round.

    Finals without a single sheet decide nothing. Points stay those of the round that placed a team, so they may rise
    where the rounds meet.
    """
    if finals is None or not finals.ranking.jurors:
        return first
    ahead = finals.ranking.projects
    codes = {line.project for line in ahead}
    lines = _numbered([*ahead, *(line for line in first.ranking.projects if line.project not in codes)])
    return Standings(Ranking(lines, finals.ranking.jurors), first.bounds)


def _numbered(lines: Sequence[RankedProject]) -> tuple[RankedProject, ...]:
    return tuple(replace(line, rank=rank) for rank, line in enumerate(lines, start=1))
