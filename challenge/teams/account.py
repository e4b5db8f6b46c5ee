"""What the rules mean for an edition now: the account, the proofs that it is impossible, and the ways out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from challenge.teams.fixes import Fix, Offer, fixes_for
from challenge.teams.inputs import instance_of
from challenge.teams.meaning import Count, meaning
from challenge.teams.rules import CompositionRules
from challenge.teams.solver.board import board_of
from challenge.teams.solver.impossible import Relaxation
from challenge.teams.solver.model import Instance
from challenge.teams.solver.reasons import reasons_of


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One proof that no composition exists, with its ways out."""

    found: Relaxation
    fixes: Sequence[Fix]


@dataclass(frozen=True, slots=True)
class Account:
    """Counts in the order of the rules, and what makes a composition impossible (none found does not prove one)."""

    counts: Sequence[Count]
    obstacles: Sequence[Obstacle]

    @property
    def short(self) -> int:
        """How many counts do not hold."""
        return sum(count.is_short for count in self.counts)


def account_of(session: Session, edition_id: int, rules: CompositionRules) -> Account:
    """Return the account of some rules; four statements, then counts, matchings and flows in memory."""
    instance = instance_of(session, edition_id, rules)
    if not instance.problems or not instance.students:
        return Account((), ())
    found = reasons_of(board_of(instance))
    return Account(meaning(instance), obstacles(found, rules, instance))


def obstacles(found: Sequence[Relaxation], rules: CompositionRules, instance: Instance) -> list[Obstacle]:
    """Return relaxations with their ways out."""
    offer = Offer({problem.problem_id: problem.max_teams for problem in instance.problems})
    return [Obstacle(relaxation, fixes_for(relaxation, rules, offer)) for relaxation in found]
