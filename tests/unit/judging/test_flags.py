from __future__ import annotations

from dataclasses import replace

import pytest

from challenge.judging.rules.flags import (
    FAR_FROM_OTHERS,
    NEARLY_CONSTANT,
    ONE_FAVOURED,
    ONE_PUT_DOWN,
    Flag,
    Limits,
    flags,
)
from challenge.judging.rules.ranking import Visit, rank_projects
from tests.unit.judging.marks import BOUNDS, marked


def flagged(codes: list[str], visits: list[Visit], limits: Limits | None = None) -> tuple[Flag, ...]:
    return flags(rank_projects(codes, visits, BOUNDS), visits, limits)


def changed(visits: list[Visit], juror: str, project: str, by: float) -> list[Visit]:
    hit = (juror, project)
    return [replace(v, points=v.points + by * ((v.juror, v.project) == hit)) for v in visits]


def test_honest_jurors_are_hardly_ever_flagged() -> None:
    found = [flag for seed in range(6) for flag in flagged(*marked(projects=40, jurors=16, seed=seed))]

    assert len([flag for flag in found if flag.project]) <= 6  # of 960 sheets
    assert len([flag for flag in found if not flag.project]) <= 3  # of 96 jurors


def test_marks_that_hardly_differ_are_flagged_with_the_numbers() -> None:
    codes, visits = marked(projects=40, jurors=12)
    lazy = [replace(v, points=6.0 + 0.1 * (v.project < "P20")) if v.juror == "J04" else v for v in visits]

    (flag,) = (one for one in flagged(codes, lazy) if one.kind == NEARLY_CONSTANT)

    assert (flag.juror, flag.project) == ("J04", None)
    assert flag.value <= 0.05 < flag.limit


def test_a_favourite_and_a_victim_are_found() -> None:
    codes, visits = marked(projects=40, jurors=12)
    friend, victim = (next(v for v in visits if v.juror == juror and v.project > "P05") for juror in ("J02", "J07"))
    bent = changed(changed(visits, "J02", friend.project, 4), "J07", victim.project, -4)

    found = {(flag.kind, flag.juror, flag.project): flag for flag in flagged(codes, bent)}

    up, down = found[ONE_FAVOURED, "J02", friend.project], found[ONE_PUT_DOWN, "J07", victim.project]
    assert (up.points or 0) - (up.expected or 0) == pytest.approx(4, abs=1.5)
    assert up.value >= up.limit
    assert down.value <= -down.limit


def test_a_juror_who_sees_things_differently_is_apart() -> None:
    codes, visits = marked(projects=60, jurors=15)
    upside_down = [replace(v, points=12 - v.points) if v.juror == "J09" else v for v in visits]

    found = [flag for flag in flagged(codes, upside_down) if flag.kind == FAR_FROM_OTHERS]

    assert [flag.juror for flag in found] == ["J09"]
    assert found[0].value >= found[0].limit == Limits().noise_share


def test_few_sheets_say_nothing_about_a_juror() -> None:
    codes, visits = marked(projects=20, jurors=12, each=2)

    assert flagged(codes, visits, Limits(least_visits=50)) == ()
    assert flagged(["A"], []) == ()


def test_flags_ignore_the_order_of_visits() -> None:
    codes, visits = marked(noise=1.5)
    ranking = rank_projects(codes, visits, BOUNDS)
    strict = Limits(surprise=1.0, noise_share=1.1, spread_share=1.0)

    found = flags(ranking, visits, strict)

    assert found
    assert flags(ranking, reversed(visits), strict) == found


def test_identical_marks_everywhere_are_no_riddle() -> None:
    codes = [f"P{k}" for k in range(6)]
    visits = [Visit(juror, code, 5.0) for juror in "abc" for code in codes]

    assert [flag for flag in flagged(codes, visits) if flag.project] == []
