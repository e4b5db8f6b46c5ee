import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from challenge.teams.solver.arcs import arcs_of
from challenge.teams.solver.bench import COST, FAULTS, Bench, bench_of
from challenge.teams.solver.board import board_of
from challenge.teams.solver.chains import LOOKS, beam_of, descend
from challenge.teams.solver.figures import Figures, figures_of
from challenge.teams.solver.model import Constraint, Instance, Wish
from challenge.teams.solver.rounding import Places
from challenge.teams.solver.seats import aims_of, seat_rest, slots_of
from challenge.teams.solver.stages import dealt
from challenge.teams.solver.standing import Task
from tests.unit.teams.solver_cases import LITTLE, instance, planted, problem, student

PENALTY = 1_200
SOME = settings(max_examples=20, deadline=None, derandomize=True)


def ring(length: int) -> Instance:
    """Full teams of two; the second of each would like to be in the next one, so that all must move at once."""
    students = [student(k) for k in range(2 * length)]
    problems = [problem(k, min_size=2, max_size=2) for k in range(length)]
    stays = [Wish(f"S{2 * k:03d}", 1, "problem", f"P{k}") for k in range(length)]
    goes = [Wish(f"S{2 * k + 1:03d}", 1, "problem", f"P{(k + 1) % length}") for k in range(length)]
    return instance(students, problems, [*stays, *goes])


def seated(figures: Figures, team_of: list[int]) -> Bench:
    place_of, must = slots_of(figures, int(figures.units.counts[:, 0].sum()))
    return bench_of(figures, place_of.tolist(), must, team_of, seed=1, penalty=PENALTY)


def chained(figures: Figures, bench: Bench, duals: list[float], looks: int = 1 << 40) -> bool:
    places = [np.arange(len(figures.rules.low))] * len(duals)
    aims = aims_of(places, bench.place_of, anywhere=0.0, ring=0.0)
    arcs, beam = arcs_of(bench, aims, np.array(duals)), beam_of(len(duals))
    return descend(figures.units, figures.rules, bench, arcs, beam, looks)


@pytest.mark.parametrize("length", [2, 5, 9])
@pytest.mark.parametrize("dual", [0.0, 40.0])
def test_chains_close_a_ring_that_needs_everybody(length: int, dual: float) -> None:
    figures = figures_of(board_of(ring(length)))
    bench = seated(figures, [k // 2 for k in range(2 * length)])

    assert bench.totals[COST] == 600 * length
    assert chained(figures, bench, [dual * (k % 3) for k in range(2 * length)])
    assert bench.totals[COST] == 0
    assert bench.team_of.tolist() == [(k // 2 + k % 2) % length for k in range(2 * length)]


def test_chains_end_where_there_is_room() -> None:
    students = [student(k) for k in range(7)]
    problems = [problem(0, min_size=2), problem(1, min_size=3, max_size=3), problem(2, min_size=1)]
    wishes = [Wish("S000", 1, "problem", "P1"), Wish("S003", 1, "problem", "P2"), Wish("S006", 1, "problem", "P2")]
    figures = figures_of(board_of(instance(students, problems, wishes)))
    bench = seated(figures, [0, 0, 0, 1, 1, 1, 2])

    chained(figures, bench, [0.0] * 7)

    assert (bench.totals[COST], bench.totals[FAULTS]) == (0, 0)
    assert bench.team_of.tolist() == [1, 0, 0, 2, 1, 1, 2]


def test_chains_keep_those_apart_who_must_be() -> None:
    case = ring(3)
    apart = Constraint("apart", "S001", "S002")
    figures = figures_of(board_of(Instance(case.students, case.problems, case.wishes, (apart,), case.weights)))
    bench = seated(figures, [0, 0, 1, 1, 2, 2])

    chained(figures, bench, [0.0] * 6)

    assert bench.totals[FAULTS] == 0
    assert bench.team_of[1] != bench.team_of[2]


def test_chains_stop_when_the_work_is_done() -> None:
    figures = figures_of(board_of(ring(9)))
    bench = seated(figures, [k // 2 for k in range(18)])

    assert not chained(figures, bench, [0.0] * 18, looks=1)


@given(st.integers(0, 10_000))
@example(303)  # a chain takes one of two away who must be apart
@SOME
def test_chains_reckon_what_the_seats_cost(seed: int) -> None:
    board = board_of(planted(seed))
    figures = figures_of(board)
    place_of, must = slots_of(figures, len(board.people))
    nobody = np.full(len(board.units), -1, dtype=np.int64)
    choice = board.allowed.sum(axis=1).astype(np.int64)
    bench = seated(figures, seat_rest(figures, place_of, must, nobody, choice).tolist())
    cost, faults = int(bench.totals[COST]), int(bench.totals[FAULTS])
    duals = np.random.default_rng(seed).integers(-50, 50, len(board.units)).astype(float)

    chained(figures, bench, duals.tolist())

    assert bench.totals[COST] <= cost
    assert bench.totals[FAULTS] <= faults
    again = seated(figures, bench.team_of.tolist())
    assert (again.totals[COST], again.totals[FAULTS]) == (bench.totals[COST], bench.totals[FAULTS])
    assert again.price.tolist() == bench.price.tolist()


def test_chains_count_what_they_look_at() -> None:
    figures = figures_of(board_of(ring(3)))
    bench = seated(figures, [0, 0, 1, 1, 2, 2])
    aims = aims_of([np.arange(3)] * 6, bench.place_of, anywhere=0.0, ring=0.0)
    arcs, beam = arcs_of(bench, aims, np.zeros(6)), beam_of(6)

    assert descend(figures.units, figures.rules, bench, arcs, beam, 1 << 40)
    assert beam.counts[LOOKS] > 0


def test_suggested_places_seat_nobody_with_one_to_avoid() -> None:
    students = [student(k) for k in range(8)]
    problems = [problem(0, min_teams=2, max_teams=2, min_size=3)]
    apart = [Constraint("apart", "S000", f"S00{k}") for k in (1, 2, 3)]
    board = board_of(instance(students, problems, None, apart))
    figures = figures_of(board)
    place_of, must = slots_of(figures, 8)
    task = Task(board, figures, place_of, must, np.ones(8, dtype=np.int64), 1, LITTLE, lambda _: None)

    team_of = dealt(task, Places((0,) * 8, (2,)))

    assert task.bench(team_of, 1, PENALTY).totals[FAULTS] == 0
