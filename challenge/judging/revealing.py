"""Acts on the reveal: prepare the script, publish it, go on step by step."""

from typing import Any

from sqlalchemy import select

from challenge.judging.assessments import freeze_panels
from challenge.judging.coverage import checked_teams
from challenge.judging.events import ResultsRevealed, RevealPrepared
from challenge.judging.models import Reveal
from challenge.judging.preparing import locked_reveal
from challenge.judging.rules.ranking import Ranking
from challenge.judging.rules.reveal import Step, check_podium, next_step
from challenge.judging.snapshots import from_json
from challenge.kernel.errors import Conflict, NotFound
from challenge.kernel.work import Work
from challenge.teams.models import Team


def advance_reveal(work: Work, version: int) -> dict[str, Any]:
    """Go one step on: third, second, first, all. Before the results are public only organisers and chair see it.

    Raises:
        Conflict("judging.no_ranking"): no round is frozen yet.
        Conflict("judging.finalists_unchecked"): a place of the podium lacks its second check (R19).
        Conflict("judging.reveal_finished"), Conflict("judging.changed").
    """
    reveal = _held(work, version)
    _set_step(
        work,
        reveal,
        next_step(Step(reveal.step), _ranking(reveal), checked_teams(work.session, work.edition_id, reveal.checked)),
    )
    return _answer(reveal)


def undo_reveal(work: Work, version: int) -> dict[str, Any]:
    """Go one step back; only before the results are public.

    Raises:
        Conflict("judging.public"): people have seen it.
        Conflict("judging.changed").
    """
    reveal = _held(work, version)
    if reveal.public_at is not None:
        raise Conflict("judging.public")
    if reveal.step:
        _set_step(work, reveal, Step(reveal.step - 1))
    return _answer(reveal)


def announce_results(work: Work) -> dict[str, Any]:
    """Make the results public by hand: as the schedule does, but no podium before its second checks.

    Raises:
        Conflict("judging.no_ranking"): no round is frozen yet.
        Conflict("judging.finalists_unchecked"): a place of the podium lacks its second check (R19).
    """
    reveal = locked_reveal(work)
    if reveal.public_at is None:
        check_podium(_ranking(reveal), checked_teams(work.session, work.edition_id, reveal.checked))
    return publish_results(work)


def publish_results(work: Work) -> dict[str, Any]:
    """Make the results public up to the prepared step; everything when none was prepared. Public ones stay so.

    School and partners mark no more from then on.

    Raises:
        Conflict("judging.no_ranking"): no round is frozen yet.
    """
    reveal = locked_reveal(work)
    if reveal.public_at is None:
        _ranking(reveal)
        freeze_panels(work)
        reveal.public_at = work.now
        _set_step(work, reveal, Step(reveal.step) or Step.ALL)
    return _answer(reveal)


def reveal_everything(work: Work) -> dict[str, Any]:
    """Open every place: the awards are over."""
    publish_results(work)
    reveal = locked_reveal(work)
    if reveal.step != Step.ALL:
        _set_step(work, reveal, Step.ALL)
    return _answer(reveal)


def check_finalist(work: Work, team_code: str) -> dict[str, Any]:
    """Note that a team of the podium got its second check (R19) otherwise than by a visit in the finals.

    Raises:
        NotFound("judging.team"): no such team.
    """
    reveal = locked_reveal(work)
    wanted = select(Team.id).where(Team.edition_id == work.edition_id, Team.code == team_code)
    team_id = work.session.execute(wanted).scalar_one_or_none()
    if team_id is None:
        raise NotFound("judging.team")
    reveal.checked = sorted({*reveal.checked, team_id})
    work.emit(RevealPrepared(step=reveal.step))
    return {"checked": len(reveal.checked)}


def _held(work: Work, version: int) -> Reveal:
    reveal = locked_reveal(work)
    if reveal.version != version:
        raise Conflict("judging.changed", "version")
    return reveal


def _set_step(work: Work, reveal: Reveal, step: Step) -> None:
    reveal.step = int(step)
    reveal.version += 1
    work.emit(RevealPrepared(step=int(step)) if reveal.public_at is None else ResultsRevealed(step=int(step)))


def _ranking(reveal: Reveal) -> Ranking:
    if reveal.ranking is None:
        raise Conflict("judging.no_ranking")
    return from_json(reveal.ranking).ranking


def _answer(reveal: Reveal) -> dict[str, Any]:
    return {"step": reveal.step, "public": reveal.public_at is not None, "version": reveal.version}
