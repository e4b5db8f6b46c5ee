"""What a rehearsal has shown: what went wrong in it, and how each part of the week ended."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.editions.queries import edition_by_id
from challenge.notifications.models import OutboxMessage
from challenge.rehearsal.busy import Busy, busiest, busy_troubles
from challenge.rehearsal.helped import Helped, help_troubles, helped
from challenge.rehearsal.judged import Judged, judged, judging_troubles
from challenge.rehearsal.play import Pace
from challenge.rehearsal.stage import Stage
from challenge.rehearsal.troubles import Trouble
from challenge.runtime.opening import Opened
from challenge.schedule.capacity import shortages
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.schedule.queries import MilestoneLine, lines
from challenge.schedule.shifting import Why, overlaps
from challenge.submissions.models import Deliverable, Submission
from challenge.teams.models import Team

SLOW_MS, MANY_TEAMS = 1000, 6


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a deliverable: teams by their first version, in time, late, or none."""

    code: str
    in_time: int
    late: int
    missing: int


@dataclass(frozen=True, slots=True)
class Report:
    """A rehearsal's result; `troubles` is empty when the week went as planned.

    Two rehearsals of the same edition with the same seed have the same `log`, and the copies the same facts at the same
    instants (see `facts`), however busy the machine is: the clock waits for everybody.

    Fields:
        acts: how often each kind of act was accepted or refused.
        fired: moments of the schedule that came; latest_s: real seconds that those of one instant took at most, with
            what follows from them.
        p50_ms, p99_ms: how long an act took.
        held_s: real seconds that the clock waited, because the machine was slower than the speed asked for.
        log: every act by its instant in the edition (UTC), then by its outcome.
        mails: how many the copy would have sent; none has left it.
        most_teams: of one coach.
    """

    seed: int
    speed: float
    acts: Mapping[str, int]
    fired: int
    latest_s: float
    p50_ms: int
    p99_ms: int
    held_s: float
    mails: int
    handed: Sequence[Handed]
    judged: Sequence[Judged]
    helped: Sequence[Helped]
    busy: Sequence[Busy]
    most_teams: int
    troubles: Sequence[Trouble]
    log: Sequence[str]


_INSTANTS = ("last", "ends", "expected")


def report_json(report: Report) -> dict[str, Any]:
    """Return a report as JSON values, instants as ISO text."""
    judged = [asdict(one) | {name: _iso(getattr(one, name)) for name in _INSTANTS} for one in report.judged]
    busy = [asdict(one) | {"at": _iso(one.at)} for one in report.busy]
    return asdict(report) | {"judged": judged, "busy": busy}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def report_on(copy: Opened, edition_id: int, stage: Stage, pace: Pace) -> Report:
    """Return the report on a play that is over."""
    with copy.database.read() as session:
        fired = _fired(session, edition_id, stage.clock.anchor_real)
        handed, rounds = _handed(session, edition_id), judged(session, edition_id)
        # The clock stands where the play has ended.
        card = edition_by_id(session, edition_id)
        pools = helped(session, edition_id, card.clock.now() if card else stage.begins)
        p50, p99 = _quantile(stage.waits, 0.5), _quantile(stage.waits, 0.99)
        minutes, loads = busiest(stage.lines, stage.took_s), _loads(session, edition_id)
        troubles = [
            *_schedule_troubles(session, edition_id),
            *judging_troubles(rounds),
            *help_troubles(pools),
            *_load_troubles(loads),
            *busy_troubles(minutes),
            *_act_troubles(stage.tally, p99),
        ]
        mails = _count(session, OutboxMessage, edition_id)
    acts = dict(sorted(stage.tally.items()))
    log = [f"{at:%Y-%m-%dT%H:%M:%SZ} {outcome}" for at, outcome in sorted(stage.lines)]
    figures = (pace.seed, pace.speed, acts, fired, round(stage.latest_s, 2), p50, p99, round(stage.held_s, 1), mails)
    most = max((count for coach, count in loads.items() if coach is not None), default=0)
    return Report(*figures, handed, rounds, pools, minutes, most, troubles, log)


def _quantile(waits: Sequence[float], share: float) -> int:
    """Return a quantile in milliseconds, 0 of nothing."""
    return round(1000 * sorted(waits)[int(share * (len(waits) - 1))]) if waits else 0


def _count(session: Session, model: type[OutboxMessage], edition_id: int) -> int:
    wanted = select(func.count()).select_from(model).where(model.edition_id == edition_id)
    return session.execute(wanted).scalar_one()


def _fired(session: Session, edition_id: int, since: datetime) -> int:
    """Return how many moments came since a real instant."""
    wanted = select(func.count()).select_from(MilestoneFiring)
    own = wanted.join(Milestone, Milestone.id == MilestoneFiring.milestone_id).where(Milestone.edition_id == edition_id)
    return session.execute(own.where(MilestoneFiring.fired_at >= since)).scalar_one()


def _handed(session: Session, edition_id: int) -> list[Handed]:
    teams = session.execute(select(func.count()).select_from(Team).where(Team.edition_id == edition_id)).scalar_one()
    rows = session.execute(
        select(Deliverable.code, Submission.late, func.count())
        .outerjoin(Submission, (Submission.deliverable_id == Deliverable.id) & (Submission.number == 1))
        .where(Deliverable.edition_id == edition_id)
        .group_by(Deliverable.code, Submission.late)
    ).all()
    found = {code: Counter[bool]() for code, _, _ in rows}
    for code, is_late, count in rows:
        if is_late is not None:
            found[code][is_late] = count
    return [Handed(code, line[False], line[True], teams - line.total()) for code, line in sorted(found.items())]


def _schedule_troubles(session: Session, edition_id: int) -> Iterator[Trouble]:
    """Give what the desk of the schedule knows beforehand: clashes, and what does not fit."""
    rows = {row.id: row for row in lines(session, edition_id)}
    for one in overlaps(list(rows.values())):
        code = "clash" if one.why is Why.PEOPLE else f"clash_{one.why}"
        named = {"first": _titles(rows[one.first.id]), "other": _titles(rows[one.second.id])}
        yield Trouble(code, named, "desk/schedule")
    for short in shortages(session, edition_id, list(rows.values())):
        titles = {"title": dict(short.titles)} if short.titles else {}
        yield Trouble(f"capacity:{short.code}", {**short.values, **titles}, short.path)


def _titles(line: MilestoneLine) -> dict[str, str]:
    return {"en": line.title("en"), "fr": line.title("fr")}


def _loads(session: Session, edition_id: int) -> dict[int | None, int]:
    """Return how many teams each coach has; under None those without one."""
    wanted = select(Team.coach_id, func.count()).where(Team.edition_id == edition_id, Team.size > 0)
    return {row[0]: row[1] for row in session.execute(wanted.group_by(Team.coach_id))}


def _load_troubles(loads: Mapping[int | None, int]) -> Iterator[Trouble]:
    many = sum(count > MANY_TEAMS for coach, count in loads.items() if coach is not None)
    if loads.get(None):
        yield Trouble("no_coach", {"count": loads[None]}, "desk/teams")
    if many:
        yield Trouble("many_teams", {"count": many, "most": MANY_TEAMS}, "desk/teams")


def _act_troubles(acts: Mapping[str, int], p99_ms: int) -> Iterator[Trouble]:
    for outcome, count in sorted(acts.items()):
        if " refused 5" in outcome or " refused 0" in outcome or outcome.endswith(" broke"):
            yield Trouble("act", {"count": count, "outcome": outcome})
    if p99_ms > SLOW_MS:
        yield Trouble("slow", {"ms": p99_ms})
