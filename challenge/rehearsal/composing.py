"""Composes the teams of an edition that is to be played, through the acts of the desk."""

from sqlalchemy import select

from challenge.kernel.actor import Actor
from challenge.rehearsal.stage import Say
from challenge.runtime.opening import Opened
from challenge.teams import actions as teams
from challenge.teams import runs as composition
from challenge.teams.models import CompositionRun
from challenge.teams.publishing import publish_to_students
from challenge.teams.rulebook import standing_rules
from challenge.teams.solving import solve_one

SOLVER_S, PATIENT_S = 8, 90


class NotComposed(RuntimeError):
    """The solver found no teams under the rules that stand."""


def compose_teams(ground: Opened, by: Actor, seed: int, say: Say) -> None:
    """Compose teams under the rules that stand, confirm and publish them.

    Raises:
        NotComposed: no teams were found.
    """
    with ground.database.read() as session:
        rules = standing_rules(session, by.edition_id).rules
    latest = select(CompositionRun).where(CompositionRun.edition_id == by.edition_id).order_by(CompositionRun.id.desc())
    # A machine that is busy with other things may find nothing in the time that is enough for one at rest.
    for seconds in (SOLVER_S, PATIENT_S):
        say(f"composing teams ({seconds} s)")
        ground.works.perform(by, composition.request_run, rules, seed=seed, seconds=seconds)
        solve_one(ground)
        with ground.database.read() as session:
            run = session.execute(latest.limit(1)).scalar_one()
        if run.state == "done":
            break
    else:
        raise NotComposed(run.state)
    ground.works.perform(by, teams.confirm_assignment, run.id)
    ground.works.perform(by, publish_to_students)
    say(f"{run.teams} teams of {run.students} students")
