"""Judging on files: `challenge rank`, `challenge allocate`, `challenge timetable`; no database needed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TypeVar

import click

from challenge.judging.csv_files import Folder, write_rows
from challenge.judging.judging_files import keyed, read_count, read_rubric, read_single, read_visits, refuse_unknown
from challenge.judging.rules.allocation import Past, Seat, Stand, allocate
from challenge.judging.rules.ranking import Ranking, rank_projects
from challenge.judging.rules.scoring import points_range
from challenge.judging.rules.ties import verdict
from challenge.judging.rules.timetable import SlotVisit, timetable
from challenge.judging.rules.walking import Place
from challenge.judging.rules.waves import look_back
from challenge.kernel.errors import ChallengeError, Rejected
from challenge.web.terminal import said

T = TypeVar("T")
_INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_OUTPUT = click.Path(path_type=Path)
_DIGITS = 6


@click.command("rank")
@click.argument("scores", type=_INPUT)
@click.argument("ranking", type=_OUTPUT)
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON on standard output.")
def rank_command(scores: Path, ranking: Path, as_json: bool) -> None:
    """Rank the projects of SCORES into RANKING; criteria.csv, projects.csv and jurors.csv lie beside SCORES.

    Severe and generous jurors, wide and narrow scales and noisy jurors are allowed for. The result has a 90 %
    interval and the probability of being among the ten best. Exit status 1: something in the files is wrong; every
    wrong place is named on standard error and nothing is written.
    """
    result = _or_refuse(lambda: _rank(scores))
    rows: list[tuple[str | int | float, ...]] = [
        (
            line.project,
            *(round(value, _DIGITS) for value in (line.score, line.low, line.high)),
            line.rank,
            round(line.p_top10, _DIGITS),
        )
        for line in result.projects
    ]
    _write(ranking, ("project", "score", "low", "high", "rank", "p_top10"), rows)
    if as_json:
        click.echo(json.dumps(_ranking_summary(result), ensure_ascii=False))


def _rank(scores: Path) -> Ranking:
    """Read the marks and what lies beside them, and rank."""
    folder = Folder(scores.parent)
    rubric = read_rubric(folder)
    projects = {row.cells["project"] for row in keyed(folder, "projects.csv", ["project"])}
    jurors = None
    if (scores.parent / "jurors.csv").exists():
        jurors = {row.cells["juror"] for row in keyed(folder, "jurors.csv", ["juror"])}
    visits = read_visits(folder, rubric, projects, jurors, scores.name)
    folder.settle()
    return rank_projects(projects, visits, points_range(rubric))


def _ranking_summary(result: Ranking) -> dict[str, object]:
    """Say how the ranking came about: whether visits suffice, counts, every juror's severity, scale and noise."""
    return {
        "projects": len(result.projects),
        "visits": sum(line.visits for line in result.projects),
        **_suffices(result),
        "unvisited": [line.project for line in result.projects if not line.visits],
        "jurors": [
            {
                "juror": line.juror,
                "visits": line.visits,
                "severity": round(line.severity, _DIGITS),
                "scale": round(line.scale, _DIGITS),
                "noise": round(line.noise, _DIGITS),
            }
            for line in result.jurors
        ],
    }


def _suffices(result: Ranking) -> dict[str, object]:
    """Say what the desk says of the same ranking: whether places mean something, and which projects are rarely seen."""
    found = verdict(result.projects)
    return {
        "too_few_visits": not found.enough,
        "rarely_seen": list(found.rarely_seen),
        "right_in_top": round(found.right_in_top, _DIGITS),
        "contenders": list(found.contenders),
    }


@click.command("allocate")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.argument("out", metavar="OUT.csv", type=_OUTPUT)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Another first plan, as good; a wave after scores needs no chance.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON on standard output.")
def allocate_command(folder: Path, out: Path, seed: int, as_json: bool) -> None:
    """Plan visits of jurors: DIR holds projects.csv, jurors.csv, conflicts.csv and budget.txt.

    With places.csv in DIR, of choices that are equally good the one with the shorter walk is taken.
    With scores.csv and criteria.csv in DIR it is a later round: visits go where membership of the top ten is open.
    Fewer visits than the budget are planned, with a word on standard error, when capacities or conflicts leave no room.
    """
    budget, plan = _or_refuse(lambda: _allocate(folder, seed))
    _write(out, ("juror", "project"), plan)
    if len(plan) < budget:
        click.echo(f"planned {len(plan)} of {budget} visits: capacities and conflicts leave no room", err=True)
    if as_json:
        per_project = Counter(project for _, project in plan)
        summary = {"budget": budget, "visits": len(plan), "projects": len(per_project)}
        click.echo(json.dumps({**summary, "most_visits": max(per_project.values(), default=0)}))


def _allocate(path: Path, seed: int) -> tuple[int, list[tuple[str, str]]]:
    """Read the folder and plan; return the budget and the plan."""
    folder = Folder(path)
    places = _places(folder) if (path / "places.csv").exists() else {}
    projects = [
        Stand(row.cells["project"], row.cells.get("domain", ""), places.get(row.cells["project"]))
        for row in keyed(folder, "projects.csv", ["project"])
    ]
    jurors = [
        Seat(row.cells["juror"], row.cells.get("domain", ""), read_count(folder, row, "capacity"))
        for row in keyed(folder, "jurors.csv", ["juror"], ["capacity"])
    ]
    known: dict[str, Collection[str] | None] = {
        "juror": {seat.code for seat in jurors},
        "project": {stand.code for stand in projects},
    }
    conflicts = folder.rows("conflicts.csv", ["juror", "project"])
    for row in conflicts:
        refuse_unknown(folder, row, known)
    budget = read_single(folder, "budget.txt")
    past = _past(folder, known) if (path / "scores.csv").exists() else None
    folder.settle()
    barred = {(row.cells["juror"], row.cells["project"]) for row in conflicts}
    return budget, allocate(projects, jurors, barred, budget, past, seed)


def _past(folder: Folder, known: dict[str, Collection[str] | None]) -> Past | None:
    """Rank what came in so far; None when no mark came in, which makes this a first round."""
    rubric = read_rubric(folder)
    projects = known["project"] or ()
    visits = read_visits(folder, rubric, projects, known["juror"])
    folder.settle()
    if not visits:
        return None
    ranking = rank_projects(projects, visits, points_range(rubric))
    return look_back(ranking, {(visit.juror, visit.project) for visit in visits})


@click.command("timetable")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.argument("out", metavar="OUT.csv", type=_OUTPUT)
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON on standard output.")
def timetable_command(folder: Path, out: Path, as_json: bool) -> None:
    """Give visits their slots: DIR holds visits.csv, places.csv and slots.txt.

    Nobody is twice in a slot; as few slots as possible are used, and walks between zones and tables are kept short.
    """
    rows = _or_refuse(lambda: _timetable(folder))
    _write(out, ("slot", "juror", "project"), [(row.slot, row.juror, row.project) for row in rows])
    if as_json:
        click.echo(json.dumps({"visits": len(rows), "slots": max((row.slot for row in rows), default=0)}))


def _timetable(path: Path) -> list[SlotVisit]:
    """Read the folder and give slots."""
    folder = Folder(path)
    visits = [(row.cells["juror"], row.cells["project"]) for row in keyed(folder, "visits.csv", ["juror", "project"])]
    places = _places(folder)
    slots = read_single(folder, "slots.txt")
    folder.settle()
    return timetable(visits, places, slots)


def _places(folder: Folder) -> dict[str, Place]:
    return {
        row.cells["project"]: Place(row.cells["zone"], read_count(folder, row, "table"))
        for row in keyed(folder, "places.csv", ["project"], ["zone", "table"])
    }


def _or_refuse(act: Callable[[], T]) -> T:
    """Run an act; print what it refuses, a line per place, and leave with exit status 1."""
    try:
        return act()
    except ChallengeError as refusal:
        findings = refusal.findings if isinstance(refusal, Rejected) else [refusal]
        for finding in findings:
            click.echo(said(finding), err=True)
        raise SystemExit(1) from refusal


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str | int | float]]) -> None:
    """Write a result, or leave with exit status 1 and the reason."""
    try:
        write_rows(path, header, rows)
    except OSError as reason:
        click.echo(f"{path}: {reason.strerror}", err=True)
        raise SystemExit(1) from reason


COMMANDS: tuple[click.Command, ...] = (rank_command, allocate_command, timetable_command)
