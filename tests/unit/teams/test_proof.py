"""What a search that found nothing may say: impossible only with a proof, else that it found nothing."""

from challenge.teams.solver.board import board_of
from challenge.teams.solver.impossible import Impossible, Relaxation
from challenge.teams.solver.linear import relax
from challenge.teams.solver.model import Constraint, Instance, Wish
from challenge.teams.solver.proof import confirmed, needed
from tests.unit.teams.solver_cases import instance, planted, problem, student

CLAIM = Impossible((Relaxation("required_skill", 1, ("P0", "law")),))
LAW = frozenset({"law"})


def tempted() -> Instance:
    """Return an edition with a plan that nobody likes: all who know law must leave what they wish for P0."""
    students = [student(k, skills=LAW if k == 0 else frozenset()) for k in range(12)]
    ties = [Constraint("together", "S000", f"S{k:03d}") for k in range(1, 6)]
    wishes = [Wish(f"S{k:03d}", 1, "problem", "P1") for k in range(12)]
    problems = [problem(0, required_skills=LAW, max_size=6), problem(1, min_size=3, max_size=11, dept_cap=11)]
    return instance(students, problems, wishes, ties)


def torn() -> Instance:
    """Return an edition whose two who know law are locked to one of the two problems that ask for it."""
    students = [student(k, skills=LAW if k < 2 else frozenset()) for k in range(6)]
    problems = [problem(k, required_skills=LAW, max_size=3) for k in range(2)]
    return instance(students, problems, None, [Constraint("lock", f"S00{k}", "P0") for k in range(2)])


def groups_of_three() -> Instance:
    """Return a hundred groups of three for teams of exactly four; no relaxation sees that it cannot be."""
    tied = [Constraint("together", f"S{3 * k:03d}", f"S{3 * k + j:03d}") for k in range(100) for j in (1, 2)]
    four = problem(0, min_teams=75, max_teams=75, min_size=4, max_size=4)
    return instance([student(k) for k in range(300)], [four], None, tied)


def test_a_claim_that_a_count_proves_stays() -> None:
    short = instance([student(k) for k in range(8)], [problem(0)])
    claim = Impossible((Relaxation("seats", 2),))

    assert confirmed(short, claim) is claim


def test_a_small_board_is_decided_by_its_own_program() -> None:
    # Two of INFO for two teams that want two departments each, but both are bound to be together.
    students = [student(k, department="INFO" if k < 2 else "TC") for k in range(6)]
    problems = [problem(k, min_depts=2) for k in range(2)]
    case = instance(students, problems, None, [Constraint("together", "S000", "S001")])

    assert [(one.rule, one.amount) for one in confirmed(case, CLAIM).relaxations] == [("min_depts", 1)]


def test_the_relaxation_proves_what_costs_nothing_to_keep_but_cannot_be_kept() -> None:
    assert needed(board_of(torn())) == (Relaxation("required_skill", 1, ("P1", "law")),)


def test_what_is_only_dear_is_not_called_impossible() -> None:
    board = board_of(tempted())

    assert (needed(board), confirmed(tempted(), CLAIM).is_only_late) == ((), True)
    assert relax(board, 1)[1].bound > 0


def test_without_a_proof_it_is_said_that_nothing_was_found() -> None:
    assert confirmed(groups_of_three(), CLAIM).is_only_late


def test_nothing_is_needed_where_a_plan_exists() -> None:
    assert [needed(board_of(planted(seed))) for seed in range(8)] == [()] * 8
