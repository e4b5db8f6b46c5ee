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

    `bounds` are the fewest and most points of the rubric; `placed_by` of a final order the code of the round that gave
    each place, project by project, empty of a round's own ranking.
    """

    ranking: Ranking
    bounds: tuple[float, float]
    placed_by: tuple[str, ...] = ()

    @property
    def rarely_seen(self) -> int:
        """How many teams have fewer than three counted sheets: while there are any, places are guesses (R16)."""
        return sum(line.visits < LEAST_VISITS for line in self.ranking.projects)


def as_json(found: Standings) -> dict[str, Any]:
    """Return standings as they are stored."""
    body: dict[str, Any] = {
        "bounds": list(found.bounds),
        "projects": [_rounded(line) for line in found.ranking.projects],
        "jurors": [_rounded(line) for line in found.ranking.jurors],
    }
    return body | {"placed_by": list(found.placed_by)} if found.placed_by else body


def _rounded(line: RankedProject | RankedJuror) -> list[Any]:
    return [round(value, _DIGITS) if isinstance(value, float) else value for value in astuple(line)]


def from_json(body: dict[str, Any]) -> Standings:
    """Return stored standings."""
    projects = tuple(RankedProject(*line) for line in body["projects"])
    jurors = tuple(RankedJuror(*line) for line in body["jurors"])
    placed_by = tuple(body.get("placed_by", ()))
    return Standings(Ranking(projects, jurors), (body["bounds"][0], body["bounds"][1]), placed_by)


def final_order(turns: Sequence[tuple[str, Standings]]) -> Standings:
    """Return the order that is announced: finalists by the finals, who was in the round before by that one, and so on.

    Later rounds without a single sheet decide nothing. Points stay those of the round that placed a team, so they may
    rise where two rounds meet; `bounds` are those of the first round, `jurors` those of the last that decided.

    Args:
        turns: code and standings of the rounds whose ranking was taken, in their order; at least one.
    """
    first = turns[0][1]
    deciding = [turns[0], *(one for one in turns[1:] if one[1].ranking.jurors)]
    placed: dict[str, tuple[RankedProject, str]] = {}
    for code, found in reversed(deciding):
        for line in found.ranking.projects:
            placed.setdefault(line.project, (line, code))
    lines = _numbered([line for line, _ in placed.values()])
    return Standings(
        Ranking(lines, deciding[-1][1].ranking.jurors), first.bounds, tuple(code for _, code in placed.values())
    )


def placed_spans(found: Standings) -> list[tuple[str, int, int]]:
    """Return which places each round gave, from the first place on: code of the round, first and last place."""
    spans: list[tuple[str, int, int]] = []
    for rank, code in enumerate(found.placed_by, start=1):
        if spans and spans[-1][0] == code:
            spans[-1] = (code, spans[-1][1], rank)
        else:
            spans.append((code, rank, rank))
    return spans


def _numbered(lines: Sequence[RankedProject]) -> tuple[RankedProject, ...]:
    return tuple(replace(line, rank=rank) for rank, line in enumerate(lines, start=1))
