from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from challenge.judging.cli import allocate_command, rank_command, timetable_command

GOOD = {
    "criteria.csv": "criterion,weight,min,max\nidea,0.6,1,5\npitch,0.4,1,5\n",
    "projects.csv": "project,domain\nA,x\nB,x\nC,y\n",
    "jurors.csv": "juror,domain,capacity\nann,x,3\nbob,y,3\n",
    "conflicts.csv": "juror,project\nann,C\n",
    "budget.txt": "4\n",
    "scores.csv": "juror,project,criterion,score\nann,A,idea,5\nann,A,pitch,4\nbob,B,idea,2\nbob,B,pitch,3\n",
    "visits.csv": "juror,project\nann,A\nann,B\nbob,A\n",
    "places.csv": "project,zone,table\nA,north,1\nB,north,2\n",
    "slots.txt": "2",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in GOOD.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def rank(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(rank_command, [str(folder / "scores.csv"), str(folder / "out.csv"), *options])


def allocate(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(allocate_command, [str(folder), str(folder / "out.csv"), *options])


def timetable(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(timetable_command, [str(folder), str(folder / "out.csv"), *options])


def lines(folder: Path) -> list[str]:
    return (folder / "out.csv").read_text(encoding="utf-8").splitlines()


def test_rank_writes_every_project_once(folder: Path) -> None:
    result = rank(folder)

    assert (result.exit_code, result.output) == (0, "")
    head, *rows = lines(folder)
    assert head == "project,score,low,high,rank,p_top10"
    assert [(row.split(",")[0], row.split(",")[4]) for row in rows] == [("A", "1"), ("B", "2"), ("C", "3")]


def test_rank_summary_tells_jurors_and_unvisited(folder: Path) -> None:
    summary = json.loads(rank(folder, "--json").stdout)

    assert (summary["projects"], summary["visits"], summary["unvisited"]) == (3, 2, ["C"])
    assert [juror["juror"] for juror in summary["jurors"]] == ["ann", "bob"]


def test_rank_summary_says_when_visits_are_too_few(folder: Path) -> None:
    few = json.loads(rank(folder, "--json").stdout)
    marks = [(f"j{n}", project, str(5 - 2 * place)) for n in range(4) for place, project in enumerate("ABC")]
    sheets = [f"{juror},{project},{name},{mark}" for juror, project, mark in marks for name in ("idea", "pitch")]
    (folder / "scores.csv").write_text("\n".join(["juror,project,criterion,score", *sheets]), encoding="utf-8")
    (folder / "jurors.csv").unlink()
    many = json.loads(rank(folder, "--json").stdout)

    assert [one["too_few_visits"] for one in (few, many)] == [True, False]
    assert [one["rarely_seen"] for one in (few, many)] == [["A", "B", "C"], []]
    assert (many["right_in_top"], many["contenders"]) == (3, ["A"])


def test_rank_needs_no_list_of_jurors(folder: Path) -> None:
    (folder / "jurors.csv").unlink()

    assert rank(folder).exit_code == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_rank_reads_what_office_programs_write(folder: Path, encoding: str, separator: str) -> None:
    text = GOOD["scores.csv"].replace(",", separator).replace(f"{separator}4\n", f"{separator}4,5\r\n\r\n")
    projects = GOOD["projects.csv"].replace("C", "Énergie")
    (folder / "scores.csv").write_bytes(text.encode(encoding))
    (folder / "projects.csv").write_bytes(projects.encode(encoding))

    assert rank(folder).exit_code == 0
    assert lines(folder)[-1].startswith("Énergie,")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("scores.csv", "A,idea,5", "A,idea,five", "judging.mark_not_a_number at scores.csv:2:score value=five"),
        ("scores.csv", "A,idea,5", "A,idea,nan", "judging.mark_not_a_number at scores.csv:2:score value=nan"),
        ("scores.csv", "B,idea,2", "B,idea,9", "judging.mark_out_of_range at scores.csv:4:score"),
        ("scores.csv", "A,idea,5", "A,idea,", "judging.cell_empty at scores.csv:2:score"),
        ("scores.csv", "A,idea,5", "Z,idea,5", "judging.project_unknown at scores.csv:2:project value=Z"),
        ("scores.csv", "ann,A,idea", "eve,A,idea", "judging.juror_unknown at scores.csv:2:juror value=eve"),
        ("scores.csv", "A,idea,5", "A,look,5", "judging.criterion_unknown at scores.csv:2:criterion value=look"),
        ("scores.csv", "ann,A,pitch,4\n", "", "judging.mark_missing at scores.csv:2:criterion criterion=pitch"),
        ("scores.csv", "ann,A,pitch", "ann,A,idea", "judging.line_repeated at scores.csv:3:criterion first=2"),
        ("scores.csv", "idea,5", "idea,5,6", "judging.row_length at scores.csv:2:score cells=5"),
        ("scores.csv", "score\n", "points\n", "judging.column_missing at scores.csv:1:score"),
        ("scores.csv", "ann,A,idea", '"ann"x,A,idea', "judging.file_not_csv at scores.csv"),
        ("scores.csv", GOOD["scores.csv"], "", "judging.column_missing at scores.csv:1:juror"),
        ("scores.csv", "juror,", "\njuror,", "judging.column_missing at scores.csv:1:juror"),
        ("criteria.csv", "0.6", "much", "judging.mark_not_a_number at criteria.csv:2:weight value=much"),
        ("criteria.csv", "0.6", "-1", "judging.criterion_weight at criteria.csv:2:criterion criterion=idea"),
        ("criteria.csv", "0.6,1,5\npitch,0.4", "0,1,5\npitch,0", "judging.rubric_empty at criteria.csv"),
        ("projects.csv", "B,x", "A,x", "judging.line_repeated at projects.csv:3:project first=2"),
    ],
)
def test_rank_names_the_wrong_place_and_writes_nothing(folder: Path, name: str, old: str, new: str, said: str) -> None:
    (folder / "out.csv").write_text("before", encoding="utf-8")
    (folder / name).write_text(GOOD[name].replace(old, new, 1), encoding="utf-8")

    result = rank(folder)

    assert result.exit_code == 1
    assert result.stderr.splitlines()[0][: len(said)] == said
    assert (folder / "out.csv").read_text(encoding="utf-8") == "before"


def test_rank_names_every_wrong_line(folder: Path) -> None:
    (folder / "scores.csv").write_text(GOOD["scores.csv"].replace("A,", "Z,"), encoding="utf-8")

    assert rank(folder).stderr.splitlines() == [
        "judging.project_unknown at scores.csv:2:project value=Z project=Z: This project is not in the list.",
        "judging.project_unknown at scores.csv:3:project value=Z project=Z: This project is not in the list.",
    ]


def test_rank_refuses_a_missing_companion(folder: Path) -> None:
    (folder / "projects.csv").unlink()

    result = rank(folder)

    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        1,
        "judging.file_missing at projects.csv: This file is missing.",
    )


def test_rank_without_input_is_bad_usage(folder: Path) -> None:
    (folder / "scores.csv").unlink()

    assert rank(folder).exit_code == 2


def test_result_in_a_missing_folder_is_refused(folder: Path) -> None:
    result = CliRunner().invoke(rank_command, [str(folder / "scores.csv"), str(folder / "gone" / "out.csv")])

    assert (result.exit_code, result.stderr.splitlines()[-1].split(": ")[-1]) == (1, "No such file or directory")


def test_result_may_go_to_a_device(folder: Path) -> None:
    assert CliRunner().invoke(rank_command, [str(folder / "scores.csv"), "/dev/null"]).exit_code == 0
    assert Path("/dev/null").is_char_device()


def test_writing_leaves_no_draft(folder: Path) -> None:
    rank(folder)

    assert sorted(path.name for path in folder.iterdir()) == sorted([*GOOD, "out.csv"])


def test_allocate_first_round_fills_the_budget(folder: Path) -> None:
    (folder / "scores.csv").unlink()

    result = allocate(folder, "--json")

    assert json.loads(result.stdout) == {"budget": 4, "visits": 4, "projects": 3, "most_visits": 2}
    head, *rows = lines(folder)
    assert head == "juror,project"
    assert len(set(rows)) == 4
    assert "ann,C" not in rows


def test_allocate_later_round_sends_nobody_twice(folder: Path) -> None:
    result = allocate(folder)

    assert result.exit_code == 0
    assert sorted(lines(folder)[1:]) == ["ann,B", "bob,A", "bob,C"]
    assert result.stderr == "planned 3 of 4 visits: capacities and conflicts leave no room\n"


def test_allocate_takes_an_empty_score_sheet_as_first_round(folder: Path) -> None:
    (folder / "scores.csv").write_text("juror,project,criterion,score\n", encoding="utf-8")

    assert allocate(folder).exit_code == 0
    assert len(lines(folder)) == 5


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "jurors.csv",
            "juror,domain,capacity\nann,x,-1\n",
            "judging.count_wrong at jurors.csv:2:capacity value=-1: A whole number, zero or more, is needed here.",
        ),
        (
            "conflicts.csv",
            "juror,project\neve,C\n",
            "judging.juror_unknown at conflicts.csv:2:juror value=eve juror=eve: This juror is not in the list.",
        ),
        (
            "budget.txt",
            "many",
            "judging.count_wrong at budget.txt:1:number value=many: A whole number, zero or more, is needed here.",
        ),
    ],
)
def test_allocate_names_the_wrong_place(folder: Path, name: str, text: str, said: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")

    result = allocate(folder)

    assert (result.exit_code, result.stderr.splitlines()[0]) == (1, said)
    assert not (folder / "out.csv").exists()


def test_allocate_refuses_a_missing_budget(folder: Path) -> None:
    (folder / "budget.txt").unlink()

    assert allocate(folder).stderr == "judging.file_missing at budget.txt: This file is missing.\n"


def test_timetable_writes_slots(folder: Path) -> None:
    result = timetable(folder, "--json")

    assert json.loads(result.stdout) == {"visits": 3, "slots": 2}
    assert lines(folder) == ["slot,juror,project", "1,ann,A", "2,ann,B", "2,bob,A"]


def test_timetable_is_silent_unless_asked(folder: Path) -> None:
    assert (timetable(folder).exit_code, timetable(folder).output) == (0, "")


def test_timetable_refuses_too_few_slots(folder: Path) -> None:
    (folder / "slots.txt").write_text("1", encoding="utf-8")

    result = timetable(folder)

    assert (result.exit_code, result.stderr) == (
        1,
        "judging.slots_too_few needed=2 slots=1: 2 slots are needed, 1 are there.\n",
    )
