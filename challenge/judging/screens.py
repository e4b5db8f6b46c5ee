"""What live screens are told of judging: how many visits are done, never which, by whom or with what result."""

from typing import Any

from sqlalchemy import select

from challenge.editions.queries import slug_of
from challenge.judging.audience import poll_of, stand_of
from challenge.judging.cuts import is_waiting
from challenge.judging.events import (
    AudienceMoved,
    BallotsForgotten,
    ConflictDeclared,
    FinalistsSet,
    ResultsRevealed,
    RoundFrozen,
    RoundModeSet,
    RoundOpened,
    RoundPaced,
    RoundPlanned,
    SheetPutBack,
    SheetSetAside,
    ShortlistAnnounced,
    TeamReturned,
    TeamWithdrawn,
    VisitMoved,
    VisitReopened,
    VisitScored,
    VisitSkipped,
    VisitWithdrawn,
)
from challenge.judging.models import CHOSEN, JURY, Round
from challenge.judging.publishing import known
from challenge.judging.queries import Progress, progress_of, rounds
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic
from challenge.teams.models import Team

_OF_ROUND = (
    *(RoundPlanned, RoundOpened, RoundFrozen, RoundPaced, RoundModeSet),
    *(VisitMoved, VisitWithdrawn, SheetSetAside, SheetPutBack),
)
SCREENS = ("staff", "jury", "wall", "public")


def count_visit(work: Work, stored: Stored) -> None:
    """Tell how many visits of the round are done; sheets that came in together are told by one push."""
    event = stored.event
    assert isinstance(event, VisitScored | VisitSkipped | VisitReopened | ConflictDeclared)
    _tell_progress(work, stored, "visits", progress_of(work.session, event.round_id), {})


def show_round(work: Work, stored: Stored) -> None:
    """Tell that a round, its plan or what counts in it has changed; never which visit.

    A round that nobody is in yet is the desk's own matter, and may be gone by now.
    """
    event = stored.event
    assert isinstance(event, _OF_ROUND)
    turn = work.session.get(Round, event.round_id)
    if turn is None or (turn.teams == CHOSEN and is_waiting(work.session, turn)):
        return
    progress = progress_of(work.session, event.round_id)
    _tell_progress(work, stored, "round", progress, {"state": progress.state})


def show_finalists(work: Work, stored: Stored) -> None:
    """Tell who reached the finals, in the order of the codes."""
    event = stored.event
    assert isinstance(event, FinalistsSet)
    wanted = select(Team.code).where(Team.edition_id == stored.edition_id, Team.id.in_(event.team_ids))
    codes = list(work.session.execute(wanted.order_by(Team.code)).scalars())
    _tell(work, slug_of(work.session, stored.edition_id), "finalists", {"teams": codes})


def show_shortlist(work: Work, stored: Stored) -> None:
    """Tell who goes on to a round before the finals, in the order of the codes."""
    event = stored.event
    assert isinstance(event, ShortlistAnnounced)
    turn = progress_of(work.session, event.round_id).code
    wanted = select(Team.code).where(Team.edition_id == stored.edition_id, Team.id.in_(event.team_ids))
    codes = list(work.session.execute(wanted.order_by(Team.code)).scalars())
    _tell(work, slug_of(work.session, stored.edition_id), "shortlist", {"round": turn, "teams": codes})


def show_judged(work: Work, stored: Stored) -> None:
    """Tell that a team is out or judged again by what everybody knows: the finalists there are, and the first round.

    Pages that are kept until something public happens would name it as a finalist, or not, for ever.
    """
    found = known(work.session, stored.edition_id)
    slug = slug_of(work.session, stored.edition_id)
    if found.finalists:
        _tell(work, slug, "finalists", {"teams": [label.code for label in found.finalists]})
    if found.shortlist:
        body = {"round": found.shortlist.round, "teams": [label.code for label in found.shortlist.teams]}
        _tell(work, slug, "shortlist", body)
    first = rounds(work.session, stored.edition_id)[0]
    progress = progress_of(work.session, first.id)
    _tell_progress(work, stored, "round", progress, {"state": progress.state})


def show_results(work: Work, stored: Stored) -> None:
    """Tell that the results are public up to a step; screens fetch what they may show."""
    event = stored.event
    assert isinstance(event, ResultsRevealed)
    _tell(work, slug_of(work.session, stored.edition_id), "results", {"step": event.step})


def show_vote(work: Work, stored: Stored) -> None:
    """Tell whether the audience can vote: pages of teams lead to the ballot while it can. Never a count."""
    poll = poll_of(work.session, stored.edition_id)
    _tell(work, slug_of(work.session, stored.edition_id), "vote", {"state": stand_of(poll)})


def _tell_progress(work: Work, stored: Stored, kind: str, progress: Progress, more: dict[str, Any]) -> None:
    """Tell how far a round of the jury is; how far school and partners are is the desk's own page alone."""
    if progress.panel == JURY:
        body = {"round": progress.code, **more, "done": progress.done, "total": progress.total}
        _tell(work, slug_of(work.session, stored.edition_id), kind, body)


def _tell(work: Work, slug: str, kind: str, body: dict[str, Any]) -> None:
    feed.push_many(work, [edition_topic(slug, screen) for screen in SCREENS], kind, body)


LISTENER = Listener(
    "judging.screens",
    {
        **dict.fromkeys(_OF_ROUND, show_round),
        FinalistsSet: show_finalists,
        ShortlistAnnounced: show_shortlist,
        TeamWithdrawn: show_judged,
        TeamReturned: show_judged,
        ResultsRevealed: show_results,
        AudienceMoved: show_vote,
        BallotsForgotten: show_vote,
    },
)
_COUNTED = (VisitScored, VisitSkipped, VisitReopened, ConflictDeclared)
COUNTS = Listener(
    "judging.counts",
    dict.fromkeys(_COUNTED, count_visit),
    only_last=dict.fromkeys(_COUNTED, lambda event: event.round_id),
    is_derived=True,
)
