"""How wishes came out, for everybody and for each group: pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from challenge.teams.solver.model import Instance, Plan, Problem, Student, Wish

UNWISHED = 0
"""Stands for a rank: wishes were stated and none came true."""

GROUPS: Mapping[str, Callable[[Student], str]] = {
    "department": lambda one: one.department,
    "school": lambda one: one.school,
    "level": lambda one: str(one.level) if one.level else "",
}

WORST_OFF = 12


@dataclass(frozen=True, slots=True)
class Share:
    """How one group fared.

    Fields:
        kind, name: `department` and its name, or another key of `GROUPS`; both "" for everybody.
        students: how many stated wishes.
        ranks: how many got their wish of a rank, `UNWISHED` for none.
        silent: how many stated no wish.
    """

    kind: str
    name: str
    students: int
    ranks: Mapping[int, int]
    silent: int

    def share(self, most: int) -> float:
        """Return the share, 0..1, of those with wishes who got one of their first `most`; 0 when nobody has wishes."""
        served = sum(count for rank, count in self.ranks.items() if 0 < rank <= most)
        return served / self.students if self.students else 0.0


@dataclass(frozen=True, slots=True)
class Fairness:
    """How wishes came out: everybody, each group by kind and name, and who fares worst (no wish, then highest rank)."""

    everybody: Share
    groups: Sequence[Share]
    worst_off: Sequence[tuple[str, int]]


def rank_of(wishes: Iterable[Wish], problem: Problem) -> int:
    """Return the smallest rank of a wish that a problem fulfils, by ref or theme; `UNWISHED` for none."""
    hits = (
        one.rank for one in wishes if one.target == (problem.problem_id if one.kind == "problem" else problem.theme)
    )
    return min(hits, default=UNWISHED)


def ranks_of(instance: Instance, plan: Plan) -> dict[str, int | None]:
    """Return the rank that each placed student got; None for those who stated no wish."""
    wishes: dict[str, list[Wish]] = defaultdict(list)
    for wish in instance.wishes:
        wishes[wish.student_id].append(wish)
    problems = {problem.problem_id: problem for problem in instance.problems}
    return {
        place.student_id: rank_of(wishes[place.student_id], problems[place.problem_id])
        if place.student_id in wishes
        else None
        for place in plan.placements
        if place.problem_id in problems
    }


def fairness(instance: Instance, plan: Plan) -> Fairness:
    """Return how wishes came out."""
    ranks = ranks_of(instance, plan)
    people = [student for student in instance.students if student.student_id in ranks]
    groups = [
        _share(kind, name, [ranks[one.student_id] for one in people if group_of(one) == name])
        for kind, group_of in GROUPS.items()
        for name in sorted({group_of(one) for one in people})
        if name
    ]
    stated = [(student_id, rank) for student_id, rank in ranks.items() if rank is not None]
    worst = sorted((one for one in stated if one[1] != 1), key=lambda one: (one[1] != UNWISHED, -one[1], one[0]))
    return Fairness(_share("", "", list(ranks.values())), groups, worst[:WORST_OFF])


def _share(kind: str, name: str, ranks: Sequence[int | None]) -> Share:
    stated = [rank for rank in ranks if rank is not None]
    return Share(kind, name, len(stated), dict(sorted(Counter(stated).items())), len(ranks) - len(stated))
