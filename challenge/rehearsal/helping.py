"""Teams ask for help at the rates of the reference edition, those who help take it in turns, and some stop."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from threading import Event

from sqlalchemy import select

from challenge.attendance.queries import halves
from challenge.editions.queries import edition_by_id
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.rules import Kind, levels_of
from challenge.rehearsal.cast import PlayedTeam, Player, Window
from challenge.rehearsal.players import Hall
from challenge.rehearsal.queueing import Course, End, Need, course
from challenge.rehearsal.site import Answer
from challenge.rehearsal.stage import Stage

EXPERTS_PER_TEAM = 5
"""800 requests for an expert of 160 teams."""
RATES = {Kind.EXPERT: EXPERTS_PER_TEAM, Kind.COACH: 2, Kind.MATERIAL: 1}
MINUTES = {Kind.EXPERT: (10.0, 30.0), Kind.COACH: (4.0, 15.0), Kind.MATERIAL: (3.0, 10.0)}
PEAK, PEAK_WEIGHT = timedelta(hours=2), 3.0
REFUSED_SHARE, BACK_SHARE, STOP_SHARE = 0.04, 0.03, 0.1
APART = timedelta(minutes=90)
PASSED_S = 30.0
Span = tuple[datetime, datetime]


@dataclass(slots=True)
class Request:
    """A request of the play.

    Fields:
        public_id: its outside name once it is asked.
        passed: set when its last planned act is over: at a high speed two hands may hold two of its acts at once.
        follow: what an expert's refusal asks of the team's coach.
    """

    team: PlayedTeam
    kind: Kind
    need: Need
    words: str
    public_id: str = ""
    passed: Event = field(default_factory=Event)
    follow: "Request | None" = None


def plan_help(stage: Stage, hall: Hall, asked: Sequence[Window], seed: int) -> None:
    """Let teams ask through the week, most in the two hours before a deliverable is due, and let others come.

    Nobody asks beyond the team's tokens or more often than every hour and a half. Who takes what is computed ahead, so
    that the same seed gives the same acts however fast they are played.

    Args:
        stage: where the acts go.
        hall: who acts on what; without half-days, helpers or teams nothing is planned.
        asked: the deliverables.
        seed: of everything that is left to chance.
    """
    rng = Random(f"help/{seed}")
    with hall.ground.database.read() as session:
        spans = [(half.late_from, half.closes_at) for half in halves(session, hall.edition_id)]
        card = edition_by_id(session, hall.edition_id)
    if not spans or card is None:
        return
    wanted = _requests(hall, spans, asked, levels_of(card.settings).tokens, rng)
    coming = [one for one in wanted if one.need.at >= stage.begins]
    experts = [one for one in coming if one.kind is Kind.EXPERT]
    gone = course([one.need for one in experts], _leaves(hall.cast.experts, spans, rng), rng)
    follows = _follows(experts, gone, rng)
    others = [one for one in coming if one.kind is not Kind.EXPERT] + follows
    then = course([one.need for one in others], _leaves(hall.cast.coaches, spans, rng), rng)
    for one in coming:
        stage.at(one.need.at, "ask", partial(_ask, hall, one))
    _enter(stage, hall, experts, gone, hall.cast.experts)
    _enter(stage, hall, others, then, hall.cast.coaches)


def _requests(hall: Hall, spans: Sequence[Span], asked: Sequence[Window], tokens: int, rng: Random) -> list[Request]:
    found: list[Request] = []
    peaks = [(one.due - PEAK, one.due) for one in asked]
    for team in hall.cast.teams:
        kinds = [
            kind for kind, rate in RATES.items() for _ in range(min(rate, tokens) if kind is Kind.EXPERT else rate)
        ]
        rng.shuffle(kinds)
        earliest = spans[0][0]
        for kind, drawn in zip(kinds, sorted(_instant(spans, peaks, rng) for _ in kinds), strict=True):
            at = _open_at(max(drawn, earliest), spans)
            if at is not None:
                earliest = at + APART
                found.append(_request(len(found), team, kind, at, rng))
    return found


def _request(number: int, team: PlayedTeam, kind: Kind, at: datetime, rng: Random) -> Request:
    refused = kind is not Kind.COACH and rng.random() < REFUSED_SHARE
    fails = 1 if rng.random() < BACK_SHARE else 0
    need = Need(number, at, rng.uniform(*MINUTES[kind]), fails, End.REFUSAL if refused else End.HELP)
    return Request(team, kind, need, f"Question {number}")


def _follows(experts: Sequence[Request], gone: Course, rng: Random) -> list[Request]:
    """Return what experts' refusals ask of the coaches, each hung on the request that it follows."""
    by_number = {one.need.number: one for one in experts}
    found = []
    for turn in gone.turns:
        if turn.end is End.REFUSAL:
            one = by_number[turn.number]
            need = Need(one.need.number, turn.until, rng.uniform(*MINUTES[Kind.COACH]))
            one.follow = Request(one.team, Kind.COACH, need, one.words)
            found.append(one.follow)
    return found


def _open_at(at: datetime, spans: Sequence[Span]) -> datetime | None:
    """Return the first instant from `at` on at which the hall is open; None after the last."""
    return next((max(at, begins) for begins, ends in spans if at < ends), None)


def _instant(spans: Sequence[Span], peaks: Sequence[Span], rng: Random) -> datetime:
    """Return an instant of the open hall; one before a deadline is three times as likely as another."""
    lengths = [(ends - begins).total_seconds() for begins, ends in spans]
    while True:
        begins, ends = rng.choices(spans, lengths)[0]
        at = begins + (ends - begins) * rng.random()
        if any(since <= at < until for since, until in peaks) or rng.random() < 1 / PEAK_WEIGHT:
            return at


def _leaves(helpers: Sequence[Player], spans: Sequence[Span], rng: Random) -> dict[int, datetime | None]:
    """Return when each takes nothing any more: one in ten stops somewhere in the week."""
    begins, ends = spans[0][0], spans[-1][1]
    return {
        one.account_id: begins + (ends - begins) * rng.random() if rng.random() < STOP_SHARE else None
        for one in helpers
    }


def _enter(stage: Stage, hall: Hall, wanted: Sequence[Request], gone: Course, helpers: Sequence[Player]) -> None:
    by_number = {one.need.number: one for one in wanted}
    hands = {one.account_id: one for one in helpers}
    before = {number: one.passed for number, one in by_number.items()}

    def enter(at: datetime, kind: str, number: int, who: Player, path: str) -> None:
        after = Event()
        stage.at(at, kind, partial(_act, hall, by_number[number], who, path, (before[number], after)))
        before[number] = after

    for turn in gone.turns:
        enter(turn.at, "claim", turn.number, hands[turn.helper], "claim")
        path = {End.HELP: "done", End.REFUSAL: "refuse"}.get(turn.end, "release") if turn.end else "release"
        enter(turn.until, turn.end.value if turn.end else "release", turn.number, hands[turn.helper], path)
    for number, at in gone.withdrawn.items():
        enter(at, End.WITHDRAWAL.value, number, by_number[number].team.scribe, "withdraw")


def _ask(hall: Hall, one: Request) -> Answer:
    fields = {"kind": one.kind.value, "need": one.words, "skill": "", "tried": ""}
    if one.kind is Kind.EXPERT:
        fields |= {"skill": "prototyping", "tried": "We asked two neighbours and read the manual."}
    try:
        return hall.site.post(hall.address(f"teams/{one.team.code}/help"), one.team.scribe.token, fields)
    finally:
        _know(hall, one)


def _know(hall: Hall, one: Request) -> None:
    """Read the outside name of what was asked, as a person reads it on the screen."""
    with hall.ground.database.read() as session:
        wanted = select(HelpRequest.public_id).where(HelpRequest.team_id == one.team.id, HelpRequest.kind == one.kind)
        one.public_id = session.execute(wanted.where(HelpRequest.need == one.words)).scalar_one_or_none() or ""
    one.passed.set()


def _act(hall: Hall, one: Request, who: Player, path: str, turn: tuple[Event, Event]) -> Answer:
    before, after = turn
    before.wait(PASSED_S)
    fields = {"words": "Shown at the table."} if path in ("done", "refuse") else {}
    try:
        return hall.site.post(hall.address(f"help/{one.public_id}/{path}"), who.token, fields)
    finally:
        if path == "refuse" and one.follow:
            _know(hall, one.follow)
        after.set()
