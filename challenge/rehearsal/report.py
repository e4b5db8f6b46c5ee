"""What a rehearsal has shown: what went wrong in it, and how each part of the week ended."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.judging.models import DONE, EVERYBODY, PLANNED, SKIPPED, Round, Visit
from challenge.judging.snapshots import LEAST_VISITS
from challenge.kernel.clock import EditionClock, real_now
from challenge.notifications.models import OutboxMessage
from challenge.rehearsal.helped import Helped, help_troubles, helped
from challenge.rehearsal.play import Pace
from challenge.rehearsal.stage import Stage
from challenge.rehearsal.troubles import Trouble
from challenge.runtime.opening import Opened
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.schedule.queries import MilestoneLine, lines, milestone_by_code
from challenge.schedule.shifting import Why, overlaps
from challenge.submissions.models import Deliverable, Submission
from challenge.teams.models import Team

LATE_S, SLOW_MS, MANY_TEAMS, BEHIND_MIN, NAMED = 1.0, 1000, 6, 2.0, 8


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a deliverable: teams by their first version, in time, late, or none."""

    code: str
    in_time: int
    late: int
    missing: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a round of the jury.

    Fields:
        left: visits that nobody made; skipped: visits that found nobody.
        unjudged: codes of teams that should have been seen and were not.
        few: how many teams were seen, and fewer than three times.
        last: when the last sheet came; ends: when the schedule says that the round is over.
    """

    code: str
    done: int
    skipped: int
    left: int
    unjudged: Sequence[str]
    few: int
    last: datetime | None
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class Report:
    """A rehearsal's result; `troubles` is empty when the week went as planned.

    Two rehearsals of the same edition with the same seed have the same `log`, unless a machine that is too busy for the
    speed (see `behind_min`) brought an act past its deadline.

    Fields:
        acts: how often each kind of act was accepted or refused.
        fired: moments of the schedule that came; latest_s: real seconds that the last of them was late.
        p50_ms, p99_ms: how long an act took.
        behind_min: how many minutes of the edition the play was behind its clock at most; what was refused meanwhile
            may be the play's own doing.
        log: every act by its instant in the edition (UTC), then by its outcome.
        mails: how many the copy would have sent; none has left it.
    """

    seed: int
    speed: float
    acts: Mapping[str, int]
    fired: int
    latest_s: float
    p50_ms: int
    p99_ms: int
    behind_min: float
    mails: int
    handed: Sequence[Handed]
    judged: Sequence[Judged]
    helped: Sequence[Helped]
    troubles: Sequence[Trouble]
    log: Sequence[str]


def report_json(report: Report) -> dict[str, Any]:
    """Return a report as JSON values, instants as ISO text."""
    judged = [asdict(one) | {"last": _iso(one.last), "ends": _iso(one.ends)} for one in report.judged]
    return asdict(report) | {"judged": judged}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def report_on(copy: Opened, edition_id: int, stage: Stage, pace: Pace) -> Report:
    """Return the report on a play that is over."""
    behind = round(stage.behind_s * pace.speed / 60, 1)
    with copy.database.read() as session:
        fired, latest = _firings(session, edition_id, stage.clock)
        handed, judged = _handed(session, edition_id), _judged(session, edition_id)
        pools = helped(session, edition_id, stage.clock.edition_at(real_now()))
        p50, p99 = _quantile(stage.waits, 0.5), _quantile(stage.waits, 0.99)
        troubles = [
            # First: what it says of the others is that they may come from the machine alone.
            *_haste(behind),
            *_schedule_troubles(session, edition_id, latest),
            *_judging_troubles(judged),
            *help_troubles(pools),
            *_loads(session, edition_id),
            *_act_troubles(stage.tally, p99),
        ]
        mails = _count(session, OutboxMessage, edition_id)
    acts = dict(sorted(stage.tally.items()))
    log = [f"{at:%Y-%m-%dT%H:%M:%SZ} {outcome}" for at, outcome in sorted(stage.lines)]
    figures = (pace.seed, pace.speed, acts, fired, latest, p50, p99, behind, mails)
    return Report(*figures, handed, judged, pools, troubles, log)


def _quantile(waits: Sequence[float], share: float) -> int:
    """Return a quantile in milliseconds, 0 of nothing."""
    return round(1000 * sorted(waits)[int(share * (len(waits) - 1))]) if waits else 0


def _count(session: Session, model: type[OutboxMessage], edition_id: int) -> int:
    wanted = select(func.count()).select_from(model).where(model.edition_id == edition_id)
    return session.execute(wanted).scalar_one()


def _firings(session: Session, edition_id: int, clock: EditionClock) -> tuple[int, float]:
    """Return how many moments came during the play, and how late the latest was, in real seconds."""
    rows = session.execute(
        select(MilestoneFiring.at, MilestoneFiring.fired_at)
        .join(Milestone, Milestone.id == MilestoneFiring.milestone_id)
        .where(Milestone.edition_id == edition_id)
    ).all()
    meant = [(clock.real_at(at), fired_at) for at, fired_at in rows if fired_at >= clock.anchor_real]
    late = [(fired_at - real).total_seconds() for real, fired_at in meant if real is not None]
    return len(late), round(max(late, default=0.0), 2)


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


def _judged(session: Session, edition_id: int) -> list[Judged]:
    turns = session.execute(select(Round).where(Round.edition_id == edition_id).order_by(Round.place)).scalars()
    codes = {row.id: row.code for row in session.execute(select(Team).where(Team.edition_id == edition_id)).scalars()}
    return [_judged_round(session, turn, codes) for turn in turns]


def _judged_round(session: Session, turn: Round, codes: Mapping[int, str]) -> Judged:
    wanted = select(Visit.team_id, Visit.state, Visit.scored_at).where(Visit.round_id == turn.id)
    visits = session.execute(wanted).all()
    states = Counter(state for _, state, _ in visits)
    seen = Counter(team for team, state, _ in visits if state == DONE)
    due = set(codes) if turn.teams == EVERYBODY else {team for team, _, _ in visits}
    milestone = milestone_by_code(session, turn.edition_id, turn.opens_by)
    return Judged(
        code=turn.code,
        done=states[DONE],
        skipped=states[SKIPPED],
        left=states[PLANNED],
        unjudged=sorted(codes[team] for team in due if not seen[team]),
        few=sum(0 < seen[team] < LEAST_VISITS for team in due),
        last=max((at for _, state, at in visits if state == DONE and at), default=None),
        ends=milestone.ends_at if milestone else None,
    )


def _schedule_troubles(session: Session, edition_id: int, latest_s: float) -> Iterator[Trouble]:
    rows = {row.id: row for row in lines(session, edition_id)}
    for one in overlaps(list(rows.values())):
        code = "clash" if one.why is Why.PEOPLE else f"clash_{one.why}"
        yield Trouble(code, {"first": _titles(rows[one.first.id]), "other": _titles(rows[one.second.id])})
    if latest_s > LATE_S:
        yield Trouble("late", {"seconds": latest_s})


def _titles(line: MilestoneLine) -> dict[str, str]:
    return {"en": line.title("en"), "fr": line.title("fr")}


def _judging_troubles(judged: Sequence[Judged]) -> Iterator[Trouble]:
    for one in judged:
        if one.unjudged:
            named = ", ".join(one.unjudged[:NAMED]) + (", …" if len(one.unjudged) > NAMED else "")
            yield Trouble("unjudged", {"round": one.code, "count": len(one.unjudged), "named": named})
        if one.few:
            yield Trouble("few", {"round": one.code, "count": one.few, "least": LEAST_VISITS})
        if one.left:
            yield Trouble("left", {"round": one.code, "count": one.left})
        if one.last and one.ends and one.last > one.ends:
            minutes = max(1, round((one.last - one.ends).total_seconds() / 60))
            yield Trouble("after_end", {"round": one.code, "minutes": minutes})


def _loads(session: Session, edition_id: int) -> Iterator[Trouble]:
    wanted = select(Team.coach_id, func.count()).where(Team.edition_id == edition_id, Team.size > 0)
    rows = session.execute(wanted.group_by(Team.coach_id)).all()
    alone = sum(count for coach, count in rows if coach is None)
    many = sum(count > MANY_TEAMS for coach, count in rows if coach is not None)
    if alone:
        yield Trouble("no_coach", {"count": alone})
    if many:
        yield Trouble("many_teams", {"count": many, "most": MANY_TEAMS})


def _act_troubles(acts: Mapping[str, int], p99_ms: int) -> Iterator[Trouble]:
    for outcome, count in sorted(acts.items()):
        if " refused 5" in outcome or " refused 0" in outcome or outcome.endswith(" broke"):
            yield Trouble("act", {"count": count, "outcome": outcome})
    if p99_ms > SLOW_MS:
        yield Trouble("slow", {"ms": p99_ms})


def _haste(behind_min: float) -> Iterator[Trouble]:
    if behind_min > BEHIND_MIN:
        yield Trouble("behind", {"minutes": round(behind_min)})
