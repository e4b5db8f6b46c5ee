"""Keeping why the desk did something: beside the log, which holds no word about a person and forgets nothing."""

from challenge.judging.models import DeskReason
from challenge.kernel.work import Work


def keep_reason(work: Work, what: str, juror_id: int, reason: str, team_id: int | None = None) -> None:
    """Keep the words for an act of the desk; "" keeps nothing."""
    if not reason:
        return
    row = DeskReason(edition_id=work.edition_id, what=what, juror_id=juror_id, team_id=team_id, reason=reason)
    row.said_by, row.said_at = work.actor.account_id, work.now
    work.session.add(row)
