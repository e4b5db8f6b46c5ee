"""What judging files say, as values of the rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from challenge.judging.csv_files import Folder, Row
from challenge.judging.rules.ranking import Visit
from challenge.judging.rules.scoring import (
    Criterion,
    check_criterion,
    check_mark,
    check_rubric,
    marks_apart,
    read_mark,
    weighted_total,
)
from challenge.kernel.errors import Invalid


def read_rubric(folder: Folder) -> list[Criterion]:
    """Read criteria.csv (criterion, weight, min, max)."""
    rubric: list[Criterion] = []
    for row in keyed(folder, "criteria.csv", ["criterion"], ["weight", "min", "max"]):
        numbers = [folder.attempt(row, column, read_mark) for column in ("weight", "min", "max")]
        weight, low, high = numbers
        if weight is None or low is None or high is None:
            continue
        criterion = Criterion(row.cells["criterion"], weight, low, high)
        folder.attempt(row, "criterion", lambda _, of=criterion: check_criterion(of))  # type: ignore[misc]
        rubric.append(criterion)
    if not folder.findings:
        try:
            check_rubric(rubric)
        except Invalid as refusal:
            folder.findings.append(Invalid(refusal.code, "criteria.csv", **refusal.params))
    return rubric


def keyed(folder: Folder, name: str, key: Sequence[str], more: Sequence[str] = ()) -> list[Row]:
    """Read a table in which the cells of `key` together appear once; `judging.line_repeated` otherwise."""
    first: dict[tuple[str, ...], int] = {}
    for row in (rows := folder.rows(name, [*key, *more])):
        identity = tuple(row.cells[column] for column in key)
        if identity in first:
            folder.refuse(row, key[-1], "judging.line_repeated", first=first[identity])
        first.setdefault(identity, row.line)
    return rows


def read_visits(
    folder: Folder,
    rubric: Sequence[Criterion],
    projects: Collection[str],
    jurors: Collection[str] | None,
    name: str = "scores.csv",
) -> list[Visit]:
    """Read marks (juror, project, criterion, score); one visit has every criterion once.

    Args:
        folder: takes the findings; several marks for one cell are refused, since the order of lines says nothing.
        rubric: see `read_rubric`.
        projects: the codes that exist.
        jurors: the codes that exist; None when nobody said so.
        name: of the file.
    """
    by_code = {criterion.code: criterion for criterion in rubric}
    known: dict[str, Collection[str] | None] = {"juror": jurors, "project": projects, "criterion": by_code}
    marks: dict[tuple[str, str], dict[str, object]] = {}
    opened: dict[tuple[str, str], Row] = {}
    for row in keyed(folder, name, ["juror", "project", "criterion"], ["score"]):
        visit = (row.cells["juror"], row.cells["project"])
        opened.setdefault(visit, row)
        if refuse_unknown(folder, row, known):
            continue
        criterion = by_code[row.cells["criterion"]]
        mark = folder.attempt(row, "score", lambda text, of=criterion: check_mark(text, of))  # type: ignore[misc]
        marks.setdefault(visit, {})[criterion.code] = mark
    if folder.findings:
        return []
    for visit, row in opened.items():
        for code in sorted(by_code.keys() - marks[visit].keys()):
            folder.refuse(row, "criterion", "judging.mark_missing", criterion=code)
    if folder.findings:
        return []
    return [Visit(*visit, weighted_total(sheet, rubric), marks_apart(sheet, rubric)) for visit, sheet in marks.items()]


def refuse_unknown(folder: Folder, row: Row, known: dict[str, Collection[str] | None]) -> bool:
    """Note cells whose code does not exist as `judging.<column>_unknown`; None in `known` means any code will do."""
    unknown = [column for column, codes in known.items() if codes is not None and row.cells[column] not in codes]
    for column in unknown:
        value = row.cells[column][:40]
        folder.refuse(row, column, f"judging.{column}_unknown", value=value, **{column: value})
    return bool(unknown)


def read_count(folder: Folder, row: Row, column: str) -> int:
    """Read a whole number from 0 on; 0 when it was refused as `judging.count_wrong`."""
    text = row.cells[column]
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    folder.refuse(row, column, "judging.count_wrong", value=text[:40])
    return 0


def read_single(folder: Folder, name: str) -> int:
    """Read a file that holds one whole number from 0 on, such as budget.txt."""
    try:
        text = (folder.path / name).read_text(encoding="utf-8-sig", errors="replace").strip()
    except FileNotFoundError:
        folder.findings.append(Invalid("judging.file_missing", name))
        return 0
    return read_count(folder, Row(name, 1, {"number": text}), "number")
