import csv
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from challenge.kernel.errors import Invalid
from challenge.teams.cli import assign_command
from challenge.teams.solver.compose import compose
from challenge.teams.solver.files import plan_text, read_instance, read_plan, write_plan
from challenge.teams.solver.model import Constraint, Instance, Parts, Placement, Plan
from tests.unit.teams.solver_cases import LITTLE, instance, planted, problem, student


def cell(value: object) -> object:
    if isinstance(value, frozenset):
        return ";".join(sorted(value))
    return int(value) if isinstance(value, bool) else "" if value is None else value


def write_folder(folder: Path, case: Instance) -> Path:
    for name in ("students", "problems", "wishes", "constraints"):
        rows = [asdict(row) for row in getattr(case, name)]
        columns = list(rows[0]) if rows else HEADERS[name]
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows({key: cell(value) for key, value in row.items()} for row in rows)
    (folder / "weights.json").write_text(json.dumps(asdict(case.weights)))
    return folder


HEADERS = {"wishes": ["student_id", "rank", "kind", "target"], "constraints": ["kind", "a", "b", "team_no"]}


@pytest.mark.parametrize("seed", range(3))
def test_instance_survives_its_files(tmp_path: Path, seed: int) -> None:
    case = planted(seed)

    assert read_instance(write_folder(tmp_path, case)) == case


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "place"),
    [
        ("students.csv", "TC,3", "TC,9", "teams.cell_number", "students.csv:2:level"),
        ("students.csv", "S001", "S000", "teams.duplicate", "students.csv:3:student_id"),
        ("students.csv", "S001", "", "teams.cell_empty", "students.csv:3:student_id"),
        ("students.csv", "department", "faculty", "teams.column_missing", "students.csv:1:department"),
        ("students.csv", "S001,", "S001,,", "teams.line_cells", "students.csv:3"),
        ("problems.csv", "P0,city,1,1", "P0,city,2,1", "teams.range", "problems.csv:2:min_teams"),
        ("wishes.csv", "target", "target\nS999,1,problem,P0", "teams.unknown", "wishes.csv:2:student_id"),
        ("wishes.csv", "target", "target\nS000,1,dream,P0", "teams.cell_kind", "wishes.csv:2:kind"),
        ("constraints.csv", "a,b,team_no", "a,b,team_no\nlock,S000,P7,", "teams.unknown", "constraints.csv:2:b"),
        ("weights.json", '"unwished": 600', '"unwished": "much"', "teams.weights", "weights.json:unwished"),
        ("weights.json", '"unwished": 600', '"unwished" 600', "teams.file_json", "weights.json:1:43"),
        ("weights.json", "{", "[" * 100_000 + "{", "teams.file_json", "weights.json:1:1"),
        ("weights.json", "{", '{"soft": {"dept_cap": 300}, ', "teams.soft_rule", "weights.json:soft.dept_cap"),
        ("weights.json", "{", '{"soft": {"apart": -1}, ', "teams.soft_price", "weights.json:soft.apart"),
        ("weights.json", "{", '{"soft": {"apart": true}, ', "teams.soft_price", "weights.json:soft.apart"),
        ("weights.json", "{", '{"soft": ["apart"], ', "teams.soft_price", "weights.json:soft"),
    ],
)
def test_read_instance_names_the_wrong_place(
    tmp_path: Path, file: str, old: str, new: str, code: str, place: str
) -> None:
    write_folder(tmp_path, instance([student(k) for k in range(3)], [problem(0)]))
    path = tmp_path / file
    path.write_text(path.read_text().replace(old, new, 1))

    with pytest.raises(Invalid) as refusal:
        read_instance(tmp_path)

    assert (refusal.value.code, refusal.value.place) == (code, place)


def test_read_instance_refuses_another_encoding(tmp_path: Path) -> None:
    write_folder(tmp_path, instance([student(k) for k in range(3)], [problem(0)]))
    (tmp_path / "students.csv").write_bytes("student_id\nRenée\n".encode("cp1252"))

    with pytest.raises(Invalid) as refusal:
        read_instance(tmp_path)

    assert refusal.value.code == "teams.file_encoding"


def test_plan_survives_its_file(tmp_path: Path) -> None:
    plan = Plan((Placement("S1", "P1", 1), Placement("S2", "P1", 2)), 0, 0, Parts())

    write_plan(tmp_path / "plan.csv", plan)

    assert read_plan(tmp_path / "plan.csv") == plan
    assert plan_text(plan) == "student_id,problem_id,team_no\nS1,P1,1\nS2,P1,2\n"


@pytest.fixture(scope="module")
def warm() -> None:
    """Compile what a composition runs: a command that is late ends its process at once, and this one is the test's."""
    compose(planted(4), seed=1, effort=LITTLE)


@pytest.mark.usefixtures("warm")
def test_assign_writes_the_same_bytes_for_a_seed(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, planted(4))
    outs = [tmp_path / "a.csv", tmp_path / "b.csv"]

    results = [CliRunner().invoke(assign_command, [str(folder), str(out), "--seconds", "0.1"]) for out in outs]

    assert [(r.exit_code, r.output) for r in results] == [(0, ""), (0, "")]
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_assign_explains_an_impossible_folder(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, instance([student(k) for k in range(8)], [problem(0)]))

    result = CliRunner().invoke(assign_command, [str(folder), str(tmp_path / "out.csv")])

    assert result.exit_code == 3
    assert json.loads(result.stdout) == [{"rule": "seats", "amount": 2, "objects": []}]
    assert result.stderr == "2 more seats are needed: raise sizes or the number of teams, or add problems.\n"
    assert not (tmp_path / "out.csv").exists()


def test_assign_refuses_a_wrong_file_in_one_line(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, instance([student(k) for k in range(3)], [problem(0)]))
    (folder / "weights.json").unlink()

    result = CliRunner().invoke(assign_command, [str(folder), str(tmp_path / "out.csv")])

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "teams.file_missing at weights.json file=weights.json: A file is missing.\n"


@pytest.mark.usefixtures("warm")
def test_assign_breaks_a_rule_that_the_weights_make_soft(tmp_path: Path) -> None:
    case = instance([student(k) for k in range(6)], [problem(0, dept_cap=4)])
    folder, out = write_folder(tmp_path, case), tmp_path / "out.csv"
    hard = CliRunner().invoke(assign_command, [str(folder), str(out)])
    weights = folder / "weights.json"
    weights.write_text(weights.read_text().replace("{", '{"soft": {"department_cap": 300}, ', 1))

    soft = CliRunner().invoke(assign_command, [str(folder), str(out), "--json"])

    assert (hard.exit_code, soft.exit_code) == (3, 0)
    assert json.loads(soft.stdout)["parts"]["broken"] == 2 * 300
    assert read_instance(folder).soft == {"department_cap": 300}


def test_assign_names_a_soft_rule_that_is_none_in_a_sentence(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, instance([student(k) for k in range(3)], [problem(0)]))
    weights = folder / "weights.json"
    weights.write_text(weights.read_text().replace("{", '{"soft": {"sizes": 10}, ', 1))

    result = CliRunner().invoke(assign_command, [str(folder), str(tmp_path / "out.csv")], env={"LANG": "C"})

    assert (result.exit_code, result.stdout) == (1, "")
    assert "weights.json:soft.sizes" in result.stderr
    assert "No rule “sizes” can be made soft" in result.stderr


@pytest.mark.usefixtures("warm")
def test_assign_says_that_no_plan_was_found_and_does_not_call_it_impossible(tmp_path: Path) -> None:
    # A hundred groups of three for teams of exactly four: seats are enough, and no proof here sees why it fails.
    students = [student(k) for k in range(300)]
    tied = [Constraint("together", f"S{3 * k:03d}", f"S{3 * k + j:03d}") for k in range(100) for j in (1, 2)]
    four = problem(0, min_teams=75, max_teams=75, min_size=4, max_size=4)
    folder, out = write_folder(tmp_path, instance(students, [four], None, tied)), tmp_path / "out.csv"

    result = CliRunner().invoke(assign_command, [str(folder), str(out), "--seconds", "0.1"])

    assert (result.exit_code, json.loads(result.stdout), out.exists()) == (4, [], False)
    assert result.stderr.startswith("No plan was found in this time, and no proof that none exists")


@pytest.mark.parametrize("seconds", ["nan", "inf", "0"])
def test_assign_refuses_seconds_that_are_none(tmp_path: Path, seconds: str) -> None:
    folder = write_folder(tmp_path, planted(4))

    result = CliRunner().invoke(assign_command, [str(folder), str(tmp_path / "out.csv"), "--seconds", seconds])

    assert result.exit_code == 2
