"""Acts on interests."""

from typing import Any

from sqlalchemy import select

from challenge.incubation import rules
from challenge.incubation.events import InterestMarked, InterestWithdrawn
from challenge.incubation.models import Interest
from challenge.incubation.queries import candidate
from challenge.incubation.rules import Wish
from challenge.kernel.errors import NotFound
from challenge.kernel.text import bounded, clean_block
from challenge.kernel.work import Work


def mark_interest(work: Work, organisation_id: int, code: str, *, wish: Wish, note: str) -> dict[str, Any]:
    """Store an organisation's private mark on a team; the last explicit one wins.

    Raises:
        NotFound("web.absent"): no such team, or not one this organisation may mark.
        Invalid("text.too_long"): the note.
    """
    team = candidate(work.session, work.edition_id, {organisation_id}, code)
    if team is None or organisation_id not in work.actor.organisation_ids:
        raise NotFound("web.absent")
    words = bounded(clean_block(note), "note", most=rules.NOTE_MOST, required=False)
    row = _interest(work, team.team_id, organisation_id)
    if row is None:
        row = work.add(
            Interest(
                edition_id=work.edition_id,
                team_id=team.team_id,
                organisation_id=organisation_id,
                account_id=work.actor.account_id,
                wish=wish.value,
                note=words,
                marked_at=work.now,
            )
        )
    else:
        row.wish, row.note, row.account_id, row.marked_at = wish.value, words, work.actor.account_id, work.now
        row.version += 1
    work.emit(InterestMarked(interest_id=row.id, team_id=team.team_id, organisation_id=organisation_id))
    return {"team": team.code, "wish": wish.value}


def _interest(work: Work, team_id: int, organisation_id: int) -> Interest | None:
    wanted = select(Interest).where(Interest.team_id == team_id, Interest.organisation_id == organisation_id)
    return work.session.execute(wanted.with_for_update()).scalar_one_or_none()


def withdraw_interest(work: Work, organisation_id: int, code: str) -> dict[str, Any]:
    """Take an organisation's mark back; none is fine.

    Raises:
        NotFound("web.absent"): no such team, or not one this organisation may mark.
    """
    team = candidate(work.session, work.edition_id, {organisation_id}, code)
    if team is None or organisation_id not in work.actor.organisation_ids:
        raise NotFound("web.absent")
    row = _interest(work, team.team_id, organisation_id)
    if row is not None:
        work.session.delete(row)
        work.emit(InterestWithdrawn(team_id=team.team_id, organisation_id=organisation_id))
    return {"team": team.code}
