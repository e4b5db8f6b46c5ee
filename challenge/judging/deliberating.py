"""Acts of a deliberation: how many teams go on, who is put on or taken off, and what was said; each is kept.

Each says which round the teams go to, by its code: the finals unless rounds lie between.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from challenge.judging.cuts import Cut, cut_to
from challenge.judging.deliberation import BACK, FREE, OFF, ON, PLACES
from challenge.judging.deliberation_models import DeliberationNote, ShortlistDraft
from challenge.judging.events import DeliberationNoted, ShortlistChanged
from challenge.judging.models import FINALS
from challenge.judging.preparing import locked_reveal
from challenge.judging.rules.shortlist import check_places
from challenge.judging.withdrawn import withdrawn_teams
from challenge.kernel.errors import Conflict, Invalid, NotFound
from challenge.kernel.text import bounded, clean_block, clean_line
from challenge.kernel.work import Work
from challenge.teams.models import Team

REASON_MOST = 400
NOTE_MOST = 2000


def set_places(work: Work, places: int, version: int, goes_to: str = FINALS) -> dict[str, Any]:
    """Say how many teams are to go on.

    Args:
        work: by an organiser or chair.
        places: 3 to 20 finalists; up to 200 for a round before.
        version: of the shortlist as it was shown, 0 before the first draft.
        goes_to: code of the round that takes them.

    Raises:
        Invalid("judging.shortlist_places"): not 3 to 20, or 200.
        NotFound("judging.round"): nobody goes on to a round of this code.
        Conflict("judging.shortlist_full"): more teams than that are put on by hand.
        Conflict("judging.changed"): somebody else decided something since.
        Conflict("judging.finalists_announced"), Conflict("judging.shortlist_announced"): everybody knows who goes on.
    """
    cut = _open_cut(work, goes_to)
    check_places(places, cut.most)
    draft = _next(work, version, cut)
    draft.places, draft.what = places, PLACES
    return _kept(work, draft)


def decide_team(work: Work, code: str, what: str, reason: str, version: int, goes_to: str = FINALS) -> dict[str, Any]:
    """Put a team on the shortlist, take it off, or let the ranking decide about it again.

    Args:
        work: by an organiser or chair.
        code: the team.
        what: on, off or free.
        reason: why, in at most 400 characters; it can be forgotten and stays out of the log.
        version: of the shortlist as it was shown, 0 before the first draft.
        goes_to: code of the round that takes the teams.

    Raises:
        Invalid("judging.reason_missing"), Invalid("text.too_long"): the reason; free needs none.
        Invalid("form.choice"): no such decision.
        NotFound("judging.team"): no such team; to put one on, also one that is out.
        Conflict("judging.not_in_round"): to put one on that is not in the round before.
        And the codes of `set_places`.
    """
    if what not in (ON, OFF, FREE):
        raise Invalid("form.choice", "what")
    words = bounded(clean_line(reason), "reason", most=REASON_MOST, required=False)
    if not words and what != FREE:
        raise Invalid("judging.reason_missing", "reason")
    cut = _open_cut(work, goes_to)
    draft = _next(work, version, cut)
    team_id = _team_id(work, code, is_judged=what == ON)
    if what == ON and cut.entered is not None and team_id not in cut.entered:
        raise Conflict("judging.not_in_round", "team")
    draft.put_on = sorted({*draft.put_on, team_id} if what == ON else {*draft.put_on} - {team_id})
    draft.taken_off = sorted({*draft.taken_off, team_id} if what == OFF else {*draft.taken_off} - {team_id})
    draft.what, draft.team_id, draft.reason = what, team_id, words
    return _kept(work, draft)


def take_up_draft(work: Work, earlier: int, version: int, goes_to: str = FINALS) -> dict[str, Any]:
    """Go back to an earlier draft; 0 is the ranking alone. What came between is kept.

    Raises:
        NotFound("judging.shortlist_draft"): there is no such version. And the codes of `set_places`.
    """
    cut = _open_cut(work, goes_to)
    draft = _next(work, version, cut)
    if earlier == 0:
        draft.places, draft.put_on, draft.taken_off = cut.usual, [], []
    else:
        row = _draft(work, goes_to, earlier)
        draft.places, draft.put_on, draft.taken_off = row.places, row.put_on, row.taken_off
    draft.what, draft.from_version = BACK, earlier
    return _kept(work, draft)


def note_deliberation(work: Work, code: str, words: str, goes_to: str = FINALS) -> dict[str, Any]:
    """Keep what was said about a team, for the desk alone; also after the announcement.

    Raises:
        Invalid("text.missing"), Invalid("text.too_long"): no words, more than 2,000 characters.
        NotFound("judging.team"): no such team, or one that is out.
        NotFound("judging.round"): nobody goes on to a round of this code.
    """
    _cut(work, goes_to)
    said = bounded(clean_block(words), "words", most=NOTE_MOST)
    row = DeliberationNote(edition_id=work.edition_id, team_id=_team_id(work, code), words=said)
    row.said_by, row.said_at, row.goes_to = work.actor.account_id, work.now, goes_to
    work.add(row)
    work.emit(DeliberationNoted(note_id=row.id, is_dropped=False))
    return {"note": row.public_id}


def drop_note(work: Work, note_id: int) -> dict[str, Any]:
    """Forget what was said about a team."""
    row = work.locked(DeliberationNote, note_id)
    work.session.delete(row)
    work.emit(DeliberationNoted(note_id=note_id, is_dropped=True))
    return {"note": row.public_id}


def _cut(work: Work, goes_to: str) -> Cut:
    """Return the cut before a round; the reveal's row, which is locked, is the lock of all of them."""
    locked_reveal(work)
    found = cut_to(work.session, work.edition_id, goes_to)
    if found is None:
        raise NotFound("judging.round")
    return found


def _open_cut(work: Work, goes_to: str) -> Cut:
    found = _cut(work, goes_to)
    if found.announced:
        raise Conflict("judging.finalists_announced" if found.is_last else "judging.shortlist_announced")
    return found


def _next(work: Work, version: int, cut: Cut) -> ShortlistDraft:
    """Return a draft that says what the last one says, to be changed and kept."""
    own = select(ShortlistDraft).where(ShortlistDraft.edition_id == work.edition_id)
    own = own.where(ShortlistDraft.goes_to == cut.target.code)
    last = work.session.execute(own.order_by(ShortlistDraft.version.desc()).limit(1)).scalar_one_or_none()
    if (last.version if last else 0) != version:
        raise Conflict("judging.changed", "version")
    draft = ShortlistDraft(edition_id=work.edition_id, version=version + 1, team_id=None, reason="")
    draft.goes_to, draft.places = cut.target.code, last.places if last else cut.usual
    draft.put_on, draft.taken_off = (last.put_on, last.taken_off) if last else ([], [])
    draft.made_by, draft.made_at = work.actor.account_id, work.now
    return draft


def counted_on(work: Work, cut: Cut, put_on: Collection[int]) -> set[int]:
    """Return which of the teams put on take a place: not who is out, nor who did not get into the round before."""
    counted = set(put_on) - set(work.session.execute(withdrawn_teams(work.edition_id)).scalars())
    return counted if cut.entered is None else counted & cut.entered


def _kept(work: Work, draft: ShortlistDraft) -> dict[str, Any]:
    if len(counted_on(work, _cut(work, draft.goes_to), draft.put_on)) > draft.places:
        raise Conflict("judging.shortlist_full", "places", places=draft.places)
    work.add(draft)
    work.emit(ShortlistChanged(draft_id=draft.id, draft_version=draft.version))
    return {"version": draft.version}


def _draft(work: Work, goes_to: str, version: int) -> ShortlistDraft:
    own = (ShortlistDraft.edition_id == work.edition_id, ShortlistDraft.goes_to == goes_to)
    wanted = select(ShortlistDraft).where(*own, ShortlistDraft.version == version)
    row = work.session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise NotFound("judging.shortlist_draft")
    return row


def _team_id(work: Work, code: str, *, is_judged: bool = True) -> int:
    wanted = select(Team.id).where(Team.edition_id == work.edition_id, Team.code == code.strip().upper())
    if is_judged:
        wanted = wanted.where(Team.id.not_in(withdrawn_teams(work.edition_id)))
    found: int | None = work.session.execute(wanted).scalar_one_or_none()
    if found is None:
        raise NotFound("judging.team", "team")
    return found
