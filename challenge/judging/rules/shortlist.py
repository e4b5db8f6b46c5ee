"""The shortlist: the model's order, what people decided against it, and where a cut parts teams that are alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from challenge.judging.rules.ranking import RankedProject
from challenge.judging.rules.ties import SURE, chance_of_order
from challenge.kernel.errors import Invalid

FEWEST_PLACES, MOST_PLACES, USUAL_PLACES = 3, 20, 8
MOST_CHOSEN = 200
"""Teams that may go on to a round between the first and the finals."""


@dataclass(frozen=True, slots=True)
class Parted:
    """Teams on both sides of a cut that cannot be separated.

    Attributes:
        inside: the last place before the cut that is not surely ahead of `outside`.
        outside: the first place behind the cut that `inside` does not surely beat.
        projects: codes, by rank, of all that cannot be separated from somebody on the other side.
    """

    inside: int
    outside: int
    projects: tuple[str, ...]


def check_places(places: int, most: int = MOST_PLACES, field: str = "places") -> None:
    """Refuse a number of teams beyond what a round is for: of finals 3 to 20.

    Raises:
        Invalid("judging.shortlist_places"): not 3 to `most`; at `field`.
    """
    if not FEWEST_PLACES <= places <= most:
        raise Invalid("judging.shortlist_places", field, fewest=FEWEST_PLACES, most=most)


def shortlist(
    lines: Sequence[RankedProject], places: int, put_on: Collection[str] = (), taken_off: Collection[str] = ()
) -> tuple[str, ...]:
    """Return who goes on: who was put on first, then the best of the others until the places are taken.

    A team that nobody visited is on it only when it was put on. Codes that are not ranked (any more) are passed over:
    the place of a team that gave up goes to the next one.

    Args:
        lines: by rank.
        places: how many go on.
        put_on: codes that have a place whatever the model says.
        taken_off: codes that have none.

    Returns:
        Codes by rank; fewer than `places` when there are not enough teams.
    """
    pinned = [line.project for line in lines if line.project in put_on][:places]
    others = [line.project for line in lines if line.visits and line.project not in {*put_on, *taken_off}]
    chosen = {*pinned, *others[: places - len(pinned)]}
    return tuple(line.project for line in lines if line.project in chosen)


def parted(lines: Sequence[RankedProject], places: int, sure: float = SURE) -> Parted | None:
    """Say whom a cut after a number of places parts though they cannot be separated; None when it parts nobody.

    Args:
        lines: visited projects, by rank.
        places: how many are before the cut.
        sure: probability from which on one team is surely the better one.
    """
    before, behind = lines[:places], lines[places:]
    pairs = [(one, other) for one in before for other in behind if chance_of_order(one, other) <= sure]
    if not pairs:
        return None
    nearest = min(pairs, key=lambda pair: (pair[1].rank - pair[0].rank, -pair[0].rank))
    alike = {line.project for pair in pairs for line in pair}
    return Parted(nearest[0].rank, nearest[1].rank, tuple(line.project for line in lines if line.project in alike))


def clean_cuts(lines: Sequence[RankedProject], sure: float = SURE, most: int = MOST_PLACES) -> tuple[int, ...]:
    """Return the numbers of places, from 3 to `most`, after which a cut parts nobody from a team that is alike.

    Args:
        lines: visited projects, by rank.
        sure: see `parted`.
        most: the largest number of places that is asked about.
    """
    reach = [
        max((at for at, other in enumerate(lines, start=1) if chance_of_order(line, other) <= sure), default=0)
        for line in lines[:most]
    ]
    return tuple(
        places for places in range(FEWEST_PLACES, min(most, len(lines) - 1) + 1) if max(reach[:places]) <= places
    )


def place_spans(lines: Sequence[RankedProject], most: int, sure: float = SURE) -> dict[str, tuple[int, int]]:
    """Return the best and the worst place that each of the first teams may truly have.

    Whoever surely beats a team stands before it, whom it surely beats stands behind it; all others may do either.

    Args:
        lines: by rank.
        most: how many teams, from the first on.
        sure: see `parted`.
    """
    spans = {}
    for line in lines[:most]:
        ahead = sum(chance_of_order(other, line) > sure for other in lines if other is not line)
        behind = sum(chance_of_order(line, other) > sure for other in lines if other is not line)
        spans[line.project] = (1 + ahead, len(lines) - behind)
    return spans
