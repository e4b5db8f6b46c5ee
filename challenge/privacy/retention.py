"""The promise of every personal column: once its time is over, nothing stands there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from challenge.accounts.models import AccountSession
from challenge.editions.models import Edition
from challenge.exchange.edition_tables import SHARED, parents
from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now
from challenge.kernel.columns import Personal
from challenge.kernel.db import Base
from challenge.kernel.work import Work
from challenge.notifications.models import RefusedAddress
from challenge.privacy import rules
from challenge.privacy.erasing import blank_rows
from challenge.privacy.events import RetentionHeld, RetentionSwept
from challenge.privacy.models import RetentionSweep
from challenge.privacy.queries import edition_end, purposes, sweeps
from challenge.privacy.subjects import ABOUT
from challenge.runtime.duties import Duty
from challenge.runtime.opening import Opened
from challenge.webpush.actions import forget_closed

EVERY_S = 3600.0
DEVICES_KEPT, ADDRESSES_KEPT = timedelta(days=30), timedelta(days=90)


def due_sweeps(session: Session, now: datetime) -> Iterator[tuple[int, int]]:
    """Give (edition, days kept) for all that is to be blanked now, in order."""
    kept = sorted({one.keep_days for one in purposes() if one.keep_days})
    for edition_id, settings in session.execute(select(Edition.id, Edition.settings).order_by(Edition.id)).all():
        end, done, held = edition_end(session, edition_id), sweeps(session, edition_id), rules.held_until(settings)
        for keep_days in kept:
            swept = done.get(keep_days)
            if rules.is_due(rules.due_at(end, keep_days, held), swept.swept_at if swept else None, now):
                yield edition_id, keep_days


def sweep(work: Work, keep_days: int) -> int:
    """Blank everything of the edition that is kept so many days, delete rows that mean nothing without it.

    Returns:
        How many rows held anything.
    """
    rows = sum(_sweep_table(work, table, keep_days) for table in Base.metadata.sorted_tables)
    row = work.session.get(RetentionSweep, (work.edition_id, keep_days))
    if row is None:
        row = RetentionSweep(edition_id=work.edition_id, keep_days=keep_days)
        work.session.add(row)
    row.swept_at, row.rows = work.real, rows
    work.session.expire_all()
    if rows:
        work.emit(RetentionSwept(keep_days=keep_days, rows=rows))
    return rows


def _sweep_table(work: Work, table: Table, keep_days: int) -> int:
    kinds = [column.info.get("privacy") for column in table.columns]
    kept = [kind.keep_days for kind in kinds if isinstance(kind, Personal)]
    if keep_days not in kept or table.name in SHARED:
        return 0
    which = _of_edition(table, work.edition_id)
    if which is None:
        return 0
    if table.name in ABOUT and ABOUT[table.name].is_deleted and max(kept) == keep_days:
        done: Any = work.session.execute(delete(table).where(which))
        return int(done.rowcount)
    return blank_rows(work, table, which, keep_days)


def _of_edition(table: Table, edition_id: int) -> Any:  # noqa: ANN401 - a condition, or None for a table of no edition
    """Return which rows are an edition's, through what they belong to; None when no edition owns the table."""
    if "edition_id" in table.c:
        return table.c.edition_id == edition_id
    for column, other in parents(table):
        owner = Base.metadata.tables[other]
        inside = _of_edition(owner, edition_id)
        if inside is not None and "id" in owner.c:
            return table.c[column].in_(select(owner.c.id).where(inside))
    return None


def forget_expired(work: Work) -> None:
    """Delete what belongs to no edition: log-ins that ended a month ago, browsers, refused addresses."""
    forget_closed(work)
    work.session.execute(delete(AccountSession).where(AccountSession.expires_at < work.real - DEVICES_KEPT))
    work.session.execute(delete(RefusedAddress).where(RefusedAddress.refused_at < work.real - ADDRESSES_KEPT))


def hold(work: Work, until: Any) -> dict[str, Any]:  # noqa: ANN401 - a date or None
    """Keep everything of the edition until a day, or take the hold away with None.

    Raises:
        Invalid("privacy.hold", "until"): in the past, or more than ten years away.
    """
    day = rules.checked_hold(until, work.real.date())
    edition = work.locked(Edition, work.edition_id)
    said = day.isoformat() if day else ""
    edition.settings = {**edition.settings, rules.SETTING: {"held_until": said}}
    work.emit(RetentionHeld(until=said))
    return {}


def sweep_one(ground: Opened) -> bool:
    """Do one sweep that is due; False when none is."""
    with ground.database.read() as session:
        due = next(due_sweeps(session, real_now()), None)
    if due is None:
        ground.works.perform(HOUSE, forget_expired)
        return False
    ground.works.perform(replace(HOUSE, edition_id=due[0]), sweep, due[1])
    return True


def duty(ground: Opened) -> Duty:
    """Return the duty that keeps the promises, looked at every hour."""
    return Duty("retention", lambda: sweep_one(ground), EVERY_S)
