"""The worker's duties: waiting runs and prices of rules, computed in a process apart, their results kept."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import monotonic
from challenge.runtime.apart import Died, run_apart
from challenge.runtime.beats import Beats
from challenge.runtime.duties import Duty
from challenge.runtime.opening import Opened
from challenge.teams import pricing
from challenge.teams.models import CompositionInput, CompositionRun, PriceList
from challenge.teams.runs import REPAIR, Outcome, beat, claim_run, end_run, note_progress, take_input

POINT_EVERY_S = 1.0
COMPOSE = "challenge.teams.composing:compose_apart"
PRICE = "challenge.teams.composing:price_apart"

_log = logging.getLogger("challenge.teams")


def duty(ground: Opened) -> Duty:
    """Return the duty of the worker."""
    return Duty("compositions", lambda: solve_one(ground))


def solve_one(ground: Opened) -> bool:
    """Take and compute one run; False when none waits."""
    run_id = ground.works.perform(HOUSE, claim_run)
    if run_id is None:
        return False
    with ground.database.read() as session:
        run = session.get_one(CompositionRun, run_id)
        by = replace(HOUSE, edition_id=run.edition_id)
        baseline = run.placements if run.origin == REPAIR else None
        asked = ({field: getattr(run, field) for field in ("seed", "seconds", "policy", "more_moves")}, baseline)
    content = ground.works.perform(by, take_input, run_id)
    last = [monotonic()]

    def note(point: Any) -> None:  # noqa: ANN401 - the solver's Progress, which is not loaded here
        if monotonic() - last[0] >= POINT_EVERY_S or point.done_share >= 1:
            last[0] = monotonic()
            ground.works.perform(by, note_progress, run_id, point.done_share, point.objective, point.bound)

    beats = Beats(ground, by, run_id, beat)
    outcome = outcome_of((content, *asked), note, beats.is_stopped)
    ground.works.perform(by, end_run, run_id, outcome)
    return True


def outcome_of(asked: tuple[Any, ...], note: Callable[[Any], None], wants_stop: Callable[[], bool]) -> Outcome:
    """Compute in a process apart; whatever happens there becomes a state that the desk shows."""
    try:
        found = run_apart(COMPOSE, *asked, on_message=note, wants_stop=wants_stop)
    except Died:
        _log.exception("composition died")
        return Outcome("failed")
    return Outcome(**found)


def price_duty(ground: Opened) -> Duty:
    """Return the duty that finds out what rules cost, whenever no composition waits."""
    return Duty("prices of rules", lambda: price_one(ground))


def price_one(ground: Opened) -> bool:
    """Take and fill one list of prices; False when none waits."""
    list_id = ground.works.perform(HOUSE, pricing.claim_prices)
    if list_id is None:
        return False
    with ground.database.read() as session:
        known = session.get_one(PriceList, list_id)
        run = session.get_one(CompositionRun, known.run_id)
        by = replace(HOUSE, edition_id=run.edition_id)
        how = {field: getattr(run, field) for field in ("seed", "policy", "objective", "bound")}
        content = session.get_one(CompositionInput, run.input_id).content
        asked = (content, how, run.placements, [price["rule"] for price in known.prices])

    def note(told: list[str] | dict[str, Any]) -> None:
        if isinstance(told, list):
            ground.works.perform(by, pricing.note_rules, list_id, told)
        else:
            ground.works.perform(by, pricing.note_price, list_id, told)

    died = False
    try:
        run_apart(PRICE, *asked, on_message=note, wants_stop=Beats(ground, by, list_id, pricing.beat_prices).is_stopped)
    except (Died, AssertionError):
        _log.exception("finding prices failed")
        died = True
    ground.works.perform(by, pricing.end_prices, list_id, died=died)
    return True
