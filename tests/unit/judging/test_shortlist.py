from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.judging.rules.ranking import RankedProject
from challenge.judging.rules.shortlist import check_places, clean_cuts, parted, place_spans, shortlist
from challenge.judging.rules.ties import SURE, chance_of_order
from challenge.kernel.errors import Invalid

SOME = settings(max_examples=50, deadline=None)


def line(rank: int, score: float, deviation: float = 0.1, visits: int = 3) -> RankedProject:
    return RankedProject(f"P{rank:02}", score, score - 1, score + 1, rank, 0.5, None, visits, deviation)


def ranked(*scores: float) -> list[RankedProject]:
    return [line(rank, score) for rank, score in enumerate(scores, start=1)]


@st.composite
def rankings(draw: st.DrawFn) -> list[RankedProject]:
    scores = sorted(draw(st.lists(st.floats(0, 10), min_size=1, max_size=25)), reverse=True)
    return [line(rank, score, draw(st.floats(0.01, 2))) for rank, score in enumerate(scores, start=1)]


def test_cut_through_a_group_names_its_two_sides() -> None:
    lines = ranked(9, 8, 7, 5, 4.99, 4.98, 3)

    found = parted(lines, 4)

    assert found is not None
    assert (found.inside, found.outside, found.projects) == (4, 5, ("P04", "P05", "P06"))
    assert parted(lines, 3) is None
    assert clean_cuts(lines) == (3, 6)


def test_uncertain_team_beyond_a_sure_neighbour_is_parted_too() -> None:
    lines = [line(1, 9), line(2, 7, 3), line(3, 6), line(4, 4), line(5, 3)]

    found = parted(lines, 3)

    assert found is not None
    assert (found.inside, found.outside, found.projects) == (2, 4, ("P02", "P04"))


@SOME
@given(rankings(), st.integers(3, 20))
def test_parted_is_silent_exactly_where_a_cut_is_clean(lines: list[RankedProject], places: int) -> None:
    found = parted(lines, places)
    pairs = product(lines[:places], lines[places:])
    alike = {one.project for pair in pairs if chance_of_order(*pair) <= SURE for one in pair}

    assert set(found.projects if found else ()) == alike
    if places < len(lines):
        assert (places in clean_cuts(lines)) == (found is None)


def test_put_on_first_then_the_best_of_the_others() -> None:
    lines = ranked(*range(9, 0, -1))

    assert shortlist(lines, 3) == ("P01", "P02", "P03")
    assert shortlist(lines, 3, {"P07"}) == ("P01", "P02", "P07")
    assert shortlist(lines, 3, {"P07"}, {"P01"}) == ("P02", "P03", "P07")
    assert shortlist(lines, 3, {"gone"}, {"P01", "lost"}) == ("P02", "P03", "P04")


def test_unvisited_team_needs_a_hand() -> None:
    lines = [line(1, 9), line(2, 5, visits=0)]

    assert shortlist(lines, 3) == ("P01",)
    assert shortlist(lines, 3, {"P02"}) == ("P01", "P02")


@SOME
@given(rankings(), st.integers(3, 20), st.sets(st.integers(1, 25)), st.sets(st.integers(1, 25)))
def test_shortlist_fills_its_places_in_order(
    lines: list[RankedProject], places: int, up: set[int], down: set[int]
) -> None:
    put_on, taken_off = ({f"P{rank:02}" for rank in ranks} for ranks in (up, down - up))
    found = shortlist(lines, places, put_on, taken_off)

    assert list(found) == sorted(set(found))
    assert not set(found) & taken_off
    assert len(found) == min(places, sum(one.project not in taken_off for one in lines))


def test_spans_of_places_hold_whom_nothing_separates() -> None:
    lines = ranked(9, 5, 4.99, 3)

    assert place_spans(lines, 3) == {"P01": (1, 1), "P02": (2, 3), "P03": (2, 3)}


@SOME
@given(rankings())
def test_spans_hold_the_place_of_the_ranking(lines: list[RankedProject]) -> None:
    assert all(low <= one.rank <= high for one in lines for low, high in (place_spans(lines, 25)[one.project],))


@pytest.mark.parametrize("places", [2, 21])
def test_number_of_finalists_has_bounds(places: int) -> None:
    check_places(3)
    with pytest.raises(Invalid, match=r"judging\.shortlist_places"):
        check_places(places)
