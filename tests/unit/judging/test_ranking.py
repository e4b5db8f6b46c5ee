from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from challenge.judging.rules.ranking import Ranking, Visit, rank_projects
from challenge.kernel.errors import Invalid

FEW = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BOUNDS = (0.0, 10.0)


def event(
    projects: int = 30, jurors: int = 12, each: int = 4, seed: int = 3, severity: float = 1.0
) -> tuple[list[str], list[Visit]]:
    """Build marks with a known order: P00 is the best project, the last one the worst."""
    chance = np.random.default_rng(seed)
    severe = severity * chance.normal(size=jurors)
    codes = [f"P{k:02}" for k in range(projects)]
    visits = []
    for project in range(projects):
        quality = 7 - 4 * project / projects
        for juror in chance.choice(jurors, each, replace=False):
            points = quality - severe[juror] + 0.3 * chance.normal()
            visits.append(Visit(f"J{juror:02}", codes[project], round(float(points), 2)))
    return codes, visits


@st.composite
def small_events(draw: st.DrawFn) -> tuple[list[str], list[Visit]]:
    codes = list("ABCDEFGHIJKLMN"[: draw(st.integers(1, 14))])
    pairs = draw(st.sets(st.tuples(st.integers(0, 4), st.sampled_from(codes)), max_size=20))
    marks = st.integers(0, 10).map(float)
    return codes, [Visit(f"J{juror}", project, draw(marks)) for juror, project in sorted(pairs)]


def places(ranking: Ranking) -> dict[str, int]:
    return {line.project: line.rank for line in ranking.projects}


@FEW
@given(small_events())
def test_ranking_has_every_project_once_and_only_finite_numbers(case: tuple[list[str], list[Visit]]) -> None:
    codes, visits = case

    ranking = rank_projects(codes, visits, BOUNDS)

    assert sorted(line.project for line in ranking.projects) == codes
    assert [line.rank for line in ranking.projects] == list(range(1, len(codes) + 1))
    for line in ranking.projects:
        assert BOUNDS[0] <= line.low <= line.score <= line.high <= BOUNDS[1]
        assert 0 <= line.p_top10 <= 1
        assert line.deviation > 0
    seen = [line.visits > 0 for line in ranking.projects]
    assert seen == sorted(seen, reverse=True)  # nobody unscored stands above somebody scored
    assert sum(line.p_top10 for line in ranking.projects) == pytest.approx(min(10, len(codes)))
    assert all(math.isfinite(line.severity) and line.scale > 0 and line.noise > 0 for line in ranking.jurors)


@FEW
@given(st.randoms(use_true_random=False), st.permutations(list("abcdefghijkl")))
def test_ranking_ignores_order_of_lines_and_names_of_jurors(chance: object, names: Sequence[str]) -> None:
    codes, visits = event(projects=15)
    shuffled = [Visit(names[int(visit.juror[1:])], visit.project, visit.points) for visit in visits]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    chance.shuffle(order := list(codes))  # type: ignore[attr-defined]

    before, after = rank_projects(codes, visits, BOUNDS), rank_projects(order, shuffled, BOUNDS)

    assert after.projects == before.projects
    assert {line.juror: line.severity for line in after.jurors} == {
        names[int(line.juror[1:])]: line.severity for line in before.jurors
    }


@FEW
@given(st.integers(0, 29), st.floats(0.5, 3))
def test_higher_marks_never_rank_a_lone_project_lower(project: int, gift: float) -> None:
    codes, visits = event()
    code = codes[project]
    raised = [Visit(visit.juror, visit.project, visit.points + gift * (visit.project == code)) for visit in visits]

    before, after = rank_projects(codes, visits, BOUNDS), rank_projects(codes, raised, BOUNDS)

    assert places(after)[code] <= places(before)[code]


def test_a_juror_who_turns_severe_changes_little() -> None:
    codes, visits = event()
    harsher = [Visit(v.juror, v.project, v.points - 2 * (v.juror == "J03")) for v in visits]

    before, after = rank_projects(codes, visits, BOUNDS), rank_projects(codes, harsher, BOUNDS)

    moves = [abs(places(before)[code] - places(after)[code]) for code in codes]
    assert max(moves) <= 3
    was, now = (next(j.severity for j in r.jurors if j.juror == "J03") for r in (before, after))
    assert 1.5 < now - was < 2.2


def test_the_same_points_for_everybody_move_scores_and_nothing_else() -> None:
    codes, visits = event()
    lifted = [Visit(visit.juror, visit.project, visit.points + 2) for visit in visits]

    before, after = rank_projects(codes, visits, BOUNDS), rank_projects(codes, lifted, (2.0, 12.0))

    assert places(after) == places(before)
    assert [line.score - 2 for line in after.projects] == pytest.approx([line.score for line in before.projects])


def test_ranking_undoes_severity_that_misleads_the_raw_mean() -> None:
    codes, visits = event(projects=40, jurors=15, each=3, severity=2.5)

    ranking = rank_projects(codes, visits, (-10.0, 20.0))

    truth = np.arange(40)
    raw = sorted(ranking.projects, key=lambda line: -(line.raw_mean or 0))
    ours = np.corrcoef(truth, [codes.index(line.project) for line in ranking.projects])[0, 1]
    assert ours > 0.93
    assert ours > np.corrcoef(truth, [codes.index(line.project) for line in raw])[0, 1] + 0.1


def test_severity_counts_points_below_the_average_juror() -> None:
    codes, visits = event(severity=0)
    harsh = [Visit(v.juror, v.project, v.points - 3 * (v.juror == "J05")) for v in visits]

    jurors = {line.juror: line for line in rank_projects(codes, harsh, BOUNDS).jurors}

    assert max(jurors.values(), key=lambda line: line.severity).juror == "J05"
    assert jurors["J05"].severity - jurors["J04"].severity == pytest.approx(3, abs=0.4)
    assert sum(line.visits for line in jurors.values()) == len(visits)


def test_a_juror_who_uses_half_the_scale_is_found() -> None:
    codes, visits = event(jurors=6, severity=0, each=3)
    narrow = [Visit(v.juror, v.project, 5 + (v.points - 5) / (3 if v.juror == "J02" else 1)) for v in visits]

    jurors = {line.juror: line.scale for line in rank_projects(codes, narrow, BOUNDS).jurors}

    assert min(jurors, key=lambda juror: jurors[juror]) == "J02"
    assert jurors["J02"] < 0.7 * jurors["J01"]


def test_a_project_nobody_saw_comes_last_with_a_wide_interval() -> None:
    codes, visits = event()

    ranking = rank_projects([*codes, "A-late", "Z-late"], visits, BOUNDS)

    *seen, first, last = ranking.projects
    assert (first.project, last.project) == ("A-late", "Z-late")
    assert (last.raw_mean, last.visits) == (None, 0)
    assert last.high - last.low > max(line.high - line.low for line in seen)


def test_without_visits_everything_is_possible() -> None:
    ranking = rank_projects([f"P{k:02}" for k in range(20)], [], (1, 5))

    assert ranking.jurors == ()
    assert {(line.score, line.low, line.high, line.p_top10) for line in ranking.projects} == {(3.0, 1, 5, 0.5)}
    assert rank_projects([], [], (1, 5)) == Ranking((), ())


def test_equal_sheets_give_equal_scores_and_the_code_decides() -> None:
    visits = [Visit(juror, project, 4.0 + (project == "C")) for juror in "xyz" for project in "BAC"]

    ranking = rank_projects("BAC", visits, (1, 5))

    assert [line.project for line in ranking.projects] == ["C", "A", "B"]
    assert ranking.projects[1].score == ranking.projects[2].score


def test_jurors_who_cannot_be_told_apart_are_described_alike() -> None:
    visits = [Visit(juror, project, 4.0 - (project == "B")) for juror in "xyz" for project in "AB"]

    jurors = rank_projects("AB", visits, (1, 5)).jurors

    assert [line.juror for line in jurors] == ["x", "y", "z"]
    assert len({(line.severity, line.scale, line.noise) for line in jurors}) == 1


def test_the_ten_best_places_are_shared_out() -> None:
    codes, visits = event()

    lines = rank_projects(codes, visits, BOUNDS).projects

    assert sum(line.p_top10 for line in lines) == pytest.approx(10)
    assert lines[0].p_top10 > 0.9
    assert lines[-1].p_top10 < 0.1
    assert {line.p_top10 for line in rank_projects(codes[:10], [], BOUNDS).projects} == {1.0}


@pytest.mark.parametrize(
    ("projects", "visits", "code"),
    [
        (["A", "A"], [], "judging.project_repeated"),
        (["A"], [Visit("x", "B", 1.0)], "judging.project_unknown"),
        (["A"], [Visit("x", "A", 1.0), Visit("x", "A", 2.0)], "judging.visit_repeated"),
        (["A"], [Visit("x", "A", math.nan)], "judging.mark_not_a_number"),
        (["A"], [Visit("x", "A", math.inf)], "judging.mark_not_a_number"),
        (["A"], [Visit("x", "A", 1.0, math.nan)], "judging.mark_not_a_number"),
    ],
)
def test_ranking_refuses_what_makes_no_sense(projects: list[str], visits: list[Visit], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rank_projects(projects, visits, BOUNDS)

    assert refusal.value.code == code


def wide_and_narrow(
    chance: np.random.Generator,
) -> tuple[list[str], list[Visit], np.ndarray[tuple[int], np.dtype[Any]]]:
    """Build an event whose noisy jurors also have criteria that lie far apart."""
    quality, noise = chance.normal(size=60), np.exp(0.6 * chance.normal(size=24))
    codes, visits = [f"P{k:02}" for k in range(60)], []
    for project in range(60):
        for juror in chance.choice(24, 3, replace=False):
            points = 5 + quality[project] + noise[juror] * chance.normal()
            apart = 0.02 * noise[juror] ** 2 * chance.gamma(2, 0.5)
            visits.append(Visit(f"J{juror:02}", codes[project], float(points), float(apart)))
    return codes, visits, quality


def test_criteria_that_lie_apart_tell_noisy_jurors() -> None:
    better = []
    for seed in range(6):
        codes, visits, quality = wide_and_narrow(np.random.default_rng(seed))
        blind = [Visit(visit.juror, visit.project, visit.points) for visit in visits]
        found = [
            np.corrcoef(quality, [score[code] for code in codes])[0, 1]
            for score in (
                {line.project: line.score for line in rank_projects(codes, sheets, (-5.0, 15.0)).projects}
                for sheets in (visits, blind)
            )
        ]
        better.append(found[0] - found[1])
    assert np.mean(better) > 0.005


def test_widths_count_only_when_every_sheet_has_one() -> None:
    codes, visits, _ = wide_and_narrow(np.random.default_rng(1))
    blind = [Visit(visit.juror, visit.project, visit.points) for visit in visits]
    flat = [Visit(visit.juror, visit.project, visit.points, 0.0) for visit in visits]

    expected = rank_projects(codes, blind, BOUNDS)

    assert rank_projects(codes, [*visits[:-1], blind[-1]], BOUNDS) == expected
    assert rank_projects(codes, flat, BOUNDS) == expected
    assert rank_projects(codes, visits, BOUNDS) != expected


def test_widths_do_not_depend_on_names_or_order() -> None:
    codes, visits, _ = wide_and_narrow(np.random.default_rng(2))
    renamed = [Visit(f"N{99 - int(v.juror[1:])}", v.project, v.points, v.apart) for v in reversed(visits)]

    assert rank_projects(codes, renamed, BOUNDS).projects == rank_projects(codes, visits, BOUNDS).projects


def test_the_same_sheets_give_the_same_ranking_to_the_last_digit() -> None:
    codes, visits = event()

    assert rank_projects(codes, visits, BOUNDS) == rank_projects(codes, visits, BOUNDS)


def test_ranking_of_300_projects_takes_about_a_third_of_a_second() -> None:
    codes = [f"P{k:03}" for k in range(300)]
    chance = np.random.default_rng(1)
    visits = [
        Visit(f"J{(k + turn * 37) % 100:03}", code, float(chance.integers(1, 6)))
        for k, code in enumerate(codes)
        for turn in range(3)
    ]
    start = time.process_time()

    rank_projects(codes, visits, (1, 5))

    assert time.process_time() - start < 1.5  # generous: a loaded machine must not fail the build
