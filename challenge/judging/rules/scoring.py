"""Reading marks and adding them up: the only place where a mark becomes points."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from challenge.kernel.errors import Invalid

# Digits with at most one decimal sign, point or comma, and an exponent as programs write it. No thousands separator:
# "1,000" would be read as one by some and as a thousand by others; here a comma is always the decimal sign.
_MARK = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric.

    Attributes:
        code: unique within the rubric.
        weight: what one point of mark is worth in the total; zero shows the criterion without counting it.
        low: the lowest mark allowed, included.
        high: the highest mark allowed, included.
    """

    code: str
    weight: float
    low: float
    high: float


def read_mark(value: object) -> float:
    """Read a mark as typed or sent: "4,5" and "4.5" are both 4.5; surrounding blanks do not matter.

    Raises:
        Invalid: `judging.mark_missing` for None or blank text; `judging.mark_not_a_number` for everything that is
            not one finite number, booleans included.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        raise Invalid("judging.mark_missing")
    mark = _as_float(value)
    if not math.isfinite(mark):
        raise Invalid("judging.mark_not_a_number", value=str(value)[:40])
    return mark


def _as_float(value: object) -> float:
    """Convert without judging; whatever is no number becomes NaN."""
    if isinstance(value, str):
        text = value.strip()
        return float(text.replace(",", ".")) if _MARK.fullmatch(text) else math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value)
    except OverflowError:  # an integer of more than 308 digits
        return math.nan


def check_mark(value: object, criterion: Criterion) -> float:
    """Read a mark and hold it against the bounds of its criterion, both included.

    Raises:
        Invalid: the codes of `read_mark`, and `judging.mark_out_of_range`.
    """
    mark = read_mark(value)
    if not criterion.low <= mark <= criterion.high:
        raise Invalid(
            "judging.mark_out_of_range", criterion=criterion.code, low=criterion.low, high=criterion.high, value=mark
        )
    return mark


def weighted_total(marks: Mapping[str, object], rubric: Sequence[Criterion]) -> float:
    """Return the points of one visit: the sum of weight times mark over the whole rubric.

    The unit is weighted rubric points: weights are used as they are, so weights adding up to 1 give points on the scale
    of the marks. The order of criteria does not change the last digit.

    Args:
        marks: by code of criterion; every criterion of the rubric and no other.
        rubric: see `check_rubric`.

    Raises:
        Invalid: the codes of `check_mark`; `judging.mark_missing` also for a criterion without an entry;
            `judging.criterion_unknown` for an entry outside the rubric.
    """
    unknown = sorted(set(marks) - {criterion.code for criterion in rubric})
    if unknown:
        raise Invalid("judging.criterion_unknown", criterion=unknown[0])
    for criterion in rubric:
        if criterion.code not in marks:
            raise Invalid("judging.mark_missing", criterion=criterion.code)
    return math.fsum(criterion.weight * check_mark(marks[criterion.code], criterion) for criterion in rubric)


def marks_apart(marks: Mapping[str, object], rubric: Sequence[Criterion]) -> float | None:
    """Return how far the criteria of one sheet lie apart: their variance, each mark as a share 0..1 of its scale.

    Criteria count by weight. None when fewer than two criteria have a weight.

    Args:
        marks: as in `weighted_total`.
        rubric: see `check_rubric`.

    Raises:
        Invalid: the codes of `check_mark`.
    """
    counting = [criterion for criterion in rubric if criterion.weight]
    if len(counting) < 2:
        return None
    total = math.fsum(criterion.weight for criterion in counting)
    shares = [
        (
            criterion.weight / total,
            (check_mark(marks[criterion.code], criterion) - criterion.low) / (criterion.high - criterion.low),
        )
        for criterion in counting
    ]
    mean = math.fsum(weight * share for weight, share in shares)
    return math.fsum(weight * (share - mean) ** 2 for weight, share in shares)


def points_range(rubric: Sequence[Criterion]) -> tuple[float, float]:
    """Return the fewest and the most points that one visit can give."""
    return (
        math.fsum(criterion.weight * criterion.low for criterion in rubric),
        math.fsum(criterion.weight * criterion.high for criterion in rubric),
    )


def check_rubric(rubric: Sequence[Criterion]) -> None:
    """Refuse a rubric that cannot rank anybody.

    Raises:
        Invalid: `judging.rubric_empty` without criteria or without any weight; `judging.criterion_repeated`;
            `judging.criterion_weight` for a negative weight; `judging.criterion_bounds` when low is not below high.
    """
    seen: set[str] = set()
    for criterion in rubric:
        if criterion.code in seen:
            raise Invalid("judging.criterion_repeated", criterion=criterion.code)
        seen.add(criterion.code)
        check_criterion(criterion)
    if not any(criterion.weight for criterion in rubric):
        raise Invalid("judging.rubric_empty")


def check_criterion(criterion: Criterion) -> None:
    """Refuse a criterion with a negative or endless weight, or with bounds that leave no choice.

    Raises:
        Invalid: `judging.criterion_weight` or `judging.criterion_bounds`.
    """
    if not (math.isfinite(criterion.weight) and criterion.weight >= 0):
        raise Invalid("judging.criterion_weight", criterion=criterion.code)
    if not (math.isfinite(criterion.low) and math.isfinite(criterion.high) and criterion.low < criterion.high):
        raise Invalid("judging.criterion_bounds", criterion=criterion.code)
