"""What judging brings before the organisers: jurors of an open round who have sheets to make and send none."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from challenge.editions.attention import Scope, Watch
from challenge.judging.models import JURY, PLANNED, Juror, Round, Visit

SILENCE = timedelta(minutes=45)
"""Three visits long: who sends no sheet for that time is looked for."""


def watches(_session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched."""
    since = scope.now - SILENCE
    left = exists().where(Visit.juror_id == Juror.id, Visit.round_id == Round.id, Visit.state == PLANNED)
    sent = exists().where(Visit.juror_id == Juror.id, Visit.round_id == Round.id, Visit.scored_at > since)
    silent = (
        select(func.count(Juror.id.distinct()))
        .select_from(Juror)
        .join(Round, Round.edition_id == Juror.edition_id)
        .where(Juror.edition_id == scope.edition_id, Round.panel == JURY, Round.state == "open")
        .where(Round.opened_at <= since, Juror.absent.is_(False), Juror.set_aside.is_(False), left, ~sent)
    )
    yield Watch("judging.silent", "desk/judging", silent, is_urgent=True)
