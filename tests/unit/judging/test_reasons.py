from __future__ import annotations

import math

import pytest

from challenge.judging.rules.ranking import Visit, rank_projects
from challenge.judging.rules.reasons import Reason, reasons, summary
from tests.unit.judging.marks import BOUNDS, marked


@pytest.mark.parametrize("each", [1, 3, 6])
def test_reasons_add_up_to_the_difference(each: int) -> None:
    codes, visits = marked(each=each, severity=1.5)
    ranking = rank_projects([*codes, "unseen"], visits, BOUNDS)

    found = reasons(ranking, visits)

    assert sorted(found) == codes
    for line in ranking.projects:
        if line.raw_mean is not None:
            parts = found[line.project]
            assert math.fsum(part.shift for part in parts) == pytest.approx(line.score - line.raw_mean, abs=1e-12)
            assert len(parts) == line.visits + 1
            assert parts[-1].juror is None


def test_reasons_ignore_the_order_of_visits() -> None:
    codes, visits = marked()
    ranking = rank_projects(codes, visits, BOUNDS)

    assert reasons(ranking, reversed(visits)) == reasons(ranking, visits)


def test_a_severe_juror_is_the_reason_for_more_points() -> None:
    codes, visits = marked(severity=0)
    harsh = [Visit(v.juror, v.project, v.points - 3 * (v.juror == "J05")) for v in visits]
    ranking = rank_projects(codes, harsh, BOUNDS)

    found = reasons(ranking, harsh)

    for project in {visit.project for visit in harsh if visit.juror == "J05"}:
        first, *_ = found[project]
        assert (first.juror, first.severity > 2) == ("J05", True)
        assert 0.4 < first.shift < 1.1  # about 3 points of one sheet in four
        told = summary(found[project])
        assert told.severe >= 1
        assert told.severe_shift == pytest.approx(
            math.fsum(p.shift for p in found[project] if p.juror and p.severity >= 0.05)
        )


def test_a_summary_keeps_every_point() -> None:
    parts = [Reason("a", 0.5, 0.25), Reason("b", -0.4, -0.125), Reason("c", 0.01, 0.0625), Reason(None, 0.0, -0.5)]

    told = summary(parts)

    assert (told.severe, told.severe_shift, told.generous, told.generous_shift) == (1, 0.25, 1, -0.125)
    assert (told.other_shift, told.pull) == (0.0625, -0.5)


def test_nobody_came_so_there_is_nothing_to_explain() -> None:
    assert reasons(rank_projects(["A", "B"], [], BOUNDS), []) == {}
