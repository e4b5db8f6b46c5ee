"""Acts on the cuts between rounds: announce who goes on."""

from typing import Any

from sqlalchemy import select

from challenge.judging.cuts import Cut, cut_to
from challenge.judging.deliberation import choice_at, chosen_codes
from challenge.judging.events import FinalistsSet, ShortlistAnnounced
from challenge.judging.models import FINALS, FROZEN, PLANNED
from challenge.judging.preparing import locked_reveal, locked_round
from challenge.judging.rounds import freeze_round, open_round, plan_locked
from challenge.judging.snapshots import from_json
from challenge.kernel.errors import Conflict, NotFound
from challenge.kernel.work import Work
from challenge.schedule.queries import milestone_by_code
from challenge.teams.models import Team

FINALS_VISITS = 9


def set_finalists(work: Work, seen: int | None = None) -> dict[str, Any]:
    """Announce who reaches the finals: the last shortlist, by the model alone the eight best. Set finalists stay.

    Args:
        work: by the desk, or by the house when the schedule says so.
        seen: version of the shortlist that was looked at; None when nobody looked.

    Raises: the codes of `announce_shortlist`.
    """
    return {"finalists": announce_shortlist(work, FINALS, seen)["teams"]}


def announce_shortlist(work: Work, code: str, seen: int | None = None) -> dict[str, Any]:
    """Announce who goes on to a round, by the model alone as many as it takes, and plan it; who was announced stays.

    A round before it that is still open is frozen: nobody may be marked after it is known who goes on. Whose opening
    has come meanwhile is opened: nobody else would.

    Args:
        work: by the desk, or by the house when the schedule says so.
        code: the round that takes the teams.
        seen: version of the shortlist that was looked at; None when nobody looked.

    Returns:
        `round`, and `teams` that go on.

    Raises:
        NotFound("judging.round"): nobody goes on to a round of this code.
        Conflict("judging.changed"): the shortlist is another one by now.
        Conflict("judging.round_waits"): it is not announced who is in the round before.
        Conflict("judging.public"): the results are public, and it is a round before the finals.
    """
    reveal = locked_reveal(work)
    cut = cut_to(work.session, work.edition_id, code)
    if cut is None:
        raise NotFound("judging.round")
    if cut.announced:
        return {"round": code, "teams": len(cut.announced)}
    if reveal.public_at is not None and not cut.is_last:
        raise Conflict("judging.public")
    choice = choice_at(work.session, cut)
    if seen is not None and seen != choice.version:
        raise Conflict("judging.changed", "version")
    freeze_round(work, cut.source.code)
    source, target = locked_round(work, cut.source.code), locked_round(work, code)
    assert source.ranking is not None
    best = chosen_codes(from_json(source.ranking).ranking.projects, choice)
    wanted = select(Team.id).where(Team.edition_id == work.edition_id, Team.code.in_(best)).order_by(Team.code)
    teams = list(work.session.execute(wanted).scalars())
    if cut.is_last:
        reveal.finalists = teams
    else:
        reveal.shortlists = {**reveal.shortlists, code: teams}
    work.session.flush()
    if teams and target.state != FROZEN:
        plan_locked(work, target, target.visits_per_team or FINALS_VISITS, are_visits=True)
    _tell_announced(work, cut, teams)
    if teams and target.state == PLANNED and _was_to_open(work, cut):
        open_round(work, code)
    return {"round": code, "teams": len(teams)}


def _was_to_open(work: Work, cut: Cut) -> bool:
    """Say whether the milestone that opens a round came while it waited, and goes on still."""
    if cut.is_last and cut.entered is None:
        return False  # without rounds in between the finals never wait
    found = milestone_by_code(work.session, work.edition_id, cut.target.opens_by)
    return found is not None and found.cancelled_at is None and found.starts_at <= work.now < found.ends_at


def _tell_announced(work: Work, cut: Cut, teams: list[int]) -> None:
    if cut.is_last:
        work.emit(FinalistsSet(team_ids=teams))
    else:
        work.emit(ShortlistAnnounced(round_id=cut.target.id, team_ids=teams))
