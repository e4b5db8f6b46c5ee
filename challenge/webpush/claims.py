"""The worker's steps of sending: take what is due, note what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from challenge.accounts.models import Account
from challenge.kernel.work import Work
from challenge.webpush import rules
from challenge.webpush.actions import remove_browser
from challenge.webpush.events import PushFailed
from challenge.webpush.models import PushMessage, Subscription
from challenge.webpush.queries import is_open


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to send for two minutes, with the browser it is for."""

    id: int
    subscription_id: int
    endpoint: str
    p256dh: str
    auth: str
    name: str
    locale: str
    topic: str
    subject: str
    body: str
    filling: dict[str, Any]
    path: str
    is_urgent: bool
    queued_at: datetime


def claim_messages(work: Work, most: int) -> Sequence[Claimed]:
    """Take the next due messages, urgent ones first; none for browsers that are logged out.

    The lease keeps other workers off; should this one die, they are due again after two minutes. A message may then
    come twice: it has the same topic and tag, and the browser shows it once.
    """
    due = (
        select(PushMessage, Subscription, Account.name, Account.locale)
        .join(Subscription, Subscription.id == PushMessage.subscription_id)
        .join(Account, Account.id == Subscription.account_id)
        .where(PushMessage.sent_at.is_(None), PushMessage.due_at <= work.real)
        .where(Account.disabled_at.is_(None), is_open(work.real))
        .order_by(PushMessage.is_urgent.desc(), PushMessage.due_at, PushMessage.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=PushMessage)
    )
    found = [_claimed(*row) for row in work.session.execute(due)]
    taken = update(PushMessage).where(PushMessage.id.in_([one.id for one in found]))
    if found:
        work.session.execute(taken.values(due_at=work.real + timedelta(seconds=rules.LEASE_S)))
    return found


def _claimed(row: PushMessage, browser: Subscription, name: str, locale: str) -> Claimed:
    return Claimed(
        row.id,
        browser.id,
        browser.endpoint,
        browser.p256dh,
        browser.auth,
        name,
        locale,
        row.topic,
        row.subject,
        row.body,
        row.filling,
        row.path,
        row.is_urgent,
        row.queued_at,
    )


def note_sent(work: Work, message_id: int) -> None:
    """Mark a message as sent."""
    row = _held(work, message_id)
    if row is not None:
        row.sent_at, row.due_at, row.problem = work.real, None, ""
        row.tries += 1


def note_gone(work: Work, subscription_id: int) -> None:
    """Forget a browser that its push service knows no more, and what waits for it."""
    remove_browser(work, subscription_id, "gone")


def note_failure(work: Work, message_id: int, problem: str, retry_after: str = "", *, is_final: bool = False) -> None:
    """Count a failed try; a service that asks for a rest gets it for everything that waits for it.

    Args:
        work: of the house.
        message_id: which; one whose browser was removed meanwhile has nothing to note.
        problem: what the operator reads.
        retry_after: the answer's header.
        is_final: no later try will change it.
    """
    row = _held(work, message_id)
    if row is None:
        return
    row.tries += 1
    row.problem = problem[:300]
    wait = rules.wait_s(retry_after, work.real)
    row.due_at = None if is_final else rules.next_try(row.tries, row.queued_at, work.real, wait)
    if row.due_at is None:
        work.emit(PushFailed(message_id=row.id), edition_id=row.edition_id)
    if wait:
        _rest(work, row.service, work.real + timedelta(seconds=wait))


def _held(work: Work, message_id: int) -> PushMessage | None:
    return work.session.get(PushMessage, message_id, with_for_update=True, populate_existing=True)


def _rest(work: Work, service: str, until: datetime) -> None:
    waiting = update(PushMessage).where(
        PushMessage.service == service, PushMessage.sent_at.is_(None), PushMessage.due_at < until
    )
    work.session.execute(waiting.values(due_at=until).execution_options(synchronize_session=False))
