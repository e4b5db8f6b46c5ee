from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.teams.solver.board import Board, board_of
from challenge.teams.solver.bounding import CLIMBED, FIRST_STEP, LAST_STEP, MOST_STEPS, SHORTER, Ascent, Pricer, Way
from challenge.teams.solver.columns import Pool
from challenge.teams.solver.compose import compose
from challenge.teams.solver.figures import FORBIDDEN, Figures, figures_of, team_price
from challenge.teams.solver.linear import relax
from challenge.teams.solver.model import never
from challenge.teams.solver.slate import slate_of
from tests.unit.teams.solver_cases import LITTLE, planted

SOME = settings(max_examples=10, deadline=None, derandomize=True)
HIGH = 1e6


def cheapest(figures: Figures, place: int, duals: list[float]) -> float:
    """Try all teams of a problem."""
    units, rules, _ = figures
    best = HIGH
    for size in range(1, int(rules.high[place]) + 1):
        for team in combinations(range(len(duals)), size):
            places = [int(units.cost[u, place]) for u in team]
            if max(places) >= FORBIDDEN or _quarrels(figures, team):
                continue
            soft, faults = team_price(rules, place, units.counts[list(team)].sum(axis=0, dtype=np.int32))
            if not faults:
                best = min(best, soft + sum(places) - sum(duals[u] for u in team))
    return best


def _quarrels(figures: Figures, team: tuple[int, ...]) -> bool:
    units = figures.units
    avoided = [set(units.avoid[units.avoid_from[u] : units.avoid_from[u + 1]].tolist()) for u in team]
    return any(others & set(team) for others in avoided)


@given(st.integers(0, 10_000))
@SOME
def test_pricing_finds_the_cheapest_team(seed: int) -> None:
    figures = figures_of(board_of(planted(seed)))
    if len(figures.units.counts) > 14:
        return
    rng = np.random.default_rng(seed)
    duals = rng.integers(-100, 400, len(figures.units.counts)).astype(float)
    pricer = Pricer(figures, slate_of(figures))
    # Whatever the multipliers are at first, only the way is longer.
    pricer.multipliers[:] = rng.integers(0, 30, pricer.multipliers.shape)
    places = np.arange(len(figures.rules.low))
    brute = [cheapest(figures, place, duals.tolist()) for place in places.tolist()]

    found = pricer.price(places, duals, np.full(len(places), HIGH), 1_000_000)

    assert np.allclose(found.value, brute)
    assert (found.low <= np.array(brute) + 1e-6).all()


def _ascent(seed: int) -> tuple[Ascent, Board]:
    board = board_of(planted(seed))
    figures = figures_of(board)
    master, shares = relax(board, 1)
    slate = slate_of(figures)
    pricer = Pricer(figures, slate)
    pricer.begin(shares.rates)
    duals = np.array(master.solver.getSolution().row_dual)[: master.units]
    return Ascent(Pool(figures, slate.sets.shape[1]), pricer, duals, 10_000.0), board


@given(st.integers(0, 10_000))
@SOME
def test_climb_raises_a_bound_below_every_plan(seed: int) -> None:
    ascent, board = _ascent(seed)

    ascent.climb(1, never)
    first = ascent.bound
    ascent.climb(200_000, never)

    assert first <= ascent.bound <= compose(board.instance, seed=1, effort=LITTLE).objective + 1e-6


def test_way_goes_further_where_the_slope_is_steady() -> None:
    way = Way(np.zeros(3))
    for turn in range(6):
        way.step(np.array([1.0, (-1.0) ** turn, 0.0]))

    steady, unsteady, flat = way.duals.tolist()
    assert steady > 4 * abs(unsteady)
    assert flat == 0.0


@given(st.integers(0, 10_000))
@SOME
def test_ascent_asks_the_master_only_after_many_steps(seed: int) -> None:
    ascent, board = _ascent(seed)
    assert board.people

    ascent.climb(1, never)
    ascent.ascend(1, never)
    assert ascent.rounds == 0
    assert ascent.way is not None
    ascent.way.steps, before = CLIMBED, ascent.bound
    ascent.ascend(1, never)

    assert ascent.rounds == 1
    assert before <= ascent.bound <= compose(board.instance, seed=1, effort=LITTLE).objective + 1e-6


def test_later_climb_goes_on_with_shorter_steps() -> None:
    ascent, _ = _ascent(3)

    ascent.climb(100_000, never)
    assert ascent.way is not None
    end, length = ascent.way.duals, ascent.way.length
    ascent.climb(1, never)

    assert LAST_STEP <= length <= FIRST_STEP
    assert ascent.way.length == SHORTER * length
    assert np.abs(ascent.way.duals - end).max() < FIRST_STEP


def test_climb_ends_after_its_steps_however_little_they_count() -> None:
    ascent, _ = _ascent(3)

    ascent.climb(10**12, never)

    assert ascent.way is not None
    assert ascent.way.steps <= MOST_STEPS + 1
