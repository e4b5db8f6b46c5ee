"""Keeping why the desk did something: beside the log, which holds no word about a person and forgets nothing."""

from sqlalchemy import delete, select

from challenge.judging.models import DeskReason, PendingDecision, Visit
from challenge.kernel.errors import Invalid
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work

REASON_MOST = 200


def reason_words(reason: str) -> str:
    """Return a reason as it is kept: one line.

    Raises:
        Invalid("judging.reason_missing"), Invalid("text.too_long"): empty, beyond 200 characters.
    """
    words = clean_line(reason)
    if not words:
        raise Invalid("judging.reason_missing", "reason")
    return bounded(words, "reason", most=REASON_MOST)


def keep_reason(work: Work, what: str, juror_id: int, reason: str, team_id: int | None = None) -> None:
    """Keep the words for an act of the desk; "" keeps nothing."""
    if not reason:
        return
    row = DeskReason(edition_id=work.edition_id, what=what, juror_id=juror_id, team_id=team_id, reason=reason)
    row.said_by, row.said_at = work.actor.account_id, work.now
    work.session.add(row)


def drop_idle_decisions(work: Work) -> None:
    """Forget what was to become of visits that are gone: SQLite gives their ids to the next ones that are planned."""
    own = PendingDecision.edition_id == work.edition_id
    left = select(Visit.id).where(Visit.edition_id == work.edition_id)
    idle = delete(PendingDecision).where(own, PendingDecision.visit_id != 0, PendingDecision.visit_id.not_in(left))
    work.session.execute(idle.execution_options(synchronize_session=False))
