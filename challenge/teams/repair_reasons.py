"""Why a repair moves whom it moves: what the team they join lacked without them, pure."""

from collections.abc import Mapping, Sequence

from challenge.teams.explaining import Reason
from challenge.teams.gaps import Seated
from challenge.teams.repairing import RepairMove
from challenge.teams.run_queries import RunView
from challenge.teams.solver.check import Seat, check
from challenge.teams.solver.model import Instance, Parts, Placement, Plan


def reasons_of(view: RunView, moves: Sequence[RepairMove], seated: Sequence[Seated]) -> Mapping[str, Reason]:
    """Return a reason per person.

    Somebody who moves is looked at alone: in the repaired teams with everybody but them, what breaks in the team they
    join is what they are there for; else they made room, or win back quality.
    """
    here = {place.student_id for place in view.plan.placements}
    lacked = _lacking(view.instance, seated, here)
    return {move.ref: _reason(view, move, lacked) for move in moves}


def _lacking(instance: Instance, seated: Sequence[Seated], here: set[str]) -> Mapping[Seat, str]:
    """Return, per team, the first rule it broke before the repair, without those who are missing."""
    known = {problem.problem_id for problem in instance.problems}
    kept = tuple(
        Placement(one.ref, one.problem, one.team_no) for one in seated if one.ref in here and one.problem in known
    )
    found: dict[Seat, str] = {}
    for violation in check(instance, Plan(kept, 0, 0, Parts())):
        if len(violation.objects) == 2 and violation.objects[1].isdecimal():
            found.setdefault((violation.objects[0], int(violation.objects[1])), violation.rule)
    return found


def _reason(view: RunView, move: RepairMove, lacked: Mapping[Seat, str]) -> Reason:
    if move.after is None:
        return Reason("repair_missing", {})
    if move.before is not None and move.before[0] not in view.effects.problems:
        return Reason("repair_withdrawn", {"problem": move.before[0]})
    if move.after in lacked:
        return Reason(f"repair_{lacked[move.after]}", {})
    if move.before is None:
        return Reason("repair_arrived", {})
    return Reason("repair_room" if move.before not in lacked else f"repair_left_{lacked[move.before]}", {})
