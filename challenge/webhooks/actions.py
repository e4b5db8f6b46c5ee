"""Acts on webhooks: enter, change, renew the secret, remove, send again; and the worker's steps of a delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select

from challenge.kernel import log
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.outgoing import Networks
from challenge.kernel.work import Work
from challenge.schedule.queries import lines
from challenge.webhooks import rules
from challenge.webhooks.events import DeliveryGivenUp, WebhookRemoved, WebhookSet
from challenge.webhooks.kinds import CODES
from challenge.webhooks.models import Webhook, WebhookDelivery

MOST = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """A program as somebody wants it."""

    title: str
    url: str
    kinds: Sequence[str]
    milestones: Sequence[str]
    is_on: bool


def add_webhook(work: Work, wanted: Wanted, networks: Networks) -> dict[str, Any]:
    """Enter a program; it is told of what happens from now on. Return its outside name.

    Raises:
        Invalid: as `_checked`; Invalid("webhooks.many"): an edition has at most twenty.
    """
    values = _checked(work, wanted, networks)
    held = select(func.count()).select_from(Webhook).where(Webhook.edition_id == work.edition_id)
    if work.session.execute(held).scalar_one() >= MOST:
        raise Invalid("webhooks.many", most=MOST)
    seq = log.heads(work.session).get(work.edition_id, 0)
    row = work.add(Webhook(edition_id=work.edition_id, from_seq=seq, **values))
    work.emit(WebhookSet(webhook_id=row.id, is_on=row.is_on))
    return {"webhook": row.public_id}


def change_webhook(work: Work, webhook_id: int, wanted: Wanted, networks: Networks, version: int) -> dict[str, Any]:
    """Change a program. What waits goes to the address of the time when it is sent.

    Raises:
        Conflict("webhooks.changed"): somebody else changed it since `version`.
        Invalid: as `_checked`.
    """
    row = _held(work, webhook_id, version)
    for name, value in _checked(work, wanted, networks).items():
        setattr(row, name, value)
    work.emit(WebhookSet(webhook_id=row.id, is_on=row.is_on))
    return {}


def renew_secret(work: Work, webhook_id: int, version: int) -> dict[str, Any]:
    """Sign with another secret from now on.

    Raises:
        Conflict("webhooks.changed"): somebody else changed it since `version`.
    """
    row = _held(work, webhook_id, version)
    row.turn += 1
    work.emit(WebhookSet(webhook_id=row.id, is_on=row.is_on))
    return {}


def remove_webhook(work: Work, webhook_id: int) -> dict[str, Any]:
    """Forget a program and its log."""
    work.own(Webhook, webhook_id)
    work.session.execute(delete(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id))
    work.session.execute(delete(Webhook).where(Webhook.id == webhook_id))
    work.emit(WebhookRemoved(webhook_id=webhook_id))
    return {}


def send_again(work: Work, delivery_id: int) -> dict[str, Any]:
    """Send a request once more, also one that was taken in; the receiver knows it by its id."""
    _make_due(work, work.own(WebhookDelivery, delivery_id))
    return {}


def send_failed_again(work: Work) -> dict[str, Any]:
    """Send all requests of the edition again that were given up; return how many."""
    one = WebhookDelivery
    given_up = select(one).where(one.edition_id == work.edition_id, one.sent_at.is_(None), one.due_at.is_(None))
    rows = list(work.session.execute(given_up).scalars())
    for row in rows:
        _make_due(work, row)
    return {"count": len(rows)}


def _make_due(work: Work, row: WebhookDelivery) -> None:
    row.due_at, row.sent_at, row.tries = work.real, None, 0


def _held(work: Work, webhook_id: int, version: int) -> Webhook:
    row = work.own(Webhook, webhook_id)
    if row.version != version:
        raise Conflict("webhooks.changed")
    row.version += 1
    return row


def _checked(work: Work, wanted: Wanted, networks: Networks) -> dict[str, Any]:
    """Return the columns of what is wanted.

    Raises:
        Invalid: as `rules.checked_url`; ("webhooks.kinds", "kinds"): none, or one that does not exist;
            ("webhooks.milestones", "milestones"): one that the schedule does not have.
    """
    kinds = [code for code in CODES if code in wanted.kinds]
    if not kinds or set(wanted.kinds) - set(kinds):
        raise Invalid("webhooks.kinds", "kinds")
    known = [line.code for line in lines(work.session, work.edition_id)]
    if set(wanted.milestones) - set(known):
        raise Invalid("webhooks.milestones", "milestones")
    milestones = [code for code in known if code in wanted.milestones]
    url = rules.checked_url(wanted.url, networks)
    return {"title": wanted.title, "url": url, "kinds": kinds, "milestones": milestones, "is_on": wanted.is_on}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A request that is ours to send for a minute."""

    id: int
    edition_id: int
    webhook: str
    turn: int
    url: str
    seq: int
    kind: str
    body: dict[str, Any]


def claim_delivery(work: Work) -> Claimed | None:
    """Take the next due request; None when nothing is due. Those to programs that are off wait until they are on."""
    one = WebhookDelivery
    due = (
        select(one, Webhook)
        .join(Webhook, Webhook.id == one.webhook_id)
        .where(one.sent_at.is_(None), one.due_at <= work.real, Webhook.is_on)
        .order_by(one.due_at, one.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=one)
    )
    found = work.session.execute(due).one_or_none()
    if found is None:
        return None
    row, hook = found[0], found[1]
    row.due_at = work.real + timedelta(seconds=rules.LEASE_S)
    return Claimed(row.id, row.edition_id, hook.public_id, hook.turn, hook.url, row.seq, row.kind, row.body)


def note_delivery(work: Work, delivery_id: int, status: int, problem: str = "") -> None:
    """Note what became of a try: taken in (`problem` empty), or due again later, or given up.

    A program that was removed in the meantime has nothing to note.
    """
    row = work.session.get(WebhookDelivery, delivery_id, with_for_update=True, populate_existing=True)
    if row is None:
        return
    row.tries += 1
    row.status, row.problem = status, problem[:300]
    row.sent_at = None if problem else work.real
    row.due_at = rules.next_try(row.tries, work.real) if problem else None
    if problem and row.due_at is None:
        work.emit(DeliveryGivenUp(webhook_id=row.webhook_id, delivery_id=row.id), edition_id=row.edition_id)
