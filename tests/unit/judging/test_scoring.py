from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.judging.rules.scoring import (
    Criterion,
    check_mark,
    check_rubric,
    marks_apart,
    points_range,
    read_mark,
    weighted_total,
)
from challenge.kernel.errors import Invalid

RUBRIC = (Criterion("idea", 0.75, 1, 5), Criterion("pitch", 0.25, 0, 10))


@pytest.mark.parametrize(
    ("value", "mark"),
    [
        ("4,5", 4.5), ("4.5", 4.5), (" 3 ", 3.0), ("\u00a03", 3.0), ("-0,5", -0.5), (",5", 0.5), ("4,", 4.0),
        ("+2", 2.0), ("7.5e0", 7.5), (4, 4.0), (2.25, 2.25),
    ],
)  # fmt: skip
def test_mark_reads_what_people_and_programs_write(value: object, mark: float) -> None:
    assert read_mark(value) == mark


@pytest.mark.parametrize("value", [None, "", "  ", "\u00a0"])
def test_mark_refuses_nothing_as_missing(value: object) -> None:
    assert _code(lambda: read_mark(value)) == "judging.mark_missing"


@pytest.mark.parametrize(
    "value",
    ["NaN", "inf", "-Infinity", "1e999", "four", "1_0", "1.000,5", "4,5,6", "٤", "0x1", "9" * 400, "4;5",
     math.nan, math.inf, -math.inf, True, False, [4], (4,), {"mark": 4}, b"4", 10**400, 4j],
)  # fmt: skip
def test_mark_refuses_what_is_no_finite_number(value: object) -> None:
    assert _code(lambda: read_mark(value)) == "judging.mark_not_a_number"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_mark_reads_back_its_own_text(value: float) -> None:
    assert read_mark(repr(value)) == value
    assert read_mark(repr(value).replace(".", ",")) == value


@given(st.text())
def test_mark_is_finite_or_refused(text: str) -> None:
    try:
        mark = read_mark(text)
    except Invalid as refusal:
        code = refusal.code
    else:
        code = "" if math.isfinite(mark) else "endless"

    assert code in {"", "judging.mark_missing", "judging.mark_not_a_number"}


def test_bounds_belong_to_the_scale() -> None:
    assert (check_mark("1", RUBRIC[0]), check_mark("5", RUBRIC[0])) == (1.0, 5.0)
    assert _code(lambda: check_mark("0,99", RUBRIC[0])) == "judging.mark_out_of_range"
    assert _code(lambda: check_mark(5.01, RUBRIC[0])) == "judging.mark_out_of_range"


def test_refusal_out_of_range_names_criterion_and_bounds() -> None:
    with pytest.raises(Invalid) as refusal:
        check_mark(6, RUBRIC[0])

    assert refusal.value.params == {"criterion": "idea", "low": 1, "high": 5, "value": 6.0}


def test_total_weighs_every_criterion() -> None:
    assert weighted_total({"idea": "4", "pitch": "7,5"}, RUBRIC) == 4.875


@given(st.permutations([Criterion(f"c{k}", 0.1 * (k + 1), 0, 10) for k in range(6)]))
def test_total_ignores_the_order_of_criteria(rubric: list[Criterion]) -> None:
    marks = {f"c{k}": 0.7 * k for k in range(6)}

    assert weighted_total(marks, rubric) == weighted_total(marks, sorted(rubric, key=lambda c: c.code))


def test_total_refuses_a_missing_and_an_unknown_criterion() -> None:
    assert _code(lambda: weighted_total({"idea": 4}, RUBRIC)) == "judging.mark_missing"
    assert _code(lambda: weighted_total({"idea": 4, "pitch": ""}, RUBRIC)) == "judging.mark_missing"
    assert _code(lambda: weighted_total({"idea": 4, "pitch": 5, "looks": 3}, RUBRIC)) == "judging.criterion_unknown"


def test_points_range_is_what_extreme_sheets_give() -> None:
    assert points_range(RUBRIC) == (0.75, 6.25)


def test_rubric_in_order_is_accepted() -> None:
    check_rubric([*RUBRIC, Criterion("shown", 0, 0, 1)])


@pytest.mark.parametrize(
    ("rubric", "code"),
    [
        ([], "judging.rubric_empty"),
        ([Criterion("a", 0, 0, 1)], "judging.rubric_empty"),
        ([Criterion("a", 1, 0, 1), Criterion("a", 1, 0, 1)], "judging.criterion_repeated"),
        ([Criterion("a", -1, 0, 1)], "judging.criterion_weight"),
        ([Criterion("a", math.inf, 0, 1)], "judging.criterion_weight"),
        ([Criterion("a", 1, 1, 1)], "judging.criterion_bounds"),
        ([Criterion("a", 1, 0, math.inf)], "judging.criterion_bounds"),
        ([Criterion("a", 1, math.nan, 2)], "judging.criterion_bounds"),
    ],
)
def test_rubric_that_ranks_nobody_is_refused(rubric: list[Criterion], code: str) -> None:
    assert _code(lambda: check_rubric(rubric)) == code


def _code(act: Callable[[], object]) -> str:
    with pytest.raises(Invalid) as refusal:
        act()
    return refusal.value.code


def test_marks_apart_is_the_variance_of_shares_of_the_scale() -> None:
    rubric = [Criterion("idea", 3, 1, 5), Criterion("pitch", 1, 0, 10)]

    assert marks_apart({"idea": 5, "pitch": 10}, rubric) == 0
    # 3/4 of the weight at the top, 1/4 at the bottom: 3/4 * 1/4.
    assert marks_apart({"idea": 5, "pitch": 0}, rubric) == pytest.approx(3 / 16)
    assert marks_apart({"pitch": 0, "idea": 5}, rubric[::-1]) == marks_apart({"idea": 5, "pitch": 0}, rubric)


def test_one_criterion_cannot_lie_apart() -> None:
    assert marks_apart({"idea": 5}, [Criterion("idea", 3, 1, 5)]) is None
    assert marks_apart({"idea": 5, "note": 1}, [Criterion("idea", 3, 1, 5), Criterion("note", 0, 1, 5)]) is None
