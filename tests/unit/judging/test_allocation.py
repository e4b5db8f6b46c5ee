from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.judging.rules.allocation import Past, Seat, Stand, allocate, top_doubt
from challenge.judging.rules.linking import groups, link_groups
from challenge.judging.rules.plan import Plan
from challenge.judging.rules.timetable import timetable
from challenge.judging.rules.walking import Place, way
from challenge.kernel.errors import Invalid

SOME = settings(max_examples=20, deadline=None)


def hall(projects: int, jurors: int, capacity: int, domains: int = 3) -> tuple[list[Stand], list[Seat]]:
    return (
        [Stand(f"P{k:02}", f"D{k % domains}") for k in range(projects)],
        [Seat(f"J{k:02}", f"D{k % domains}", capacity) for k in range(jurors)],
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Stand], list[Seat], set[tuple[str, str]], int]:
    projects, jurors = draw(st.integers(1, 12)), draw(st.integers(1, 7))
    stands, _ = hall(projects, jurors, 0)
    seats = [Seat(f"J{k:02}", f"D{k % 3}", draw(st.integers(0, 8))) for k in range(jurors)]
    pairs = st.tuples(st.sampled_from([s.code for s in seats]), st.sampled_from([s.code for s in stands]))
    return stands, seats, draw(st.sets(pairs, max_size=20)), draw(st.integers(0, 50))


@SOME
@given(cases(), st.booleans())
def test_allocation_never_breaks_a_hard_rule(
    case: tuple[list[Stand], list[Seat], set[tuple[str, str]], int], later: bool
) -> None:
    stands, seats, conflicts, budget = case
    seen = {(seats[0].code, stands[0].code)}
    past = Past(seen, {stand.code: 0.1 for stand in stands[::2]}) if later else None

    plan = allocate(stands, seats, conflicts, budget, past)

    load = Counter(juror for juror, _ in plan)
    barred = conflicts | seen if later else conflicts
    assert len(plan) == len(set(plan)) <= budget
    assert not barred & set(plan)
    assert all(load[seat.code] <= seat.capacity for seat in seats)
    # It stops short of the budget only when no further visit is possible, exchanges included.
    able = {s.code: [p.code for p in stands if (s.code, p.code) not in barred] for s in seats}
    assert len(plan) == min(budget, sum(min(s.capacity, len(able[s.code])) for s in seats))


@SOME
@given(cases(), st.randoms(use_true_random=False))
def test_allocation_ignores_the_order_of_its_arguments(
    case: tuple[list[Stand], list[Seat], set[tuple[str, str]], int], chance: object
) -> None:
    stands, seats, conflicts, budget = case
    chance.shuffle(other_stands := list(stands))  # type: ignore[attr-defined]
    chance.shuffle(other_seats := list(seats))  # type: ignore[attr-defined]

    plan = allocate(stands, seats, conflicts, budget)

    assert allocate(other_stands, other_seats, sorted(conflicts), budget) == plan


@pytest.mark.parametrize("budget", [90, 100, 119])
def test_first_round_differs_by_at_most_one_visit(budget: int) -> None:
    stands, seats = hall(30, 12, 12)
    conflicts = {(f"J{k % 12:02}", f"P{k % 30:02}") for k in range(0, 360, 7)}

    visits = Counter(project for _, project in allocate(stands, seats, conflicts, budget))

    assert sum(visits.values()) == budget
    assert max(visits.values()) - min(visits.values()) <= 1


def test_first_round_moves_others_aside_for_a_project_that_one_juror_may_see() -> None:
    stands, seats = hall(4, 3, 4, domains=1)
    conflicts = {("J00", "P00"), ("J01", "P00")}

    plan = allocate(stands, [Seat("J00", "", 2), Seat("J01", "", 1), Seat("J02", "", 1)], conflicts, 4)

    assert Counter(project for _, project in plan) == {stand.code: 1 for stand in stands}
    assert ("J02", "P00") in plan
    assert len(seats) == 3


def test_first_round_shares_the_work_of_jurors() -> None:
    stands, seats = hall(30, 12, 40)

    loads = Counter(juror for juror, _ in allocate(stands, seats, (), 90))

    assert sorted(set(loads.values())) == [7, 8]


def test_first_round_mixes_jurors_and_crosses_domains_in_a_quarter_of_visits() -> None:
    stands, seats = hall(90, 36, 9)
    domain = {stand.code: stand.domain for stand in stands} | {seat.code: seat.domain for seat in seats}

    plan = allocate(stands, seats, (), 270)

    crossing = sum(domain[juror] != domain[project] for juror, project in plan) / len(plan)
    mixes = Counter(frozenset(j for j, p in plan if p == stand.code) for stand in stands)
    assert 0.2 <= crossing <= 0.32
    assert max(mixes.values()) == 1


def test_first_round_hangs_together() -> None:
    stands, seats = hall(60, 24, 9, domains=6)

    plan = allocate(stands, seats, (), 180)

    linked = Plan(np.ones((24, 60), dtype=bool), np.full(24, 9), np.zeros((24, 60), dtype=bool))
    for juror, project in plan:
        linked.add(int(juror[1:]), int(project[1:]))
    assert set(groups(linked).tolist()) == {0}


def test_another_seed_gives_another_plan() -> None:
    stands, seats = hall(20, 8, 9)

    assert allocate(stands, seats, (), 60, seed=1) != allocate(stands, seats, (), 60, seed=2)


def test_plan_lists_first_visits_first() -> None:
    stands, seats = hall(12, 4, 9)

    plan = allocate(stands, seats, (), 36)

    assert sorted(juror for juror, _ in plan[:4]) == [seat.code for seat in seats]


def test_visits_that_one_project_cannot_have_go_to_another() -> None:
    stands = [Stand("P0"), Stand("P1"), Stand("P2")]
    seats = [Seat(f"J{k}", "", 1) for k in range(4)]
    conflicts = {(f"J{k}", code) for k in (1, 2, 3) for code in ("P0", "P1")}

    plan = allocate(stands, seats, conflicts, 4)

    # Only J0 may see P0 and P1, and has time for one of them.
    assert sorted(project for _, project in plan)[1:] == ["P2", "P2", "P2"]


def test_doubt_is_greatest_at_even_odds_and_none_when_settled() -> None:
    assert (top_doubt(0.0), top_doubt(1.0), top_doubt(0.5)) == (0.0, 0.0, 0.125)


def test_later_round_spends_visits_where_the_top_is_open() -> None:
    stands, seats = hall(20, 10, 5)
    seen = {(f"J{(p + k) % 10:02}", f"P{p:02}") for p in range(20) for k in range(2)}
    doubt = {"P03": top_doubt(0.5), "P04": top_doubt(0.5), "P05": top_doubt(0.9), "P06": top_doubt(1.0)}

    plan = allocate(stands, seats, (), 12, Past(seen, doubt))

    assert Counter(project for _, project in plan) == {"P03": 6, "P04": 5, "P05": 1}
    assert not seen & set(plan)


def test_later_round_first_sends_somebody_to_projects_nobody_saw() -> None:
    stands, seats = hall(6, 4, 5)
    seen = {("J00", "P00"), ("J01", "P01"), ("gone", "P02"), ("J02", "gone")}

    plan = allocate(stands, seats, (), 5, Past(seen, {"P00": 0.25, "P05": 0.01}))

    assert Counter(project for _, project in plan) == {"P02": 1, "P03": 1, "P04": 1, "P05": 1, "P00": 1}


def test_later_round_with_little_budget_serves_what_it_can() -> None:
    stands, seats = hall(6, 4, 5)

    plan = allocate(stands, seats, (), 2, Past({("J00", "P00")}, {}))

    assert [project for _, project in sorted(plan, key=lambda visit: visit[1])] == ["P01", "P02"]


def test_nothing_to_do_is_an_empty_plan() -> None:
    stands, seats = hall(3, 2, 3)

    assert allocate([], seats, (), 9) == []
    assert allocate(stands, [], (), 9) == []
    assert allocate(stands, seats, (), 0) == []


def test_negative_numbers_are_refused() -> None:
    stands, seats = hall(3, 2, -1)

    with pytest.raises(Invalid, match=r"judging\.capacity_wrong"):
        allocate(stands, seats, (), 3)
    with pytest.raises(Invalid, match=r"judging\.budget_wrong"):
        allocate(stands, [], (), -1)


def test_linking_joins_two_halls_by_one_exchange() -> None:
    plan = _two_halls()

    link_groups(plan)

    assert set(groups(plan).tolist()) == {0}
    assert plan.counts().tolist() == [2, 2, 2, 2]
    assert plan.has.sum(1).tolist() == [2, 2, 2, 2]


def test_linking_leaves_groups_apart_that_may_not_meet() -> None:
    plan = _two_halls()
    plan.allowed = plan.has.copy()
    before = plan.has.copy()

    link_groups(plan)

    assert plan.has.tolist() == before.tolist()


def test_linking_undoes_exchanges_that_join_nothing() -> None:
    plan = Plan(np.ones((2, 2), dtype=bool), np.ones(2, dtype=np.int64), np.zeros((2, 2), dtype=bool))
    plan.add(0, 0)
    plan.add(1, 1)

    link_groups(plan)

    assert plan.has.tolist() == [[True, False], [False, True]]


def _two_halls() -> Plan:
    plan = Plan(np.ones((4, 4), dtype=bool), np.full(4, 2), np.zeros((4, 4), dtype=bool))
    for juror in range(4):
        for project in range(2):
            plan.add(juror, project + 2 * (juror // 2))
    return plan


def placed(stands: list[Stand], zones: int) -> list[Stand]:
    """Return the projects at tables that have nothing to do with their domains."""
    return [replace(one, place=Place("ABCDEFGH"[k * 7 % zones], k * 11 % 20 + 1)) for k, one in enumerate(stands)]


def walked(plan: list[tuple[str, str]], stands: list[Stand]) -> int:
    """Return how far all jurors walk along the timetable of a plan."""
    places = {one.code: one.place for one in stands if one.place}
    tours: dict[str, list[Place]] = {}
    for visit in sorted(timetable(plan, places)):
        tours.setdefault(visit.juror, []).append(places[visit.project])
    return sum(way(*step) for tour in tours.values() for step in pairwise(tour))


def information(plan: list[tuple[str, str]]) -> float:
    """Return how well a plan tells projects apart when jurors differ in severity: harmonic mean of its eigenvalues."""
    jurors, projects = ({one: k for k, one in enumerate(sorted(set(side)))} for side in zip(*plan, strict=True))
    met = np.zeros((len(jurors), len(projects)))
    for juror, project in plan:
        met[jurors[juror], projects[project]] = 1
    told = np.diag(met.sum(0)) - met.T @ np.diag(1 / met.sum(1)) @ met
    values = np.linalg.eigvalsh(told)[1:]
    return float(len(values) / np.sum(1 / values))


def test_of_equally_good_plans_the_one_with_shorter_walks_is_taken() -> None:
    plain, seats = hall(80, 24, 12, domains=4)
    stands = placed(plain, 4)
    before, after = (allocate(projects, seats, [], 240) for projects in (plain, stands))

    assert walked(after, stands) < 0.9 * walked(before, stands)
    assert information(after) > 0.995 * information(before)
    assert Counter(project for _, project in after) == Counter(project for _, project in before)


def test_places_change_no_plan_when_everything_is_equally_near() -> None:
    stands, seats = hall(12, 6, 8)
    together = [replace(one, place=Place("A", 1)) for one in stands]

    assert allocate(together, seats, [], 36) == allocate(stands, seats, [], 36)
