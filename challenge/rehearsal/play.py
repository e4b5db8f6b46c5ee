"""The play: five days of an edition with simulated people, at any speed."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from challenge.editions.actions import pause_clock, set_clock
from challenge.editions.queries import EditionCard, edition_by_id
from challenge.incubation.rules import Wish
from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now
from challenge.outcomes.rules import Next
from challenge.outcomes.rules import Stage as Progress
from challenge.rehearsal.braking import Brake
from challenge.rehearsal.cast import (
    Window,
    asks,
    gather,
    moments,
    windows,
)
from challenge.rehearsal.helping import plan_help
from challenge.rehearsal.judging import plan_judging, turns
from challenge.rehearsal.players import Hall, hidden_merits
from challenge.rehearsal.questioning import plan_questions
from challenge.rehearsal.rates import (
    AGAIN_SHARE,
    COACH_LOOKS,
    DECIDING,
    LOG_IN_PEAK,
    LOOK_PEAK,
    MISSING_SHARE,
    STOP_SHARE,
    TOLD_SHARE,
    handed_at,
    within,
)
from challenge.rehearsal.rollcall import busy_spans, plan_rolls
from challenge.rehearsal.site import Site
from challenge.rehearsal.stage import Say, Stage
from challenge.rehearsal.stepping import Steps
from challenge.runtime.apart import never
from challenge.runtime.opening import Opened

FEW_COACHES, FEW_LOOKS = 40, timedelta(minutes=40)
"""A demonstration plays on while people act: of the crowd at the reveal and after deadlines it shows a part."""
READY_S = 60.0
Times = dict[str, tuple[datetime, datetime]]


class NotServed(RuntimeError):
    """Nobody answers at the address: the product is not running there."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a play goes.

    Fields:
        speed: edition seconds per second; 1440 plays a day a minute.
        seed: the same seed plans the same acts.
        since: of a week that has begun only what comes after this instant is played.
        is_whole: everybody acts at the rates of the reference edition, and the clock stands still until they are done;
            else a hall thinned to what a high speed allows acts while it runs, and it crawls while they are behind.
    """

    speed: float
    seed: int
    since: datetime | None = None
    is_whole: bool = False


def play(
    ground: Opened,
    edition: EditionCard,
    *,
    base_url: str,
    pace: Pace,
    say: Say,
    wants_stop: Callable[[], bool] = never,
) -> Stage:
    """Play an edition's schedule from its first morning to its last milestone and return what was done.

    What the schedule does not have is not played: without a judging, say, nobody visits.

    Args:
        ground: database of the running product.
        edition: composed, with a schedule.
        base_url: where its pages are served.
        pace: how fast, and from when on.
        say: told what happens in the hall.
        wants_stop: asked all the time; once true, what has not been played is left out.

    Raises:
        NotServed: no answer within a minute, or a schedule that asks for deliverables and opens none.
    """
    site = Site(base_url)
    _wait_for(site, f"/e/{edition.slug}/")
    cast = gather(ground, edition)
    rng = Random(f"rehearsal/{pace.seed}")
    merit, severity = hidden_merits(cast, rng)
    hall = Hall(ground, site, edition.slug, edition.id, cast, merit, severity)
    with ground.database.read() as session:
        times = moments(session, edition.id)
        played = turns(session, edition.id, times)
    asked = _asked(ground, edition.id)
    first = min((begins for begins, _ in times.values()), default=edition.clock.edition_at(real_now()))
    start = max(first - timedelta(minutes=40), pace.since or first - timedelta(minutes=40))
    by = replace(HOUSE, edition_id=edition.id)
    if pace.is_whole:
        ground.works.perform(by, pause_clock, reason="rehearsal")
    ground.works.perform(by, set_clock, edition_now=start, speed=pace.speed, reason="rehearsal")
    with ground.database.read() as session:
        card = edition_by_id(session, edition.id)
    assert card is not None
    stage = Stage(card.clock, say, start)
    _plan_submissions(stage, hall, asked, rng, is_rush=pace.is_whole)
    _plan_looks(stage, hall, times, asked, rng, is_whole=pace.is_whole)
    if pace.is_whole:
        _plan_log_ins(stage, hall, times, first, pace.seed)
    plan_help(stage, hall, asked, pace.seed)
    if "reveal" in times:
        plan_questions(stage, hall, times["reveal"][0], pace.seed)
    plan_judging(stage, hall, played, pace.seed)
    _plan_partners(stage, hall, times, rng)
    _plan_reveal(stage, hall, times)
    _plan_records(stage, hall, times, pace.seed)
    if pace.is_whole:
        _plan_decisions(stage, hall, times, pace.seed)
    busy = busy_spans(asked, [(turn.opens, turn.ends) for turn in played])
    plan_rolls(stage, hall, busy, Random(f"rolls/{pace.seed}"))
    if pace.is_whole:
        Steps(ground, by, pace.speed).play(stage, wants_stop)
    else:
        stage.play(wants_stop, Brake(ground, by, pace.speed))
    site.close()
    return stage


def _wait_for(site: Site, path: str) -> None:
    for _ in range(int(READY_S / 0.25)):
        if site.get(path).status == 200:
            return
        time.sleep(0.25)
    raise NotServed(path)


def _asked(ground: Opened, edition_id: int) -> list[Window]:
    """Return the deliverables; they appear a moment after the worker has read the schedule."""
    for _ in range(int(READY_S / 0.25)):
        with ground.database.read() as session:
            found, expected = windows(session, edition_id), asks(session, edition_id)
        if found or not expected:
            return found
        time.sleep(0.25)
    raise NotServed("worker")


def _plan_submissions(stage: Stage, hall: Hall, asked: Sequence[Window], rng: Random, *, is_rush: bool) -> None:
    """Most teams hand in shortly before the deadline, some after it, a few never; some hand in twice."""
    for window in asked:
        stage.at(window.due, "deadline", partial(_told, stage, f"{window.code} is due"))
        for team in hall.cast.teams:
            if rng.random() < MISSING_SHARE:
                continue
            moment = handed_at(window.opens, window.due, window.lock, rng, is_rush=is_rush)
            stage.at(moment, "submission", partial(hall.hand_in, team, window.code, 1))
            if rng.random() < AGAIN_SHARE:
                again = min(moment + timedelta(minutes=5), window.lock - timedelta(minutes=2))
                stage.at(again, "submission", partial(hall.hand_in, team, window.code, 2))


def _told(stage: Stage, words: str) -> None:
    stage.say(words)


def _plan_looks(
    stage: Stage, hall: Hall, times: Times, asked: Sequence[Window], rng: Random, *, is_whole: bool
) -> None:
    """At the reveal every member of a team looks at its page; coaches look when something is due."""
    if "reveal" in times:
        reveal = times["reveal"][0]
        stage.at(reveal, "moment", partial(_told, stage, "problems are revealed"))
        for team in hall.cast.teams:
            for member in team.members if is_whole else [team.scribe]:
                moment = within(reveal, LOOK_PEAK if is_whole else FEW_LOOKS, rng)
                stage.at(moment, "look", partial(hall.look, member, f"teams/{team.code}"))
    since, until = COACH_LOOKS
    for window in asked:
        for coach in hall.cast.coaches if is_whole else hall.cast.coaches[:FEW_COACHES]:
            moment = within(window.due + since, until - since, rng)
            stage.at(moment, "look", partial(hall.look, coach, "coach/"))


def _plan_log_ins(stage: Stage, hall: Hall, times: Times, first: datetime, seed: int) -> None:
    """Everybody logs in during the first two minutes of the check-in, or of the edition where there is none."""
    rng = Random(f"log-in/{seed}")
    begins = times["checkin"][0] if "checkin" in times else first
    for team in hall.cast.teams:
        for member in team.members:
            stage.at(within(begins, LOG_IN_PEAK, rng), "log-in", partial(hall.log_in, member))


def _plan_partners(stage: Stage, hall: Hall, times: Times, rng: Random) -> None:
    """At the partner wall each partner marks a few teams, mostly good ones."""
    if "partner-wall" not in times:
        return
    opens, ends = times["partner-wall"]
    open_teams = [team for team in hall.cast.teams if team.is_open]
    best = sorted(open_teams, key=lambda team: -hall.merit[team.id])
    for partner in hall.cast.partners:
        choice = best[: max(4, len(best) // 4)]
        for team in rng.sample(choice, min(3, len(choice))):
            moment = opens + (ends - opens) * rng.uniform(0.1, 0.9)
            stage.at(moment, "interest", partial(hall.follow, partner, team, rng.choice(list(Wish)).value))


def _plan_records(stage: Stage, hall: Hall, times: Times, seed: int) -> None:
    """At the closing most teams write what they leave with, some of them late; a few never do."""
    if "closing" not in times:
        return
    opens, ends = times["closing"]
    rng = Random(f"records/{seed}")
    # Members of the others write once they have signed, which is not played.
    for team in [one for one in hall.cast.teams if one.is_open]:
        if rng.random() < MISSING_SHARE:
            continue
        wishes = [Next.STOP] if rng.random() < STOP_SHARE else rng.sample(list(Next)[1:], rng.randint(1, 2))
        act = partial(hall.conclude, team, rng.choice(list(Progress)).value, [one.value for one in wishes])
        stage.at(opens + (ends - opens) * rng.uniform(0.05, 1.1), "record", act)


def _plan_decisions(stage: Stage, hall: Hall, times: Times, seed: int) -> None:
    """Once partners have their pack most of them decide, some of them late, and half let the team know."""
    if "partner-pack" not in times:
        return
    opens, _ = times["partner-pack"]
    rng = Random(f"decisions/{seed}")
    for team in hall.cast.teams:
        choice, tells = rng.choice(list(Next)).value, rng.random() < TOLD_SHARE
        at = within(opens, DECIDING, rng)
        if team.partner is not None and rng.random() >= MISSING_SHARE:
            stage.at(at, "decision", partial(hall.decide, team.partner, team, choice, tells=tells))


def _plan_reveal(stage: Stage, hall: Hall, times: Times) -> None:
    """Prepare the third place before the awards, then go on every ten minutes until everything is open."""
    if "awards" not in times:
        return
    opens, _ = times["awards"]
    for minutes, words in ((-5, ""), (8, "third place"), (16, "second place"), (24, "the winner")):
        if words:
            stage.at(opens + timedelta(minutes=minutes - 7), "moment", partial(_told, stage, words))
        stage.at(opens + timedelta(minutes=minutes), "reveal", hall.move_reveal)
