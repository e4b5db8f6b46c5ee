"""The solver's own judge: it looks at the instance and the plan alone and shares nothing with the search."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from challenge.teams.solver.eligibility import barrier
from challenge.teams.solver.model import SENIOR_LEVEL, Constraint, Instance, Parts, Plan, Problem, Student, Violation

Seat = tuple[str, int]


def check(instance: Instance, plan: Plan) -> list[Violation]:
    """List every hard rule that a plan breaks; empty for a valid plan.

    Rules: `unknown_student`, `unknown_problem`, `absent_student_assigned`, `assigned_twice`, `unassigned`,
    `team_count`, `language`, `remote`, `site`, `nationality`, `employer`, `team_size`, `department_cap`, `min_depts`,
    `seniors`, `required_skill`, `lock`, `together`, `apart`, `owner`.
    """
    students = {s.student_id: s for s in instance.students}
    problems = {p.problem_id: p for p in instance.problems}
    misplaced = [*_unknown(students, problems, plan), *_not_once(students, plan)]
    if misplaced:
        return misplaced
    seats = {p.student_id: (p.problem_id, p.team_no) for p in plan.placements}
    return [
        *_barriers(students, problems, seats),
        *_teams_broken(problems, _teams(students, seats)),
        *(violation for rule in instance.constraints for violation in _broken_constraint(rule, seats)),
        *_owners(instance.problems, seats),
    ]


def _barriers(
    students: dict[str, Student], problems: dict[str, Problem], seats: dict[str, Seat]
) -> Iterator[Violation]:
    for student_id, (problem_id, _) in seats.items():
        rule = barrier(students[student_id], problems[problem_id])
        if rule:
            yield Violation(rule, (student_id, problem_id))


def _teams_broken(problems: dict[str, Problem], teams: dict[Seat, list[Student]]) -> Iterator[Violation]:
    counted = Counter(problem_id for problem_id, _ in teams)
    for problem in problems.values():
        if not problem.min_teams <= counted[problem.problem_id] <= problem.max_teams:
            yield Violation("team_count", (problem.problem_id,))
    for (problem_id, number), members in teams.items():
        for rule in _team_rules(problems[problem_id], members):
            yield Violation(rule, (problem_id, str(number)))


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


def _team_rules(problem: Problem, members: list[Student]) -> Iterator[str]:
    depts = Counter(s.department for s in members)
    if not problem.min_size <= len(members) <= problem.max_size:
        yield "team_size"
    if max(depts.values()) > problem.dept_cap:
        yield "department_cap"
    if len(depts) < problem.min_depts:
        yield "min_depts"
    if sum(s.level >= SENIOR_LEVEL for s in members) < problem.min_seniors:
        yield "seniors"
    held = frozenset().union(*(s.abilities for s in members))
    for _ in problem.required_skills - held:
        yield "required_skill"


def _broken_constraint(rule: Constraint, seats: dict[str, Seat]) -> Iterator[Violation]:
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


def parts_of(instance: Instance, plan: Plan) -> Parts:
    """Price a plan: wish, wanted departments, isolated minority members, levels, in tenths of a point.

    The plan must place known students on known problems; it may break other rules.
    """
    students = {s.student_id: s for s in instance.students}
    problems = {p.problem_id: p for p in instance.problems}
    seats = {p.student_id: (p.problem_id, p.team_no) for p in plan.placements}
    teams = _teams(students, seats)
    present = [s for s in instance.students if s.present]
    mean = (20 * sum(s.level for s in present) + len(present)) // (2 * len(present)) if present else 0
    weights = instance.weights
    wanted = isolated = level = 0
    for (problem_id, _), members in teams.items():
        wanted += len(problems[problem_id].wanted_depts - {s.department for s in members})
        isolated += sum(s.minority for s in members) == 1
        off = abs(10 * sum(s.level for s in members) - mean * len(members))
        level += max(0, off - weights.level_tolerance_tenths * len(members))
    return Parts(
        wish=_wish_part(instance, problems, seats),
        wanted_dept=wanted * weights.wanted_dept_missing,
        isolated=isolated * weights.isolated_minority,
        level=level * weights.level_dev_per_tenth,
    )


def _wish_part(instance: Instance, problems: dict[str, Problem], seats: dict[str, Seat]) -> int:
    costs = instance.weights.rank_cost
    best: dict[str, int | None] = {}
    for wish in instance.wishes:
        if wish.student_id not in seats:
            continue
        problem = problems[seats[wish.student_id][0]]
        hit = wish.target == (problem.problem_id if wish.kind == "problem" else problem.theme)
        rank = best.setdefault(wish.student_id, None)
        if hit and (rank is None or wish.rank < rank):
            best[wish.student_id] = wish.rank
    ranks = best.values()
    return sum(instance.weights.unwished if r is None else costs[min(r, len(costs)) - 1] for r in ranks)
