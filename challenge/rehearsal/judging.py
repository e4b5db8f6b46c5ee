"""The jury's days of a play: the rounds that the edition has, and every juror's walk through each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.judging.floor import floor
from challenge.judging.models import CHOSEN, ROOMS, Visit
from challenge.judging.preparing import ROUNDS
from challenge.judging.queries import rounds
from challenge.judging.rules.sittings import sittings_for
from challenge.rehearsal.cast import planned_visits, scales
from challenge.rehearsal.players import Hall
from challenge.rehearsal.rates import LEAVE_SHARE, SKIP_SHARE, visits_at
from challenge.rehearsal.site import Answer
from challenge.rehearsal.stage import Stage

VISITS_PER_TEAM = 3
HAND = timedelta(minutes=5)
"""What an organiser takes to announce a round and to open it, when the schedule does neither."""
Times = Mapping[str, tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Turn:
    """A round of the jury in a play.

    Fields:
        announced_at, opened_at: when an organiser does it by hand; None when the schedule does, or nobody needs to.
    """

    code: str
    opens: datetime
    ends: datetime
    announced_at: datetime | None = None
    opened_at: datetime | None = None


def turns(session: Session, edition_id: int, times: Times) -> list[Turn]:
    """Return the rounds that a play has, in their order.

    One that no milestone opens is played after the one before it, in half of the time that is left to the next.
    """
    found: list[Turn] = []
    rows = [(one.code, one.opens_by, one.announced_by, one.teams == CHOSEN) for one in rounds(session, edition_id)]
    rows = rows or [(code, opens, "", False) for code, _, opens, _ in ROUNDS]
    for at, (code, opens_by, announced_by, is_between) in enumerate(rows):
        span = times.get(opens_by)
        by_hand = span is None and is_between
        if by_hand and found:
            ahead = [times[row[1]][0] for row in rows[at + 1 :] if row[1] in times]
            begins = found[-1].ends + 2 * HAND
            span = (begins, begins + (ahead[0] - begins) / 2) if ahead and ahead[0] > begins else None
        if span is not None:
            announced = span[0] - HAND if is_between and announced_by not in times else None
            found.append(Turn(code, *span, announced, span[0] if by_hand else None))
    return found


def plan_judging(stage: Stage, hall: Hall, played: Sequence[Turn], seed: int) -> None:
    """Plan the first round in the morning; when a round opens, every juror walks through their visits."""
    for place, turn in enumerate(played):
        if not place:
            early = turn.opens - timedelta(minutes=40)
            stage.at(early, "plan", partial(_plan, hall, turn.code))
        if turn.announced_at is not None:
            stage.at(turn.announced_at, "announcement", partial(hall.announce_round, turn.code))
        if turn.opened_at is not None:
            stage.at(turn.opened_at, "opening", partial(hall.open_round, turn.code))
        stage.at(turn.opens + timedelta(minutes=3), "moment", partial(_walk, stage, hall, turn, seed))


def _plan(hall: Hall, code: str) -> Answer | None:
    """Plan a round, unless the desk has: so many visits each, or as many sittings as bring them."""
    with hall.ground.database.read() as session:
        number = visits_to_plan(session, hall.edition_id, code)
    return hall.plan_round(code, number) if number else None


def visits_to_plan(session: Session, edition_id: int, code: str) -> int:
    """Return the number that a play asks the desk's plan for; 0 where a plan is there."""
    turn = next((one for one in rounds(session, edition_id) if one.code == code), None)
    if turn is None:
        return VISITS_PER_TEAM
    if session.execute(select(Visit.id).where(Visit.round_id == turn.id).limit(1)).first():
        return 0
    number = turn.visits_per_team or VISITS_PER_TEAM
    return sittings_for(number, floor(session, turn).benches) if turn.mode == ROOMS else number


def _walk(stage: Stage, hall: Hall, turn: Turn, seed: int) -> None:
    """Let every juror go from table to table at a pace of their own; one in twenty leaves half-way."""
    code = turn.code
    rng = Random(f"{code}/{seed}")
    with hall.ground.database.read() as session:
        planned, marked = planned_visits(session, hall.edition_id, code), scales(session, hall.edition_id, code)
    stage.say(f"{code}: {sum(map(len, planned.values()))} visits of {len(planned)} jurors begin")
    begins = turn.opens + timedelta(minutes=3)
    for juror in hall.cast.jurors:
        visits = planned.get(juror.account_id, [])
        stays = visits if rng.random() > LEAVE_SHARE else visits[: len(visits) // 2]
        skips = [rng.random() < SKIP_SHARE for _ in stays]
        for visit, moment, is_skipped in zip(stays, visits_at(begins, skips, rng), skips, strict=True):
            act = partial(hall.skip, juror, visit)
            if not is_skipped:
                act = partial(hall.visit, juror, visit, marked, Random(rng.random()))
            stage.at(moment, "visit", act)
