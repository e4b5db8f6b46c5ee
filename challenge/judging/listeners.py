"""What judging does when a moment of the schedule comes."""

from sqlalchemy import select, update

from challenge.accounts.models import Account
from challenge.judging.actions import (
    freeze_round,
    open_round,
    prepare,
    publish_results,
    reveal_everything,
    set_finalists,
)
from challenge.judging.models import FROZEN, Juror, Round
from challenge.judging.queries import reveal_of
from challenge.judging.rubrics import rubric_face, save_rubric
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.people.events import AddressCorrected
from challenge.schedule.events import EditionCloned, MilestoneReached
from challenge.schedule.rules import Transition

FIRST = "round-1"


def follow_schedule(work: Work, stored: Stored) -> None:
    """Open, freeze, announce and reveal when it is time; what was done by hand before is left as it is."""
    event = stored.event
    assert isinstance(event, MilestoneReached)
    moment = (event.kind, event.transition)
    if moment == ("judging", Transition.OPENED):
        _open(work, event.code)
    elif moment in (("freeze", Transition.OPENED), ("judging", Transition.CLOSED)):
        _freeze(work, event.code)
    elif (*moment, event.code) == ("announcement", Transition.OPENED, "finalists"):
        set_finalists(work)
    elif (event.kind, event.code) == ("reveal", "awards"):
        _reveal(work, event.transition)


def _open(work: Work, code: str) -> None:
    prepare(work)
    for turn in _rounds(work, Round.opens_by == code):
        if turn.state != FROZEN:
            open_round(work, turn.code)


def _freeze(work: Work, code: str) -> None:
    prepare(work)
    for turn in _rounds(work, Round.freezes_by == code):
        freeze_round(work, turn.code)


def _rounds(work: Work, which: object) -> list[Round]:
    return list(work.session.execute(select(Round).where(Round.edition_id == work.edition_id, which)).scalars())  # type: ignore[arg-type]


def _reveal(work: Work, transition: str) -> None:
    """Publish when the awards begin, open every place when they end; without a ranking there is nothing to publish."""
    reveal = reveal_of(work.session, work.edition_id)
    if reveal is None or reveal.ranking is None:
        return
    if transition == Transition.OPENED:
        publish_results(work)
    elif transition == Transition.CLOSED:
        reveal_everything(work)


def take_over_rubric(work: Work, stored: Stored) -> None:
    """Let a cloned edition begin with the rubric of its model's first round, if there is one."""
    event = stored.event
    assert isinstance(event, EditionCloned)
    model = rubric_face(work.session, event.model_id, FIRST)
    prepare(work)
    own = rubric_face(work.session, work.edition_id, FIRST)
    if model is not None and own is not None and not own.is_marked and model.lines != own.lines:
        save_rubric(work, FIRST, model.lines, own.version)


def follow_address(work: Work, stored: Stored) -> None:
    """Let the line of a juror have the address of its account."""
    event = stored.event
    assert isinstance(event, AddressCorrected)
    own = update(Juror).where(Juror.edition_id == work.edition_id, Juror.account_id == event.account_id)
    email = select(Account.email).where(Account.id == event.account_id).scalar_subquery()
    work.session.execute(own.where(Juror.email.is_not(None)).values(email=email))


LISTENER = Listener(
    "judging.schedule",
    {MilestoneReached: follow_schedule, EditionCloned: take_over_rubric, AddressCorrected: follow_address},
    skips={MilestoneReached: lambda event: event.kind not in ("judging", "freeze", "announcement", "reveal")},
)
