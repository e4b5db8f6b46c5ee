from __future__ import annotations

import pytest

from challenge.judging.rules.influence import Influence, influences
from challenge.judging.rules.ranking import Visit, rank_projects
from tests.unit.judging.marks import BOUNDS, marked


def test_influence_agrees_with_ranking_again() -> None:
    codes, visits = marked(projects=60, jurors=24, each=3, noise=0.8)
    ranking = rank_projects(codes, visits, BOUNDS)
    today = [line.project for line in ranking.projects[:10]]

    found = {one.juror: one for one in influences(ranking, visits)}

    assert sorted(found) == sorted({visit.juror for visit in visits})
    agreed = 0
    for juror, one in found.items():
        again = rank_projects(codes, [visit for visit in visits if visit.juror != juror], BOUNDS)
        then = {line.project for line in again.projects[:10]}
        agreed += then - set(today) == set(one.enters)
    assert agreed >= 0.8 * len(found)  # neighbours within a hundredth of a point may swap


def test_who_enters_and_who_leaves_are_as_many() -> None:
    codes, visits = marked(each=2, severity=2)
    ranking = rank_projects(codes, visits, BOUNDS)

    found = influences(ranking, visits)

    assert all(len(one.enters) == len(one.leaves) for one in found)
    assert [len(one.enters) for one in found] == sorted((len(one.enters) for one in found), reverse=True)


def test_a_lone_gift_shows_as_influence() -> None:
    visits = [Visit(juror, f"P{k:02}", 5.0 + (k + at) % 3) for k in range(12) for at, juror in enumerate("abc")]
    gift = [Visit(v.juror, v.project, v.points + 3 * (v.juror == "b" and v.project == "P04")) for v in visits]
    ranking = rank_projects([f"P{k:02}" for k in range(12)], gift, (1, 10))

    found = {one.juror: one for one in influences(ranking, gift, top=1)}

    assert ranking.projects[0].project == "P04"
    assert found["b"].leaves == ("P04",)


def test_a_project_that_only_this_juror_saw_goes_behind_all_others() -> None:
    visits = [Visit(juror, code, 5.0 - at) for at, code in enumerate("ABC") for juror in "xy"]
    visits.append(Visit("z", "D", 9.0))
    ranking = rank_projects("ABCD", visits, (1, 10))

    alone = next(one for one in influences(ranking, visits, top=1) if one.juror == "z")

    assert ranking.projects[0].project == "D"
    assert (alone.enters, alone.leaves) == (("A",), ("D",))


def test_order_of_visits_and_names_of_jurors_change_no_influence() -> None:
    codes, visits = marked()
    names = {f"J{k:02}": f"N{(k * 5) % 12:02}" for k in range(12)}
    renamed = [Visit(names[v.juror], v.project, v.points) for v in reversed(visits)]

    before = {one.juror: one for one in influences(rank_projects(codes, visits, BOUNDS), visits)}
    after = {one.juror: one for one in influences(rank_projects(codes, renamed, BOUNDS), renamed)}

    for juror, one in before.items():
        other = after[names[juror]]
        assert (other.enters, other.leaves) == (one.enters, one.leaves)
        assert other.largest_shift == pytest.approx(one.largest_shift)


def test_one_juror_or_none_can_be_asked_about() -> None:
    visits = [Visit("x", "A", 5.0), Visit("x", "B", 4.0)]

    assert influences(rank_projects(["A"], [], BOUNDS), []) == ()
    (only,) = influences(rank_projects("AB", visits, BOUNDS), visits)
    assert isinstance(only, Influence)
    assert (only.enters, only.leaves) == ((), ())
