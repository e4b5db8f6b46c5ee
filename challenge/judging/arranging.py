"""Acts on rounds of the jury between the first and the finals: add, change and remove them while nobody is in them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, update

from challenge.judging.cuts import Cut, cuts
from challenge.judging.deliberating import counted_on
from challenge.judging.deliberation import PLACES
from challenge.judging.deliberation_models import DeliberationNote, ShortlistDraft
from challenge.judging.events import RoundArranged, ShortlistChanged
from challenge.judging.models import (
    CHOSEN,
    FINALS,
    JURY,
    PLANNED,
    ROOMS,
    STANDS,
    Criterion,
    Round,
    Rubric,
    Visit,
)
from challenge.judging.preparing import locked_reveal, number_rounds
from challenge.judging.rules.shortlist import MOST_CHOSEN, USUAL_PLACES, check_places
from challenge.kernel.errors import Conflict, Invalid, NotFound
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work
from challenge.schedule.queries import milestones

MOST_BETWEEN = 6
MOST_VISITS = 30
NAME_MOST = 80
SHARED, OWN = "shared", "own"
ADDED, CHANGED, REMOVED = "added", "changed", "removed"
KINDS = {"announced_by": ("announcement",), "opens_by": ("judging",), "freezes_by": ("freeze", "judging")}
"""Of which kinds the milestones are that announce who is in a round, open it and freeze it."""


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """A round as the desk wants it.

    Fields:
        takes: how many teams it takes unless people say otherwise, 3 to 200.
        visits_per_team: so many visits are planned at the announcement, 1 to 30.
        mode: stands or rooms.
        rubric: shared with the finals, or a copy of its own.
        announced_by, opens_by, freezes_by: codes of milestones, "" for by hand.
    """

    name_en: str
    name_fr: str
    takes: int
    visits_per_team: int
    mode: str = STANDS
    rubric: str = SHARED
    announced_by: str = ""
    opens_by: str = ""
    freezes_by: str = ""


def add_round(work: Work, plan: RoundPlan, before: str = FINALS) -> dict[str, Any]:
    """Add a round of the jury between the first and the finals.

    Args:
        work: by the desk.
        plan: what it is to be.
        before: code of the round to which its teams go on.

    Returns:
        `round`: its code.

    Raises:
        Invalid("text.missing"), Invalid("text.too_long"): a name.
        Invalid("judging.shortlist_places"), Invalid("judging.visits_per_team"), Invalid("judging.mode"),
        Invalid("form.choice"): the number of teams or visits, who walks, the rubric.
        Invalid("judging.round_milestone"): no such milestone; Conflict("judging.milestone_used"): of another round.
        NotFound("judging.round"): no round of the jury behind the first has the code `before`.
        Conflict("judging.round_late"): it is announced who goes on there.
        Conflict("judging.rounds_full"): there are six already.
        Conflict("judging.public"): the results are public.
    """
    if locked_reveal(work).public_at is not None:
        raise Conflict("judging.public")
    found = cuts(work.session, work.edition_id)
    at = next((number for number, cut in enumerate(found) if cut.target.code == before), None)
    if at is None:
        raise NotFound("judging.round", "before")
    if found[at].announced:
        raise Conflict("judging.round_late", "before")
    if len(found) > MOST_BETWEEN:
        raise Conflict("judging.rounds_full", None, most=MOST_BETWEEN)
    turns = [found[0].source, *(cut.target for cut in found)]
    row = Round(edition_id=work.edition_id, code=_free_code(turns), panel=JURY, teams=CHOSEN, state=PLANNED, place=0)
    row.version, row.rubric_id = 1, turns[-1].rubric_id
    _write(work, row, plan, turns)
    work.add(row)
    number_rounds(work, [*turns[: at + 1], row, *turns[at + 1 :]])
    if plan.rubric == OWN:
        _own_rubric(work, row)
    work.emit(RoundArranged(round_id=row.id, round_code=row.code, what=ADDED))
    return {"round": row.code}


def change_round(work: Work, code: str, plan: RoundPlan, version: int) -> dict[str, Any]:
    """Change a round between the first and the finals in which nobody is yet.

    Raises:
        NotFound("judging.round"): no such round between the first and the finals.
        Conflict("judging.round_begun"): it is announced who is in it.
        Conflict("judging.changed"): somebody else changed it since.
        And what `add_round` says of the plan.
    """
    cut, turns = _empty_round(work, code, version)
    row, took = cut.target, cut.target.takes
    _write(work, row, plan, [one for one in turns if one is not row])
    if row.takes != took:
        _say_places(work, cut)
    row.version += 1
    work.session.flush()
    if plan.rubric == OWN and not _has_own(work, row):
        _own_rubric(work, row)
    elif plan.rubric == SHARED and _has_own(work, row):
        _drop_rubric(work, row, turns[-1].rubric_id)
    work.emit(RoundArranged(round_id=row.id, round_code=code, what=CHANGED))
    return {"round": code, "version": row.version}


def _say_places(work: Work, cut: Cut) -> None:
    """Say in a draft how many go on to a round now: whoever has the shortlist before them sees that it is another.

    Raises:
        Conflict("judging.shortlist_full"): people put more teams on than it takes now.
    """
    row = cut.target
    own = (ShortlistDraft.edition_id == work.edition_id, ShortlistDraft.goes_to == row.code)
    wanted = select(ShortlistDraft).where(*own).order_by(ShortlistDraft.version.desc()).limit(1)
    last = work.session.execute(wanted).scalar_one_or_none()
    draft = ShortlistDraft(edition_id=work.edition_id, version=(last.version if last else 0) + 1, what=PLACES)
    draft.goes_to, draft.places, draft.team_id, draft.reason = row.code, row.takes or USUAL_PLACES, None, ""
    draft.put_on, draft.taken_off = (last.put_on, last.taken_off) if last else ([], [])
    if len(counted_on(work, cut, draft.put_on)) > draft.places:
        raise Conflict("judging.shortlist_full", "takes", places=draft.places)
    draft.made_by, draft.made_at = work.actor.account_id, work.now
    work.add(draft)
    work.emit(ShortlistChanged(draft_id=draft.id, draft_version=draft.version))


def remove_round(work: Work, code: str, version: int) -> dict[str, Any]:
    """Take a round between the first and the finals away in which nobody is yet.

    The drafts of who goes on to it go with it; what was said about teams stays, with the cut to the round behind it.

    Raises: the codes of `change_round`.
    """
    cut, turns = _empty_round(work, code, version)
    row, behind = cut.target, turns[turns.index(cut.target) + 1]
    for table in (ShortlistDraft, DeliberationNote):
        mine = (table.edition_id == work.edition_id, table.goes_to == code)
        if table is ShortlistDraft:
            work.session.execute(delete(table).where(*mine))
        else:
            work.session.execute(update(table).where(*mine).values(goes_to=behind.code))
    if _has_own(work, row):
        _drop_rubric(work, row, turns[-1].rubric_id)
    round_id = row.id
    work.session.delete(row)
    work.session.flush()
    number_rounds(work, [one for one in turns if one is not row])
    work.emit(RoundArranged(round_id=round_id, round_code=code, what=REMOVED))
    return {"round": code}


def _empty_round(work: Work, code: str, version: int) -> tuple[Cut, list[Round]]:
    """Return the cut to a round in which nobody is, and all rounds of the jury; the reveal's row is their lock."""
    locked_reveal(work)
    found = cuts(work.session, work.edition_id)
    cut = next((one for one in found if one.target.code == code and not one.is_last), None)
    if cut is None:
        raise NotFound("judging.round")
    if cut.target.version != version:
        raise Conflict("judging.changed", "version")
    has_visits = select(exists().where(Visit.round_id == cut.target.id))
    if cut.announced or cut.target.state != PLANNED or work.session.execute(has_visits).scalar_one():
        raise Conflict("judging.round_begun")
    return cut, [found[0].source, *(one.target for one in found)]


def _free_code(turns: Iterable[Round]) -> str:
    known = {turn.code for turn in turns}
    return next(code for number in range(2, MOST_BETWEEN + 3) if (code := f"round-{number}") not in known)


def _write(work: Work, row: Round, plan: RoundPlan, others: Sequence[Round]) -> None:
    row.name_en = bounded(clean_line(plan.name_en), "name_en", most=NAME_MOST)
    row.name_fr = bounded(clean_line(plan.name_fr), "name_fr", most=NAME_MOST)
    check_places(plan.takes, MOST_CHOSEN, "takes")
    if not 1 <= plan.visits_per_team <= MOST_VISITS:
        raise Invalid("judging.visits_per_team", "visits_per_team", most=MOST_VISITS)
    if plan.mode not in (STANDS, ROOMS):
        raise Invalid("judging.mode", "mode")
    if plan.rubric not in (SHARED, OWN):
        raise Invalid("form.choice", "rubric")
    row.takes, row.visits_per_team, row.mode = plan.takes, plan.visits_per_team, plan.mode
    _check_milestones(work, plan, others)
    row.announced_by, row.opens_by, row.freezes_by = plan.announced_by, plan.opens_by, plan.freezes_by


def _check_milestones(work: Work, plan: RoundPlan, others: Sequence[Round]) -> None:
    """Refuse milestones that are not there, or that already do the same to another round of the jury."""
    kinds = {one.code: one.kind for one in milestones(work.session, work.edition_id)}
    for name, wanted in KINDS.items():
        code = getattr(plan, name)
        if code and kinds.get(code) not in wanted:
            raise Invalid("judging.round_milestone", name)
        if code and code in used_milestones(others, name):
            raise Conflict("judging.milestone_used", name)


def used_milestones(turns: Iterable[Round], name: str) -> Collection[str]:
    """Return the codes of milestones that do something, a name in `KINDS`, to one of these rounds."""
    return {turn.announcement if name == "announced_by" else getattr(turn, name) for turn in turns} - {""}


def _has_own(work: Work, row: Round) -> bool:
    return work.session.get_one(Rubric, row.rubric_id).code == row.code


def _own_rubric(work: Work, row: Round) -> None:
    """Give a round a copy of its rubric that is changed for it alone."""
    own = (Rubric.edition_id == work.edition_id, Rubric.code == row.code)
    last = work.session.execute(select(func.coalesce(func.max(Rubric.version), 0)).where(*own)).scalar_one()
    copy = work.add(Rubric(edition_id=work.edition_id, code=row.code, version=last + 1))
    lines = work.session.execute(select(Criterion.__table__).where(Criterion.rubric_id == row.rubric_id)).mappings()
    rows = [{**line, "rubric_id": copy.id} for line in lines]
    for one in rows:
        del one["id"]
    work.session.execute(insert(Criterion), rows)
    row.rubric_id = copy.id
    work.session.flush()


def _drop_rubric(work: Work, row: Round, rubric_id: int) -> None:
    """Let a round share a rubric; its own, with which nobody has marked, is gone."""
    own, row.rubric_id = row.rubric_id, rubric_id
    work.session.flush()
    work.session.execute(delete(Criterion).where(Criterion.rubric_id == own))
    work.session.execute(delete(Rubric).where(Rubric.id == own))
