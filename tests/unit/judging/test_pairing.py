from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.judging.rules.allocation import Past, Seat, Stand, allocate
from challenge.judging.rules.nearness import Nearness
from challenge.judging.rules.pairing import Belief, send
from challenge.judging.rules.plan import Flags, Plan
from challenge.judging.rules.ranking import rank_projects
from challenge.judging.rules.walking import Place
from challenge.judging.rules.waves import look_back
from challenge.judging.rules.worth import Outlook
from tests.unit.judging.marks import BOUNDS, marked

SOME = settings(max_examples=30, deadline=None)


def halls(projects: int, jurors: int, capacity: int, fields: int = 1) -> tuple[list[Stand], list[Seat]]:
    return (
        [Stand(f"P{k:02}", f"D{k % fields}") for k in range(projects)],
        [Seat(f"J{k:02}", f"D{k % fields}", capacity) for k in range(jurors)],
    )


@st.composite
def later_rounds(draw: st.DrawFn) -> tuple[list[Stand], list[Seat], set[tuple[str, str]], int, Past]:
    stands, _ = halls(draw(st.integers(11, 16)), 0, 0, 3)
    seats = [Seat(f"J{k}", f"D{k % 3}", draw(st.integers(0, 8))) for k in range(draw(st.integers(1, 6)))]
    pairs = st.tuples(st.sampled_from([s.code for s in seats]), st.sampled_from([s.code for s in stands]))
    numbers = st.floats(0, 3)
    outlooks = {stand.code: Outlook(draw(st.floats(-2, 2)), draw(numbers), 0.6) for stand in stands[1:]}
    noise = {seat.code: draw(numbers) for seat in seats[1:]}
    past = Past(draw(st.sets(pairs, max_size=30)), {}, outlooks, noise, draw(numbers))
    return stands, seats, draw(st.sets(pairs, max_size=20)), draw(st.integers(0, 40)), past


@SOME
@given(later_rounds())
def test_a_later_round_never_breaks_a_hard_rule(
    case: tuple[list[Stand], list[Seat], set[tuple[str, str]], int, Past],
) -> None:
    stands, seats, conflicts, budget, past = case

    plan = allocate(stands, seats, conflicts, budget, past)

    load, barred = Counter(juror for juror, _ in plan), conflicts | set(past.seen)
    assert len(plan) == len(set(plan)) <= budget
    assert not barred & set(plan)
    assert all(load[seat.code] <= seat.capacity for seat in seats)
    # It stops short of the budget only when no further visit is possible, exchanges included.
    able = {s.code: [p.code for p in stands if (s.code, p.code) not in barred] for s in seats}
    assert len(plan) == min(budget, sum(min(s.capacity, len(able[s.code])) for s in seats))


@SOME
@given(later_rounds(), st.randoms(use_true_random=False))
def test_a_later_round_ignores_the_order_of_its_arguments(
    case: tuple[list[Stand], list[Seat], set[tuple[str, str]], int, Past], chance: object
) -> None:
    stands, seats, conflicts, budget, past = case
    chance.shuffle(other_stands := list(stands))  # type: ignore[attr-defined]
    chance.shuffle(other_seats := list(seats))  # type: ignore[attr-defined]

    plan = allocate(stands, seats, conflicts, budget, past)

    assert allocate(other_stands, other_seats, sorted(conflicts), budget, past) == plan


def test_visits_go_where_they_are_worth_most() -> None:
    stands, seats = halls(30, 20, 9)
    known = {(f"J{juror:02}", "P01") for juror in range(16)}
    seen = known | {(f"J{k % 20:02}", stand.code) for k, stand in enumerate(stands) if stand.code != "P01"}
    outlooks = {stand.code: Outlook(-3.0 if k > 10 else 3.0, 0.5, 0.6) for k, stand in enumerate(stands)}
    outlooks |= {"P00": Outlook(0.1, 0.5, 0.6), "P01": Outlook(0.1, 0.1, 0.6), "P02": Outlook(-0.1, 0.5, 0.6)}

    plan = allocate(stands, seats, (), 8, Past(seen, {}, outlooks, {}, 0.3))

    per_project = Counter(project for _, project in plan)
    assert per_project["P00"] + per_project["P02"] == 8
    assert min(per_project["P00"], per_project["P02"]) >= 3


def test_projects_that_nobody_saw_come_first_even_when_exchanges_are_needed() -> None:
    stands, _ = halls(12, 0, 0)
    seats = [Seat("J0", "D0", 1), Seat("J1", "D0", 1)]
    seen = {("gone", stand.code) for stand in stands[2:]}
    outlooks = {stand.code: Outlook(0.0, 0.5, 0.6) for stand in stands}

    # J0 alone may see P01, and is the first choice for P00 as well.
    plan = allocate(stands, seats, {("J1", "P01")}, 2, Past(seen, {}, outlooks, {"J0": 0.1, "J1": 0.9}))

    assert sorted(plan) == [("J0", "P01"), ("J1", "P00")]


def test_a_wave_stays_in_the_field_in_three_visits_of_four() -> None:
    codes, visits = marked(projects=60, jurors=24, each=2)
    stands, seats = halls(60, 24, 9, 3)
    field = {stand.code: stand.domain for stand in stands} | {seat.code: seat.domain for seat in seats}
    past = look_back(rank_projects(codes, visits, BOUNDS), {(visit.juror, visit.project) for visit in visits})

    plan = allocate(stands, seats, (), 60, past)

    assert 0.1 <= sum(field[juror] != field[project] for juror, project in plan) / 60 <= 0.27


def test_a_wave_asks_nobody_more_than_twice_and_nobody_less_than_half() -> None:
    codes, visits = marked(projects=60, jurors=24, each=2)
    stands, seats = halls(60, 24, 60, 3)
    past = look_back(rank_projects(codes, visits, BOUNDS), {(visit.juror, visit.project) for visit in visits})

    loads = Counter(juror for juror, _ in allocate(stands, seats, (), 96, past))

    assert set(loads) == {seat.code for seat in seats}
    assert min(loads.values()) >= 2
    assert max(loads.values()) <= 8


def test_when_few_can_come_they_get_what_others_cannot_do() -> None:
    stands, _ = halls(12, 0, 0)
    seats = [Seat("J0", "D0", 12), Seat("J1", "D0", 1), Seat("J2", "D0", 1)]
    outlooks = {stand.code: Outlook(0.0, 0.5, 0.6) for stand in stands}

    plan = allocate(stands, seats, (), 12, Past({("gone", s.code) for s in stands}, {}, outlooks, {}))

    assert Counter(juror for juror, _ in plan) == {"J0": 10, "J1": 1, "J2": 1}


def test_a_wave_walks_less_and_looks_at_the_same_teams() -> None:
    codes, visits = marked(projects=60, jurors=24, each=2)
    plain, seats = halls(60, 24, 60)
    stands = [replace(one, place=Place("ABCD"[k * 7 % 4], k * 11 % 15 + 1)) for k, one in enumerate(plain)]
    past = look_back(rank_projects(codes, visits, BOUNDS), {(visit.juror, visit.project) for visit in visits})
    before, after = (allocate(projects, seats, (), 48, past) for projects in (plain, stands))

    def detours(plan: list[tuple[str, str]]) -> float:
        near = Nearness([one.place for one in stands], met_of(past.seen, stands, seats))
        return float(sum(near.cost(int(juror[1:]))[int(project[1:])] for juror, project in plan))

    assert detours(after) < 0.8 * detours(before)
    same = Counter(project for _, project in before) & Counter(project for _, project in after)
    assert same.total() >= 0.85 * len(before)


def met_of(seen: Collection[tuple[str, str]], stands: list[Stand], seats: list[Seat]) -> Flags:
    met = np.zeros((len(seats), len(stands)), dtype=bool)
    for juror, project in seen:
        met[int(juror[1:]), int(project[1:])] = True
    return met


def chance_meetings(seed: int) -> Flags:
    met: Flags = np.random.default_rng(seed).random((5, 9)) < 0.4
    return met


@SOME
@given(st.integers(0, 99), st.integers(0, 4), st.integers(0, 8))
def test_a_visit_added_is_a_visit_made(seed: int, juror: int, project: int) -> None:
    met, noise = chance_meetings(seed), np.linspace(0.2, 0.6, 5)
    met[juror, project] = False
    made = met.copy()
    made[juror, project] = True
    later, known = Belief(met, noise, 0.5, 0.3), Belief(made, noise, 0.5, 0.3)
    free = ~made

    later.add(juror, project)

    assert later.lessons(free) == pytest.approx(known.lessons(free))
    assert later.moves()[project] > 0


def test_a_lesson_is_the_variance_that_the_visit_takes_away() -> None:
    belief = Belief(chance_meetings(1), np.linspace(0.2, 0.6, 5), 0.5, 0.3)
    taught = belief.lessons(~chance_meetings(1))[:, 3]

    belief.add(int(taught.argmax()), 3)

    assert belief.moves()[3] ** 2 == pytest.approx(taught.max())


def test_who_is_known_teaches_more_than_who_is_new() -> None:
    met = np.zeros((3, 9), dtype=bool)
    met[0, :6] = met[1, 3:9] = True
    free = np.zeros((3, 9), dtype=bool)
    free[:, 8] = free[:, 0] = ~met[:, 8]

    taught = Belief(met, np.full(3, 0.4), 0.5, 0.3).lessons(free)

    assert taught[:, 8].argmax() == 0  # not the third, whose severity nobody knows
    assert taught[:, 1].max() == 0  # nobody is free for it


def test_nothing_is_sent_without_room() -> None:
    plan = Plan(np.zeros((2, 12), dtype=bool), np.array([3, 0]), np.zeros((2, 12), dtype=bool))
    belief = Belief(plan.met, np.ones(2), 1.0, 0.0)

    send(plan, belief, np.zeros(12), np.ones((2, 12), dtype=bool), 5, Nearness([None] * 12, plan.met))

    assert plan.visits() == 0
    assert plan.wanted.tolist() == [0] * 12
