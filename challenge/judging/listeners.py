"""What judging does when a moment of the schedule comes."""

from sqlalchemy import select, update

from challenge.accounts.models import Account
from challenge.judging.actions import (
    announce_shortlist,
    freeze_round,
    open_round,
    prepare,
    publish_results,
    reveal_everything,
    set_finalists,
)
from challenge.judging.announcing import FINALS_VISITS
from challenge.judging.arranging import KINDS, OWN, SHARED, RoundPlan, add_round
from challenge.judging.cuts import cut_to, is_unopened, is_waiting
from challenge.judging.models import CHOSEN, FINALISTS, FINALS, FIRST, FROZEN, Juror, Round, Rubric
from challenge.judging.queries import reveal_of, rounds
from challenge.judging.rubrics import rubric_face, save_rubric
from challenge.judging.rules.shortlist import USUAL_PLACES
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.people.events import AddressCorrected
from challenge.schedule.events import EditionCloned, MilestoneReached
from challenge.schedule.queries import milestones
from challenge.schedule.rules import Transition


def follow_schedule(work: Work, stored: Stored) -> None:
    """Open, freeze, announce and reveal when it is time; what was done by hand before is left as it is."""
    event = stored.event
    assert isinstance(event, MilestoneReached)
    moment = (event.kind, event.transition)
    if moment == ("judging", Transition.OPENED):
        _open(work, event.code)
    elif moment in (("freeze", Transition.OPENED), ("judging", Transition.CLOSED)):
        _freeze(work, event.code)
    elif moment == ("announcement", Transition.OPENED):
        _announce(work, event.code)
    elif (event.kind, event.code) == ("reveal", "awards"):
        _reveal(work, event.transition)


def _open(work: Work, code: str) -> None:
    prepare(work)
    for turn in _rounds(work, Round.opens_by == code):
        if turn.state != FROZEN and not is_waiting(work.session, turn):
            open_round(work, turn.code)


def _freeze(work: Work, code: str) -> None:
    prepare(work)
    for turn in _rounds(work, Round.freezes_by == code):
        if not (is_waiting(work.session, turn) or is_unopened(turn)):
            freeze_round(work, turn.code)


def _announce(work: Work, code: str) -> None:
    """Announce who goes on to a round; not before people were in the round before it and could be marked there."""
    if code == FINALISTS:
        prepare(work)
    reveal = reveal_of(work.session, work.edition_id)
    is_public = reveal is not None and reveal.public_at is not None
    for turn in rounds(work.session, work.edition_id):
        cut = cut_to(work.session, work.edition_id, turn.code) if turn.announcement == code else None
        if cut is None or cut.announced or cut.waits or is_unopened(cut.source):
            continue
        if turn.code != FINALS and is_public:
            continue
        if turn.code == FINALS:
            set_finalists(work)
        else:
            announce_shortlist(work, turn.code)


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
    """Let a cloned edition begin with the rounds of its model's jury and the rubrics of the first and of their own."""
    event = stored.event
    assert isinstance(event, EditionCloned)
    model = rubric_face(work.session, event.model_id, FIRST)
    prepare(work)
    own = rubric_face(work.session, work.edition_id, FIRST)
    if model is not None and own is not None and not own.is_marked and model.lines != own.lines:
        save_rubric(work, FIRST, model.lines, own.version)
    for turn in rounds(work.session, event.model_id):
        if turn.teams == CHOSEN:
            _take_over_round(work, turn)


def _take_over_round(work: Work, model: Round) -> None:
    rubric = work.session.get_one(Rubric, model.rubric_id)
    codes = {one.code for one in milestones(work.session, work.edition_id)}
    announced, opens, freezes = (code if (code := getattr(model, name)) in codes else "" for name in KINDS)
    has_own = rubric.code == model.code
    plan = RoundPlan(
        *(model.name_en, model.name_fr, model.takes or USUAL_PLACES, model.visits_per_team or FINALS_VISITS),
        *(model.mode, OWN if has_own else SHARED),
        *(announced, opens, freezes),
    )
    code = add_round(work, plan)["round"]
    face, own = (
        rubric_face(work.session, model.edition_id, model.code),
        rubric_face(work.session, work.edition_id, code),
    )
    if has_own and face is not None and own is not None and face.lines != own.lines:
        save_rubric(work, code, face.lines, own.version)


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
