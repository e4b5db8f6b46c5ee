"""The solver's own judge: it looks at the instance and the plan alone and shares nothing with the search."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from challenge.teams.solver.eligibility import barriers
from challenge.teams.solver.model import (
    SENIOR_LEVEL,
    Constraint,
    Instance,
    Parts,
    Plan,
    Problem,
    Student,
    Violation,
    Weights,
    Wish,
)

Seat = tuple[str, int]


def check(instance: Instance, plan: Plan) -> list[Violation]:
    """List every hard rule that a plan breaks; empty for a valid plan. Rules that are soft are not listed.

    Rules: `unknown_student`, `unknown_problem`, `absent_student_assigned`, `assigned_twice`, `unassigned`,
    `team_count`, `language`, `remote`, `site`, `nationality`, `employer`, `team_size`, `department_cap`, `school_cap`,
    `min_depts`, `seniors`, `required_skill`, `lock`, `together`, `apart`, `owner`.
    """
    students = {s.student_id: s for s in instance.students}
    problems = {p.problem_id: p for p in instance.problems}
    misplaced = [*_unknown(students, problems, plan), *_not_once(students, plan)]
    return misplaced or [v for v in _all_broken(instance, plan) if instance.price_of(v.rule) is None]


def bent(instance: Instance, plan: Plan) -> list[tuple[Violation, int]]:
    """List the soft rules that a plan breaks, each with its price in tenths of a point.

    The plan must place known students on known problems; it may break other rules.
    """
    priced = ((v, instance.price_of(v.rule)) for v in _all_broken(instance, plan))
    return [(v, price * v.amount) for v, price in priced if price is not None]


def _all_broken(instance: Instance, plan: Plan) -> Iterator[Violation]:
    students = {s.student_id: s for s in instance.students}
    problems = {p.problem_id: p for p in instance.problems}
    seats = {p.student_id: (p.problem_id, p.team_no) for p in plan.placements}
    yield from closed_places(students, problems, seats)
    yield from _teams_broken(problems, _teams(students, seats))
    for rule in instance.constraints:
        yield from broken_constraint(rule, seats)
    yield from _owners(instance.problems, seats)


def closed_places(
    students: Mapping[str, Student], problems: Mapping[str, Problem], seats: Mapping[str, Seat]
) -> Iterator[Violation]:
    """Yield each student who sits on a problem that is closed to them."""
    for student_id, (problem_id, _) in seats.items():
        for rule in barriers(students[student_id], problems[problem_id]):
            yield Violation(rule, (student_id, problem_id))


def _teams_broken(problems: dict[str, Problem], teams: dict[Seat, list[Student]]) -> Iterator[Violation]:
    counted = Counter(problem_id for problem_id, _ in teams)
    for problem in problems.values():
        if not problem.min_teams <= counted[problem.problem_id] <= problem.max_teams:
            yield Violation("team_count", (problem.problem_id,))
    for (problem_id, number), members in teams.items():
        for rule, amount in team_rules(problems[problem_id], members):
            yield Violation(rule, (problem_id, str(number)), amount)


def _owners(problems: Sequence[Problem], seats: dict[str, Seat]) -> Iterator[Violation]:
    for problem in problems:
        if problem.owner_id in seats and seats[problem.owner_id][0] != problem.problem_id:
            yield Violation("owner", (problem.owner_id, problem.problem_id))


def _unknown(students: dict[str, Student], problems: dict[str, Problem], plan: Plan) -> Iterator[Violation]:
    for place in plan.placements:
        if place.student_id not in students:
            yield Violation("unknown_student", (place.student_id,))
        elif not students[place.student_id].present:
            yield Violation("absent_student_assigned", (place.student_id,))
        if place.problem_id not in problems:
            yield Violation("unknown_problem", (place.student_id, place.problem_id))


def _not_once(students: dict[str, Student], plan: Plan) -> Iterator[Violation]:
    placed = Counter(p.student_id for p in plan.placements)
    for student_id, times in placed.items():
        if times > 1:
            yield Violation("assigned_twice", (student_id,))
    for student in students.values():
        if student.present and student.student_id not in placed:
            yield Violation("unassigned", (student.student_id,))


def _teams(students: dict[str, Student], seats: dict[str, Seat]) -> dict[Seat, list[Student]]:
    teams: dict[Seat, list[Student]] = defaultdict(list)
    for student_id, seat in seats.items():
        teams[seat].append(students[student_id])
    return dict(sorted(teams.items()))


def team_rules(problem: Problem, members: Sequence[Student]) -> Iterator[tuple[str, int]]:
    """Name each rule that one team breaks, and by how much; a required ability that nobody holds by what it weighs."""
    size, depts = len(members), Counter(s.department for s in members)
    schools = Counter(s.school for s in members)
    held = frozenset[str]().union(*(s.abilities for s in members))
    seniors = sum(s.level >= SENIOR_LEVEL for s in members)
    amounts = (
        ("team_size", max(size - problem.max_size, problem.min_size - size)),
        ("department_cap", _above(depts, problem.dept_cap)),
        ("school_cap", _above(schools, problem.school_cap) if problem.school_cap else 0),
        ("min_depts", problem.min_depts - len(depts)),
        ("seniors", problem.min_seniors - seniors),
        *(("required_skill", problem.skill_weight(skill)) for skill in problem.required_skills - held),
    )
    return ((rule, amount) for rule, amount in amounts if amount > 0)


def _above(counted: "Counter[str]", cap: int) -> int:
    return sum(max(0, count - cap) for count in counted.values())


def broken_constraint(rule: Constraint, seats: Mapping[str, Seat]) -> Iterator[Violation]:
    """Yield the violation of one constraint, if it is broken; those who have no seat break none."""
    seat = seats.get(rule.a)
    if seat is None:
        return
    broken = False
    if rule.kind == "lock":
        broken = seat[0] != rule.b or rule.team_no not in (None, seat[1])
    elif rule.b in seats:
        broken = (seat == seats[rule.b]) != (rule.kind == "together")
    if broken:
        yield Violation(rule.kind, (rule.a, rule.b))


def mean_level(instance: Instance) -> int:
    """Return the mean level of the present students in tenths, rounded half up; 0 when nobody is present."""
    present = [s for s in instance.students if s.present]
    return (20 * sum(s.level for s in present) + len(present)) // (2 * len(present)) if present else 0


def team_parts(weights: Weights, mean: int, problem: Problem, members: Sequence[Student]) -> Parts:
    """Price one team apart from wishes, in tenths of a point; a team without members costs nothing.

    Args:
        weights: what each part costs.
        mean: the mean level of all present students in tenths (see `mean_level`).
        problem: what the team works on.
        members: who sits in it.
    """
    if not members:
        return Parts()
    wanted = len(problem.wanted_depts - {s.department for s in members})
    isolated = sum(s.minority for s in members) == 1
    off = abs(10 * sum(s.level for s in members) - mean * len(members))
    over = max(0, off - weights.level_tolerance_tenths * len(members))
    return Parts(
        wanted_dept=wanted * weights.wanted_dept_missing,
        isolated=isolated * weights.isolated_minority,
        level=over * weights.level_dev_per_tenth,
    )


def parts_of(instance: Instance, plan: Plan) -> Parts:
    """Price a plan: wish, wanted departments, isolated minority members, levels, bent rules, in tenths of a point.

    The plan must place known students on known problems; it may break other rules.
    """
    students = {s.student_id: s for s in instance.students}
    problems = {p.problem_id: p for p in instance.problems}
    seats = {p.student_id: (p.problem_id, p.team_no) for p in plan.placements}
    mean, weights = mean_level(instance), instance.weights
    broken = sum(price for _, price in bent(instance, plan)) if instance.soft else 0
    total = Parts(wish=_wish_part(instance, problems, seats), broken=broken)
    for (problem_id, _), members in _teams(students, seats).items():
        total += team_parts(weights, mean, problems[problem_id], members)
    return total


def wish_cost(weights: Weights, wishes: Iterable[Wish], problem: Problem) -> int:
    """Return what a place on a problem costs a student with these wishes: 0 without any, else the smallest rank's."""
    ranks = [
        w.rank if w.target == (problem.problem_id if w.kind == "problem" else problem.theme) else None for w in wishes
    ]
    if not ranks:
        return 0
    best = min((rank for rank in ranks if rank is not None), default=None)
    costs = weights.rank_cost
    return weights.unwished if best is None else costs[min(best, len(costs)) - 1]


def _wish_part(instance: Instance, problems: dict[str, Problem], seats: dict[str, Seat]) -> int:
    wishes: dict[str, list[Wish]] = defaultdict(list)
    for wish in instance.wishes:
        if wish.student_id in seats:
            wishes[wish.student_id].append(wish)
    return sum(wish_cost(instance.weights, own, problems[seats[name][0]]) for name, own in wishes.items())
