from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.judging.rules.appeal import explain
from challenge.judging.rules.ranking import Visit, rank_projects
from tests.unit.judging.marks import BOUNDS, marked

SOME = settings(max_examples=40, deadline=None)


@st.composite
def sheets(draw: st.DrawFn) -> list[Visit]:
    pairs = draw(st.sets(st.tuples(st.integers(0, 4), st.sampled_from("ABCDEFG")), min_size=1, max_size=20))
    return [Visit(f"J{juror}", project, draw(st.integers(1, 5).map(float))) for juror, project in sorted(pairs)]


@SOME
@given(sheets())
def test_every_score_follows_from_the_numbers_printed_with_it(visits: list[Visit]) -> None:
    found = explain(visits)

    assert sorted(line.project for line in found.lines) == sorted({visit.project for visit in visits})
    allowances = {(juror, allowance) for line in found.lines for juror, _, allowance in line.sheets}
    assert len(allowances) == len({juror for juror, _ in allowances})
    for line in found.lines:
        average = sum(points + allowance for _, points, allowance in line.sheets) / len(line.sheets)
        trust = len(line.sheets) / (len(line.sheets) + found.k)
        assert np.isfinite([line.score, line.trust, line.average]).all()
        assert line.score == pytest.approx(found.mean + trust * (average - found.mean), abs=1e-12)


@SOME
@given(sheets(), st.randoms(use_true_random=False), st.permutations("abcde"))
def test_order_of_visits_and_names_of_jurors_change_nothing(
    visits: list[Visit], chance: object, names: list[str]
) -> None:
    renamed = [Visit(names[int(visit.juror[1:])], visit.project, visit.points) for visit in visits]
    chance.shuffle(renamed)  # type: ignore[attr-defined]

    before, after = explain(visits), explain(renamed)

    assert [line.project for line in after.lines] == [line.project for line in before.lines]
    assert [line.score for line in after.lines] == pytest.approx([line.score for line in before.lines], abs=1e-9)


def test_severe_jurors_get_an_allowance() -> None:
    _, visits = marked(severity=0)
    harsh = [Visit(v.juror, v.project, v.points - 3 * (v.juror == "J05")) for v in visits]

    allowance = {juror: added for line in explain(harsh).lines for juror, _, added in line.sheets}

    assert max(allowance, key=lambda juror: allowance[juror]) == "J05"
    assert allowance["J05"] - allowance["J04"] == pytest.approx(3, abs=0.6)


def test_variances_are_those_that_made_the_marks() -> None:
    chance = np.random.default_rng(5)
    quality, severe = chance.normal(size=200), 0.5 * chance.normal(size=60)
    visits = [
        Visit(f"J{juror:02}", f"P{project:03}", float(5 + quality[project] + severe[juror] + chance.normal()))
        for project in range(200)
        for juror in chance.choice(60, 4, replace=False)
    ]

    found = explain(visits)

    assert found.k == pytest.approx(1, abs=0.25)
    assert found.mean == pytest.approx(5, abs=0.25)


def test_the_simple_model_agrees_with_the_full_one_when_jurors_differ_by_severity_only() -> None:
    codes, visits = marked(projects=40, jurors=15, severity=1.5)
    order = [line.project for line in rank_projects(codes, visits, BOUNDS).projects]

    simple = [line.project for line in explain(visits).lines]

    assert np.corrcoef([order.index(code) for code in codes], [simple.index(code) for code in codes])[0, 1] > 0.98


@pytest.mark.parametrize("visits", [[], [Visit("x", "A", 4.0)], [Visit(j, p, 3.0) for j in "xy" for p in "AB"]])
def test_little_or_nothing_to_explain_is_no_accident(visits: list[Visit]) -> None:
    found = explain(visits)

    assert [line.score for line in found.lines] == pytest.approx([visit.points for visit in visits][: len(found.lines)])
