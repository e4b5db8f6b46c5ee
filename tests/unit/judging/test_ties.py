from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.judging.rules.ranking import RankedProject, rank_projects
from challenge.judging.rules.ties import Tie, chance_of_order, ties, verdict
from tests.unit.judging.marks import BOUNDS, marked

SOME = settings(max_examples=50, deadline=None)


def line(code: str, rank: int, score: float, deviation: float = 0.5, visits: int = 3) -> RankedProject:
    return RankedProject(code, score, score - 1, score + 1, rank, 0.5, None, visits, deviation)


@st.composite
def rankings(draw: st.DrawFn) -> list[RankedProject]:
    scores = sorted(draw(st.lists(st.floats(0, 10), max_size=15)), reverse=True)
    seen = draw(st.integers(0, len(scores)))
    spread = st.floats(0.01, 2)
    return [line(f"P{at}", at + 1, score, draw(spread), 3 * (at < seen)) for at, score in enumerate(scores)]


@SOME
@given(rankings(), st.floats(0.5, 0.99))
def test_groups_hold_every_project_once_and_in_order(lines: list[RankedProject], sure: float) -> None:
    groups = ties(lines, sure)

    assert [code for group in groups for code in group.projects] == [one.project for one in lines]
    for group in groups:
        assert group.last - group.first + 1 == len(group.projects)
        leader, *rest = (lines[rank - 1] for rank in range(group.first, group.last + 1))
        assert not group.seen or all(chance_of_order(leader, other) <= sure for other in rest)
    assert [group.seen for group in groups] == sorted((group.seen for group in groups), reverse=True)


@SOME
@given(rankings())
def test_being_surer_never_makes_groups_smaller(lines: list[RankedProject]) -> None:
    assert len(ties(lines, 0.95)) <= len(lines)
    assert sum(len(group.projects) for group in ties(lines, 0.95)[:1]) >= sum(
        len(group.projects) for group in ties(lines, 0.8)[:1]
    )


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0.01, 3), st.floats(0.01, 3))
def test_the_two_orders_of_a_pair_share_certainty(one: float, two: float, wide: float, narrow: float) -> None:
    first, second = line("A", 1, one, wide), line("B", 2, two, narrow)

    assert chance_of_order(first, second) + chance_of_order(second, first) == pytest.approx(1)


def test_chance_of_order_is_that_of_two_normal_scores() -> None:
    # A gap of one deviation of the difference: the table of the normal distribution says 0.8413.
    assert chance_of_order(line("A", 1, 5, 0.6), line("B", 2, 4, 0.8)) == pytest.approx(0.8413, abs=1e-4)
    assert chance_of_order(line("A", 1, 5), line("B", 2, 5)) == 0.5


def test_without_a_deviation_the_interval_tells_it() -> None:
    assert chance_of_order(line("A", 1, 5, 0), line("B", 2, 4, 0)) == pytest.approx(
        chance_of_order(line("A", 1, 5, 1 / 1.645), line("B", 2, 4, 1 / 1.645)), abs=1e-3
    )


def test_certain_scores_are_told_apart() -> None:
    sharp = [RankedProject(code, score, score, score, 1, 0, None, 3) for code, score in (("A", 2.0), ("B", 1.0))]

    assert chance_of_order(*sharp) == 1
    assert chance_of_order(sharp[0], sharp[0]) == 0.5


def test_a_clear_winner_stands_alone_and_unseen_projects_end_the_list() -> None:
    lines = [line("A", 1, 9), line("B", 2, 5), line("C", 3, 4.8), line("D", 4, 5, visits=0), line("E", 5, 5, visits=0)]

    assert ties(lines) == (
        Tie(1, 1, ("A",), True),
        Tie(2, 3, ("B", "C"), True),
        Tie(4, 5, ("D", "E"), False),
    )


def test_three_visits_among_many_do_not_name_a_winner() -> None:
    codes, visits = marked(projects=60, jurors=24, each=3, noise=2)

    found = verdict(rank_projects(codes, visits, BOUNDS).projects)

    assert len(found.contenders) > 1
    assert (found.rarely_seen, found.enough) == ((), False)


def test_many_visits_with_little_noise_rank() -> None:
    codes, visits = marked(projects=20, each=10)

    found = verdict(rank_projects(codes, visits, BOUNDS).projects)

    assert found.enough
    assert found.right_in_top > 8.5


def test_a_project_with_two_sheets_is_named() -> None:
    lines = [line("A", 1, 9), line("B", 2, 5, visits=2)]

    assert verdict(lines).rarely_seen == ("B",)
    assert not verdict(lines).enough
    assert verdict(lines, least=2).rarely_seen == ()


def test_an_empty_ranking_is_no_ranking_problem() -> None:
    assert ties([]) == ()
    assert verdict([]).contenders == ()
