"""Reads of compositions: a run with what it was computed from, and two of them side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.kernel.errors import Conflict
from challenge.people.models import Person
from challenge.problems.models import Problem
from challenge.teams.fairness import Fairness, fairness, ranks_of
from challenge.teams.models import CompositionInput, CompositionRun, HandMove
from challenge.teams.snapshots import as_instance, as_plan
from challenge.teams.solver.check import Seat, check
from challenge.teams.solver.effect import Effects
from challenge.teams.solver.model import Instance, Plan, Violation

KEPT = 3
# Inputs by the hash of their content: reading one takes longer than everything that a page asks of it.
_INPUTS: dict[str, Instance] = {}


@dataclass(frozen=True)
class RunView:
    """A run's teams with the rules and persons they were made of."""

    run: CompositionRun
    sha256: str
    instance: Instance
    plan: Plan

    @cached_property
    def effects(self) -> Effects:
        """Answers about its teams."""
        return Effects(self.instance, self.plan)

    @cached_property
    def violations(self) -> list[Violation]:
        """Rules that its teams break: none in a computed run, perhaps some in one changed by hand."""
        return check(self.instance, self.plan)

    @cached_property
    def fairness(self) -> Fairness:
        """How wishes came out."""
        return fairness(self.instance, self.plan)


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody who sits elsewhere in another composition; empty seats mean no team."""

    ref: str
    before: Seat | None
    after: Seat | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two compositions side by side: who is with another problem, and how ranks changed for the people of both."""

    moved: Sequence[Moved]
    better: int
    worse: int


def run_view(session: Session, run: CompositionRun) -> RunView:
    """Return a run with its input; one or two statements.

    Raises:
        Conflict("teams.run_not_done"): it was not computed yet.
    """
    if run.input_id is None:
        raise Conflict("teams.run_not_done")
    plan = as_plan(run.placements, run.objective or 0, run.bound or 0)
    return RunView(run, *_input(session, run.input_id), plan)


def _input(session: Session, input_id: int) -> tuple[str, Instance]:
    """Return a kept input with the hash of its content."""
    wanted = select(CompositionInput.sha256).where(CompositionInput.id == input_id)
    sha256: str = session.execute(wanted).scalar_one()
    if sha256 not in _INPUTS:
        content = session.execute(select(CompositionInput.content).where(CompositionInput.id == input_id)).scalar_one()
        while len(_INPUTS) >= KEPT:
            _INPUTS.pop(next(iter(_INPUTS)), None)
        _INPUTS[sha256] = as_instance(content)
    return sha256, _INPUTS[sha256]


def compared(first: RunView, second: RunView) -> Comparison:
    """Return how the second composition differs from the first, by person."""
    before, after = first.effects.seats, second.effects.seats
    names = sorted({*before, *after})
    moved = [
        Moved(name, before.get(name), after.get(name))
        for name in names
        if (before.get(name) or ("",))[0] != (after.get(name) or ("",))[0]
    ]
    ranks, others = ranks_of(first.instance, first.plan), ranks_of(second.instance, second.plan)
    both = [(_cost(ranks[name]), _cost(others[name])) for name in names if name in ranks and name in others]
    return Comparison(moved, sum(new < old for old, new in both), sum(new > old for old, new in both))


def _cost(rank: int | None) -> int:
    """Return a rank as a number that is higher the worse it is; no wish at all counts as served."""
    return 0 if rank is None else rank or 99


def names_of(session: Session, edition_id: int, refs: Sequence[str]) -> Mapping[str, str]:
    """Return people's names by ref; one statement."""
    wanted = select(Person.ref, Person.first_name, Person.last_name).where(Person.edition_id == edition_id)
    rows = session.execute(wanted.where(Person.ref.in_(refs)) if len(refs) < 500 else wanted)
    return {row.ref: f"{row.first_name} {row.last_name}".strip() or row.ref for row in rows}


def titles_of(session: Session, edition_id: int) -> Mapping[str, str]:
    """Return problems' titles by ref; one statement."""
    rows = session.execute(select(Problem.ref, Problem.title).where(Problem.edition_id == edition_id))
    return {row.ref: row.title for row in rows}


@dataclass(frozen=True, slots=True)
class StepLine:
    """One person moved by hand, for the list of steps."""

    step: int
    person_ref: str
    before: str
    after: str
    change: int
    reason: str
    author: str


def steps_of(session: Session, run_id: int) -> list[StepLine]:
    """Return what was done to a draft by hand, the latest first."""
    wanted = select(HandMove, Account.name).outerjoin(Account, Account.id == HandMove.moved_by)
    rows = session.execute(wanted.where(HandMove.run_id == run_id).order_by(HandMove.step.desc(), HandMove.id))
    return [
        StepLine(
            row.step,
            row.person_ref,
            f"{row.from_problem}/{row.from_team}",
            f"{row.to_problem}/{row.to_team}",
            row.change,
            row.reason,
            name or "",
        )
        for row, name in rows
    ]
