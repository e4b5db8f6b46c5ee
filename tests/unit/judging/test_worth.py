from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.judging.rules.allocation import Past, Seat, Stand, allocate
from challenge.judging.rules.next_visits import OPEN, RARELY_SEEN, UNSEEN, next_visits
from challenge.judging.rules.normal import shares_below
from challenge.judging.rules.ranking import Ranking, Visit, rank_projects
from challenge.judging.rules.waves import look_back
from challenge.judging.rules.worth import Outlook, average_gains, gain, gains, line, outlooks
from tests.unit.judging.marks import BOUNDS, marked

SOME = settings(max_examples=60, deadline=None)
NUMBERS = st.floats(0.01, 5)


@SOME
@given(st.floats(-5, 5), NUMBERS, NUMBERS, st.integers(0, 11))
def test_another_visit_never_harms_and_helps_less_far_from_the_line(
    distance: float, deviation: float, noise: float, visits: int
) -> None:
    here, further = Outlook(distance, deviation, noise), Outlook(distance * 1.5, deviation, noise)

    assert 0 <= gain(here, visits) <= gain(here, visits + 1) + 1e-12
    assert gain(further, visits) <= gain(here, visits) + 1e-12
    assert gain(Outlook(-distance, deviation, noise), visits) == gain(here, visits)


def test_gain_at_the_line_is_the_expected_size_of_a_step() -> None:
    # Prior and noise alike: the score is expected to move by sqrt(1/2) deviations; a normal step of 1 gains 0.3989.
    assert gain(Outlook(0, 1, 1), 1) == pytest.approx(0.3989 * 0.5**0.5, abs=1e-4)
    assert gain(Outlook(0, 0, 1), 3) == 0
    assert gain(Outlook(1, 1, 1), 0) == 0


@SOME
@given(st.lists(st.tuples(st.floats(-5, 5), NUMBERS, NUMBERS), min_size=1, max_size=8), st.integers(1, 11))
def test_gains_of_many_are_the_gains_of_each(places: list[tuple[float, float, float]], visits: int) -> None:
    distance, deviation, noise = np.array(places).T
    step = deviation**2 / np.sqrt(deviation**2 + noise**2 / visits)

    found = gains(distance, step)

    assert found == pytest.approx([gain(Outlook(*place), visits) for place in places], abs=1e-12)
    assert gains(distance, np.zeros(len(places))).tolist() == [0.0] * len(places)


def test_projects_that_need_two_visits_are_not_forgotten() -> None:
    # One visit can hardly move it over the line, eight can: its average counts, not its first step.
    slow = Outlook(1.2, 0.6, 2.0)
    distance, unsure = np.array([1.2]), np.array([0.36])
    taught = unsure**2 / (unsure + 4)

    found = average_gains(distance, np.zeros(1), unsure, taught, (1, 2, 8))

    assert gain(slow, 1) < gain(slow, 8) / 8
    assert found[0] == pytest.approx(gain(slow, 8) / 8)
    assert average_gains(distance, np.zeros(1), unsure, taught, (1,))[0] == pytest.approx(gain(slow, 1))
    assert average_gains(distance, np.zeros(1), unsure, np.zeros(1), (1, 8)).tolist() == [0]


@SOME
@given(st.lists(st.tuples(st.floats(-2, 2), NUMBERS), min_size=6, max_size=20), st.integers(1, 5))
def test_the_line_is_passed_by_as_many_as_there_is_room_for(places: list[tuple[float, float]], top: int) -> None:
    distance, step = np.array(places).T

    border = line(distance, step, top)

    assert shares_below((distance - border) / step).sum() == pytest.approx(top, abs=1e-6)


def test_the_line_rises_as_scores_spread() -> None:
    distance = np.linspace(-1, 1, 40)

    assert line(distance, np.zeros(40), 10) == pytest.approx((distance[29] + distance[30]) / 2)
    assert line(distance, np.full(40, 1.0), 10) > line(distance, np.full(40, 0.1), 10) + 0.1


def test_outlooks_are_measured_from_between_the_tenth_and_the_eleventh() -> None:
    codes, visits = marked()
    ranking = rank_projects(codes, visits, BOUNDS)

    found = outlooks(ranking)

    tenth, eleventh = ranking.projects[9], ranking.projects[10]
    assert found[tenth.project].distance == pytest.approx((tenth.score - eleventh.score) / 2)
    assert found[tenth.project].distance == pytest.approx(-found[eleventh.project].distance)
    assert found[tenth.project].deviation == tenth.deviation


def test_ten_projects_or_none_seen_leave_nothing_open() -> None:
    codes, visits = marked(projects=10)

    assert outlooks(rank_projects(codes, visits, BOUNDS)) == {}
    assert outlooks(rank_projects([f"P{k}" for k in range(20)], [], BOUNDS)) == {}


def hall(codes: list[str], jurors: int, capacity: int) -> tuple[list[Stand], list[Seat]]:
    return [Stand(code) for code in codes], [Seat(f"J{k:02}", "", capacity) for k in range(jurors)]


def known(visits: list[Visit]) -> set[tuple[str, str]]:
    return {(visit.juror, visit.project) for visit in visits}


def test_a_wave_goes_to_the_line_of_the_ten_best_and_to_who_was_not_seen() -> None:
    codes, visits = marked(each=3)
    ranking = rank_projects([*codes, "new"], visits, BOUNDS)
    stands, seats = hall([*codes, "new"], 12, 6)

    plan = allocate(stands, seats, (), 20, look_back(ranking, known(visits)))

    per_project = Counter(project for _, project in plan)
    assert len(plan) == 20
    assert per_project["new"] >= 1
    assert not known(visits) & set(plan)
    near = {line.project for line in ranking.projects if line.visits and 5 <= line.rank <= 16}
    assert sum(per_project[code] for code in near) >= 15


def test_a_wave_asks_reliable_jurors_more_often() -> None:
    codes, visits = marked(each=3)
    stands, seats = hall(codes, 12, 30)
    past = look_back(rank_projects(codes, visits, BOUNDS), known(visits))
    wild = Past(past.seen, past.doubt, past.outlooks, {f"J{k:02}": 2.0 if k < 6 else 0.5 for k in range(12)})

    loads = Counter(juror for juror, _ in allocate(stands, seats, (), 24, wild))

    # 2 : 0.5 points of noise; the weights stop at a half and at twice the middle one.
    assert sum(loads[f"J{k:02}"] for k in range(6)) * 2 <= sum(loads[f"J{k:02}"] for k in range(6, 12))
    assert sum(loads[f"J{k:02}"] for k in range(6)) >= 3


def test_a_wave_among_ten_finalists_is_even() -> None:
    codes, visits = marked(projects=8, each=3)
    stands, seats = hall(codes, 12, 9)

    plan = allocate(stands, seats, (), 16, look_back(rank_projects(codes, visits[:-1], BOUNDS), known(visits[:-1])))

    total = Counter(project for _, project in [*plan, *known(visits[:-1])])
    assert sorted(total.values()) == [4, *[5] * 7] or max(total.values()) - min(total.values()) <= 1


def test_next_visits_start_with_the_unseen_and_keep_every_rule() -> None:
    codes, visits = marked(each=3)
    lone = [Visit("J00", "lone", 6.0)]
    ranking = rank_projects([*codes, "lone", "new"], [*visits, *lone], BOUNDS)
    _, seats = hall([], 12, 2)
    barred = known([*visits, *lone]) | {("J01", "new")}

    found = next_visits(ranking, seats, barred, 10)

    assert (found[0].project, found[0].why) == ("new", UNSEEN)
    assert {one.why for one in found} <= {UNSEEN, RARELY_SEEN, OPEN}
    pairs = [(one.juror, one.project) for one in found]
    assert len(set(pairs)) == len(pairs) == 10
    assert not barred & set(pairs)
    assert max(Counter(juror for juror, _ in pairs).values()) <= 2
    assert all(0 <= one.p_top10 <= 1 and one.gain >= 0 for one in found)


def test_next_visits_prefer_the_juror_with_least_noise() -> None:
    codes, visits = marked(each=4)
    ranking = rank_projects(codes, visits, BOUNDS)
    best = min(ranking.jurors, key=lambda line: line.noise).juror
    _, seats = hall([], 12, 1)

    found = next_visits(ranking, seats, known(visits), 12)

    first_free = next(one for one in found if (best, one.project) not in known(visits))
    assert first_free.juror == best


def test_visits_already_planned_count_as_made() -> None:
    codes, visits = marked(each=3)
    ranking = rank_projects([*codes, "new"], visits, BOUNDS)
    _, seats = hall([], 12, 5)

    found = next_visits(ranking, seats, known(visits), 5, pending={("J03", "new"), ("J04", "new"), ("J05", "new")})

    assert "new" not in {one.project for one in found[:1]}
    assert all(one.why != UNSEEN for one in found)


def test_nobody_free_means_nothing_to_ask_for() -> None:
    codes, visits = marked()
    ranking: Ranking = rank_projects(codes, visits, BOUNDS)

    assert next_visits(ranking, [Seat("J00", "", 0)], (), 5) == ()
    assert next_visits(ranking, [Seat("J00", "", 3)], (), 0) == ()
    assert next_visits(rank_projects([], [], BOUNDS), [Seat("J00", "", 3)], (), 5) == ()
