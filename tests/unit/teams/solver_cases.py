"""Small instances with a hidden valid plan, so that whoever composes them must succeed."""

from dataclasses import replace
from random import Random

from challenge.teams.solver.model import (
    Constraint,
    Effort,
    Instance,
    Placement,
    Problem,
    Student,
    Weights,
    Wish,
)

WEIGHTS = Weights((0, 10, 30, 60), 600, 40, 50, 1, 5)
LITTLE = Effort(300_000)
DEPTS = ("INFO", "MECA", "TC")


def student(number: int, **fields: object) -> Student:
    base = Student(f"S{number:03d}", "TC", 3, languages=frozenset({"fr"}), site="BEL")
    return replace(base, **fields)  # type: ignore[arg-type]


def problem(number: int, **fields: object) -> Problem:
    base = Problem(f"P{number}", "city", 1, 1, 3, 6, dept_cap=6, language="fr")
    return replace(base, **fields)  # type: ignore[arg-type]


def instance(
    students: list[Student],
    problems: list[Problem],
    wishes: list[Wish] | None = None,
    constraints: list[Constraint] | None = None,
) -> Instance:
    return Instance(tuple(students), tuple(problems), tuple(wishes or ()), tuple(constraints or ()), WEIGHTS)


def planted(seed: int) -> Instance:
    """Draw an instance around a hidden plan: rules are taken from the teams that exist in it."""
    rng = Random(seed)
    problems: list[Problem] = []
    students: list[Student] = []
    seats: list[Placement] = []
    for number in range(rng.randint(2, 5)):
        teams = rng.choice((1, 1, 2))
        groups = [_members(rng, len(students) + 10 * k) for k in range(teams)]
        problems.append(_around(rng, number, groups))
        for team_no, group in enumerate(groups, start=1):
            for member in group:
                named = replace(member, student_id=f"S{len(students):03d}")
                students.append(named)
                seats.append(Placement(named.student_id, problems[-1].problem_id, team_no))
    rng.shuffle(students)
    return instance(students, problems, _wishes(rng, students, problems), _constraints(rng, seats))


def _members(rng: Random, number: int) -> list[Student]:
    size = rng.randint(3, 6)
    return [
        student(
            number + k,
            department=rng.choice(DEPTS),
            level=5 if k == 0 else rng.randint(1, 5),
            languages=frozenset({"fr", "en"} if rng.random() < 0.5 else {"fr"}),
            site="REM" if rng.random() < 0.05 else "BEL",
            skills=frozenset(s for s in ("cad", "web", "law") if rng.random() < 0.4),
            nationality=rng.choice(("FR", "FR", "CH")),
            minority=rng.random() < 0.2,
        )
        for k in range(size)
    ]


def _around(rng: Random, number: int, groups: list[list[Student]]) -> Problem:
    everybody = [member for group in groups for member in group]
    held = [frozenset[str]().union(*(m.abilities for m in group)) for group in groups]
    common = sorted(held[0].intersection(*held[1:]) - {"lang:fr"})
    sizes = [len(group) for group in groups]
    return problem(
        number,
        theme=rng.choice(("city", "health")),
        min_teams=len(groups) if rng.random() < 0.7 else 1,
        max_teams=len(groups),
        min_size=min(sizes),
        max_size=max(sizes),
        dept_cap=max(sum(m.department == d for m in group) for group in groups for d in DEPTS),
        min_depts=min(len({m.department for m in group}) for group in groups),
        min_seniors=1,
        required_skills=frozenset(rng.sample(common, min(1, len(common)))),
        wanted_depts=frozenset(rng.sample(DEPTS, 1)),
        remote_ok=any(m.site == "REM" for m in everybody),
        excluded_nationalities=frozenset({"CH"} - {m.nationality for m in everybody}),
    )


def _wishes(rng: Random, students: list[Student], problems: list[Problem]) -> list[Wish]:
    return [
        Wish(s.student_id, rank, "problem", p.problem_id)
        for s in students
        if rng.random() < 0.8
        for rank, p in enumerate(rng.sample(problems, 2), start=1)
    ]


def _constraints(rng: Random, seats: list[Placement]) -> list[Constraint]:
    rules = []
    for _ in range(4):
        a, b = rng.sample(seats, 2)
        same = (a.problem_id, a.team_no) == (b.problem_id, b.team_no)
        rules.append(Constraint("together" if same else "apart", a.student_id, b.student_id))
    locked = rng.choice(seats)
    rules.append(Constraint("lock", locked.student_id, locked.problem_id, rng.choice((None, locked.team_no))))
    return rules
