"""The timetable of visits: in each slot everybody is in one place, in as few slots as can be, on short walks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from challenge.judging.rules.walking import Place, shorten_walks, wished_slots
from challenge.kernel.errors import Conflict, Invalid

FREE = -1


@dataclass(frozen=True, slots=True, order=True)
class SlotVisit:
    """A visit with its moment; slots count from 1."""

    slot: int
    juror: str
    project: str


def slots_needed(visits: Collection[tuple[str, str]]) -> int:
    """Return the least number of slots: the longest list of any juror or project; 0 without visits."""
    jurors = Counter(juror for juror, _ in visits)
    projects = Counter(project for _, project in visits)
    return max([*jurors.values(), *projects.values()], default=0)


def timetable(
    visits: Collection[tuple[str, str]], places: Mapping[str, Place], slots: int | None = None
) -> list[SlotVisit]:
    """Give every visit a slot so that nobody is twice in one; uses exactly `slots_needed` slots.

    The same visits in another order give the same timetable.

    Args:
        visits: pairs (juror, project), each once.
        places: where a project stands; one without a place is left out when walks are shortened.
        slots: how many there are; None = as many as needed.

    Returns:
        By slot, then juror.

    Raises:
        Invalid: `judging.visit_repeated`.
        Conflict: `judging.slots_too_few` with the number needed.
    """
    ordered = sorted(visits)
    if len(set(ordered)) < len(ordered):
        juror, project = next(pair for pair, times in Counter(ordered).items() if times > 1)
        raise Invalid("judging.visit_repeated", juror=juror, project=project)
    needed = slots_needed(ordered)
    if slots is not None and needed > slots:
        raise Conflict("judging.slots_too_few", needed=needed, slots=slots)
    jurors = sorted({juror for juror, _ in ordered})
    projects = sorted({project for _, project in ordered})
    juror_at = {code: index for index, code in enumerate(jurors)}
    project_at = {code: len(jurors) + index for index, code in enumerate(projects)}
    stands = [places.get(code) for code in projects]
    meetings = [(juror_at[juror], project_at[project]) for juror, project in ordered]
    agenda = colour(meetings, wished_slots(meetings, len(jurors), stands, needed), needed)
    shorten_walks(agenda, len(jurors), stands)
    return sorted(
        SlotVisit(slot + 1, juror, projects[met - len(jurors)])
        for juror in jurors
        for slot, met in enumerate(agenda[juror_at[juror]])
        if met != FREE
    )


def colour(meetings: Sequence[tuple[int, int]], wishes: Sequence[int], slots: int) -> list[list[int]]:
    """Colour the edges of a bipartite graph, near the wished colours where that is free.

    Args:
        meetings: edges (left, right) of nodes numbered from 0, left nodes first; each once.
        wishes: by edge, the colour it would like.
        slots: colours, at least the largest degree.

    Returns:
        By node and slot, the node met there, or `FREE`.

    Source: König (1916): the largest degree suffices; each new edge frees a colour by turning one alternating chain.
    """
    agenda = [[FREE] * slots for _ in range(1 + max((right for _, right in meetings), default=-1))]
    for (left, right), wish in zip(meetings, wishes, strict=True):
        near = sorted(range(slots), key=lambda slot, of=wish: abs(slot - of))  # type: ignore[misc]
        open_left = [slot for slot in near if agenda[left][slot] == FREE]
        common = [slot for slot in open_left if agenda[right][slot] == FREE]
        here = common[0] if common else open_left[0]
        if not common:
            there = next(slot for slot in near if agenda[right][slot] == FREE)
            # The chain of slots `here` and `there` from the right node cannot end at the left one: the graph is
            # bipartite and the left node is free in `here`. Turning it frees `here` on the right.
            turn_chain(agenda, right, here, there)
        agenda[left][here], agenda[right][here] = right, left
    return agenda


def turn_chain(agenda: list[list[int]], node: int, one: int, two: int) -> None:
    """Swap two slots along the chain that starts at a node by its meeting in slot `one`; the node is free in `two`."""
    chain, slot = [node], one
    while (met := agenda[chain[-1]][slot]) != FREE:
        chain.append(met)
        slot = two if slot == one else one
    for link in chain:
        agenda[link][one], agenda[link][two] = agenda[link][two], agenda[link][one]
