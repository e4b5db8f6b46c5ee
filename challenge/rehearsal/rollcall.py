"""Coaches call the rolls of their teams, half-day by half-day, as their phones would."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from challenge.attendance.queries import HalfLine, halves
from challenge.attendance.rolls import rolls
from challenge.kernel.clock import milliseconds
from challenge.rehearsal.cast import Player, Window
from challenge.rehearsal.players import Hall
from challenge.rehearsal.site import Answer
from challenge.rehearsal.stage import Stage
from challenge.teams.queries import teams_of_coach

ROOM = timedelta(minutes=30)
Span = tuple[datetime, datetime]
STATES, WEIGHTS = ("present", "late", "absent", "excused"), (94, 3, 2, 1)


def plan_rolls(stage: Stage, hall: Hall, busy: Sequence[Span], rng: Random) -> None:
    """Let every coach call the rolls of all half-days at leisure.

    Args:
        stage: where the acts go.
        hall: who acts on what.
        busy: when the hall has other things to do, deliverables that fall due and juries at work.
        rng: who comes, and when they are called.
    """
    with hall.ground.database.read() as session:
        lines = halves(session, hall.edition_id)
    for half in lines:
        begins, ends = _quiet(half, sorted(busy))
        for coach in hall.cast.coaches:
            moment = begins + (ends - begins) * 0.8 * rng.random()
            stage.at(moment, "roll", partial(_call, hall, coach, half, (moment, rng.getrandbits(32))))


def busy_spans(asked: Sequence[Window], rounds: Sequence[Span]) -> list[Span]:
    """Return when nobody calls a roll: an hour before a deliverable is due until it locks, and while a jury visits."""
    return [*((one.due - timedelta(hours=1), one.lock) for one in asked), *rounds]


def _quiet(half: HalfLine, busy: Sequence[Span]) -> Span:
    """Return the first half hour or more of a half-day, from its roll-call on, in which the hall is not busy."""
    begins = half.late_from
    for start, end in busy:
        if start - ROOM < begins < end:
            begins = end
    ends = min([start for start, _ in busy if start > begins] + [half.closes_at])
    return begins, max(ends, begins)


def _call(hall: Hall, coach: Player, half: HalfLine, when: tuple[datetime, int]) -> Answer | None:
    """Call the rolls of one coach's teams; the answer is the last one's, None for a coach without a team."""
    moment, seed = when
    rng = Random(seed)
    with hall.ground.database.read() as session:
        own = [team.id for team in teams_of_coach(session, hall.edition_id, coach.account_id)]
        found = rolls(session, hall.edition_id, own, half.id)
    answer = None
    for roll in found:
        states = {f"state-{line.public_id}": rng.choices(STATES, WEIGHTS)[0] for line in roll.lines}
        seen = {f"seen-{line.public_id}": line.version for line in roll.lines}
        path = f"/api/v1/editions/{hall.slug}/attendance/rolls/{roll.code}"
        body = {"half": half.public_id, "at_ms": milliseconds(moment), **states, **seen}
        answer = hall.site.post_json(path, coach.token, body)
    return answer
