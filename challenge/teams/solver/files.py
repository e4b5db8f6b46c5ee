"""Assignment folders and plan files (contracts, section 2).

A wrong cell is refused with its file, line and column; nothing is guessed.
"""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, cast

from challenge.kernel.errors import Invalid
from challenge.teams.solver.model import (
    SOFTENING,
    Constraint,
    Instance,
    Parts,
    Placement,
    Plan,
    Problem,
    Student,
    Weights,
    Wish,
)
from challenge.teams.solver.tables import Line, read_table

STUDENT_COLUMNS = ("student_id", "department", "level", "languages", "site", "skills")
PROBLEM_COLUMNS = (
    *("problem_id", "theme", "min_teams", "max_teams", "min_size", "max_size", "dept_cap", "min_depts"),
    *("min_seniors", "required_skills", "wanted_depts", "language", "site"),
)
PLAN_COLUMNS = ("student_id", "problem_id", "team_no")
MOST_TEAMS = 10_000


def read_instance(folder: Path) -> Instance:
    """Read `students.csv`, `problems.csv`, `wishes.csv`, `constraints.csv` and `weights.json`.

    Raises:
        Invalid: `teams.file_*`, `teams.column_missing`, `teams.cell_*`, `teams.line_cells` (see `tables`);
            `teams.duplicate` (an identifier twice), `teams.unknown` (a reference to nobody), `teams.range`
            (a minimum above its maximum), `teams.weights` (a weight that is missing or no whole number),
            `teams.soft_rule`, `teams.soft_price` (see `soft_in`).
    """
    students = tuple(_student(line) for line in _unique(read_table(folder / "students.csv", STUDENT_COLUMNS)))
    problems = tuple(_problem(line) for line in _unique(read_table(folder / "problems.csv", PROBLEM_COLUMNS)))
    people = {s.student_id for s in students}
    offered = {p.problem_id for p in problems}
    wishes = read_table(folder / "wishes.csv", ("student_id", "rank", "kind", "target"))
    rules = read_table(folder / "constraints.csv", ("kind", "a", "b"))
    priced = _read_object(folder / "weights.json")
    return Instance(
        students,
        problems,
        tuple(_wish(line, people) for line in wishes),
        tuple(_constraint(line, people, offered) for line in rules),
        weights_in(priced, "weights.json"),
        soft_in(priced, "weights.json"),
    )


def _unique(lines: list[Line]) -> list[Line]:
    seen: set[str] = set()
    for line in lines:
        column = next(iter({"student_id", "problem_id"} & line.cells.keys()))
        identifier = line.name(column)
        if identifier in seen:
            raise line.wrong("teams.duplicate", column)
        seen.add(identifier)
    return lines


def _student(line: Line) -> Student:
    return Student(
        student_id=line.name("student_id"),
        department=line.text("department"),
        level=line.whole("level", 1, 5),
        school=line.text("school"),
        nationality=line.text("nationality"),
        employer=line.text("employer"),
        languages=line.names("languages"),
        site=line.text("site"),
        skills=line.names("skills"),
        minority=line.flag("minority", default=False),
        present=line.flag("present", default=True),
    )


def _problem(line: Line) -> Problem:
    problem = Problem(
        problem_id=line.name("problem_id"),
        theme=line.text("theme"),
        company=line.text("company"),
        min_teams=line.whole("min_teams", 0, MOST_TEAMS),
        max_teams=line.whole("max_teams", 0, MOST_TEAMS),
        min_size=line.whole("min_size", 0),
        max_size=line.whole("max_size", 1),
        dept_cap=line.whole("dept_cap", 0),
        min_depts=line.whole("min_depts", 0),
        min_seniors=line.whole("min_seniors", 0),
        required_skills=line.names("required_skills"),
        wanted_depts=line.names("wanted_depts"),
        language=line.text("language"),
        site=line.text("site"),
        remote_ok=line.flag("remote_ok", default=False),
        excluded_nationalities=line.names("excluded_nationalities"),
        excluded_employers=line.names("excluded_employers"),
        owner_id=line.text("owner_id"),
        school_cap=line.whole("school_cap", 0) if line.text("school_cap") else 0,
    )
    if problem.min_teams > problem.max_teams:
        raise line.wrong("teams.range", "min_teams")
    if problem.min_size > problem.max_size:
        raise line.wrong("teams.range", "min_size")
    return problem


def _known(line: Line, column: str, names: set[str]) -> str:
    name = line.name(column)
    if name not in names:
        raise line.wrong("teams.unknown", column)
    return name


def _wish(line: Line, people: set[str]) -> Wish:
    kind = line.text("kind")
    if kind not in ("problem", "theme"):
        raise line.wrong("teams.cell_kind", "kind")
    return Wish(
        _known(line, "student_id", people),
        line.whole("rank", 1),
        cast(Literal["problem", "theme"], kind),
        line.name("target"),
    )


def _constraint(line: Line, people: set[str], offered: set[str]) -> Constraint:
    kind = line.text("kind")
    if kind not in ("together", "apart", "lock"):
        raise line.wrong("teams.cell_kind", "kind")
    number = line.whole("team_no", 1, MOST_TEAMS) if kind == "lock" and line.text("team_no") else None
    other = _known(line, "b", offered if kind == "lock" else people)
    return Constraint(cast(Literal["together", "apart", "lock"], kind), _known(line, "a", people), other, number)


def _read_object(path: Path) -> Mapping[str, object]:
    """Read a JSON object.

    Raises:
        Invalid("teams.file_missing"), Invalid("teams.file_json"), Invalid("teams.weights"): it is no object.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as reason:
        raise Invalid("teams.file_missing", path.name, file=path.name) from reason
    except (ValueError, RecursionError) as reason:  # no JSON, no UTF-8, or nested beyond all reading
        line, column = getattr(reason, "lineno", 1), getattr(reason, "colno", 1)
        place = f"{path.name}:{line}:{column}"
        raise Invalid("teams.file_json", place, file=path.name, line=line, column=column) from reason
    if not isinstance(values, dict):
        raise Invalid("teams.weights", path.name, file=path.name, column="rank_cost")
    return values


def weights_in(values: Mapping[str, object], file: str) -> Weights:
    """Return the weights of a file: whole numbers of at least 0, and `rank_cost` a list of them that is not empty.

    Raises:
        Invalid("teams.weights"): with the file and the key.
    """
    ranks = values.get("rank_cost")
    if not isinstance(ranks, list) or not ranks or not all(_is_weight(cost) for cost in ranks):
        raise Invalid("teams.weights", file, file=file, column="rank_cost")
    return Weights(
        tuple(ranks),
        *(
            _weight(values, name, file)
            for name in (
                *("unwished", "wanted_dept_missing", "isolated_minority"),
                *("level_dev_per_tenth", "level_tolerance_tenths"),
            )
        ),
    )


def soft_in(values: Mapping[str, object], file: str) -> dict[str, int]:
    """Return the rules that a file makes soft, with what breaking each once costs in tenths of a point.

    `soft` is an object from rules (the values of `SOFTENING`) to prices; without it every rule binds.

    Raises:
        Invalid("teams.soft_rule"): no rule of that name may be soft.
        Invalid("teams.soft_price"): a price that is no whole number from 0 to a million, or `soft` is no object.
    """
    soft = values.get("soft", {})
    if not isinstance(soft, dict):
        raise Invalid("teams.soft_price", f"{file}:soft", file=file, column="soft")
    known = dict.fromkeys(SOFTENING.values())
    for rule, price in soft.items():
        place = {"file": file, "column": f"soft.{rule}"}
        if rule not in known:
            raise Invalid("teams.soft_rule", f"{file}:soft.{rule}", **place, rule=rule, known=", ".join(known))
        if not _is_weight(price):
            raise Invalid("teams.soft_price", f"{file}:soft.{rule}", **place)
    return dict(soft)


def _is_weight(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000


def _weight(values: Mapping[str, object], name: str, file: str) -> int:
    value = values.get(name)
    if not isinstance(value, int) or not _is_weight(value):
        raise Invalid("teams.weights", f"{file}:{name}", file=file, column=name)
    return value


def read_plan(path: Path) -> Plan:
    """Read a plan file for repair; objective, bound and parts are zero because the file does not hold them.

    Raises:
        Invalid: as for `read_instance`; `teams.duplicate` when a student has two places.
    """
    lines = read_table(path, PLAN_COLUMNS)
    seen: set[str] = set()
    for line in lines:
        if line.name("student_id") in seen:
            raise line.wrong("teams.duplicate", "student_id")
        seen.add(line.name("student_id"))
    placements = tuple(
        Placement(line.name("student_id"), line.name("problem_id"), line.whole("team_no", 1, MOST_TEAMS))
        for line in lines
    )
    return Plan(placements, 0, 0, Parts())


def plan_text(plan: Plan) -> str:
    """Return the plan as CSV, header first, one line per student in the order of the plan."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(PLAN_COLUMNS)
    writer.writerows((p.student_id, p.problem_id, p.team_no) for p in plan.placements)
    return text.getvalue()


def write_plan(path: Path, plan: Plan) -> None:
    """Write the plan file whole: a half-written file never takes the place of an older one."""
    half = path.with_name(path.name + ".part")
    half.write_text(plan_text(plan), encoding="utf-8", newline="")
    half.replace(path)
