"""Ways out of an impossible composition."""

from challenge.teams.fixes import Offer, fixes_for
from challenge.teams.rules import CompositionRules
from challenge.teams.solver.impossible import Relaxation

RULES = CompositionRules(min_size=3, max_size=6, dept_cap=2, min_depts=1, min_seniors=0)


def test_a_way_out_for_many_problems_says_that_it_names_only_some() -> None:
    offer = Offer({f"P{number}": 1 for number in range(1, 10)})
    few, many = (fixes_for(Relaxation("department_cap", amount, ()), RULES, offer)[0] for amount in (2, 8))

    assert (few.params["problems"], few.params["teams"]) == ("P1, P2", 2)
    assert (many.params["problems"], many.params["teams"]) == ("P1, P2, P3, P4, P5, P6 …", 8)
    assert len(many.names) == 8
