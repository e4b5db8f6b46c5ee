"""One juror's sheet: every criterion read, every wrong place named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from challenge.judging.rules.scoring import Criterion, check_mark, weighted_total
from challenge.kernel.errors import Invalid, Rejected


@dataclass(frozen=True, slots=True)
class Sheet:
    """A complete sheet: marks by code of criterion, in the rubric's order, and their weighted points."""

    marks: dict[str, float]
    total: float


def read_sheet(marks: Mapping[str, object], rubric: Sequence[Criterion]) -> Sheet:
    """Return a complete sheet from marks as typed or sent.

    Raises:
        Rejected("judging.sheet_wrong"): one finding per criterion at the place `mark-<code>`, with the codes of
            `scoring.check_mark`, or `judging.criterion_unknown` for a mark outside the rubric.
    """
    findings = [
        Invalid("judging.criterion_unknown", f"mark-{code}"[:60], criterion=code[:40])
        for code in sorted(set(marks) - {criterion.code for criterion in rubric})
    ]
    read: dict[str, float] = {}
    for criterion in rubric:
        try:
            read[criterion.code] = check_mark(marks.get(criterion.code), criterion)
        except Invalid as refusal:
            findings.append(Invalid(refusal.code, f"mark-{criterion.code}", **refusal.params))
    if findings:
        raise Rejected("judging.sheet_wrong", findings)
    return Sheet(read, weighted_total(read, rubric))


def scale(low: float, high: float, step: float) -> list[str]:
    """Return the marks offered as buttons, lowest first, both ends included; whole numbers without a point."""
    count = round((high - low) / step)
    return [f"{low + (high - low) * index / count:g}" for index in range(count + 1)]
