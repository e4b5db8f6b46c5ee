"""Reads of webhooks; always within an edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from challenge.kernel.paging import Page, page
from challenge.webhooks.models import Webhook, WebhookDelivery

PER_PAGE = 50

_stands: ColumnElement[str] = case(
    (WebhookDelivery.sent_at.is_not(None), "sent"), (WebhookDelivery.due_at.is_(None), "failed"), else_="pending"
)


def webhooks_on(session: Session, edition_id: int) -> Sequence[Webhook]:
    """Return the programs of an edition that are told, the oldest first."""
    wanted = select(Webhook).where(Webhook.edition_id == edition_id, Webhook.is_on).order_by(Webhook.id)
    return session.execute(wanted).scalars().all()


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """A program in the list; the counts are of its requests."""

    public_id: str
    title: str
    url: str
    kinds: Sequence[str]
    milestones: Sequence[str]
    is_on: bool
    sent: int
    pending: int
    failed: int


def webhook_lines(session: Session, edition_id: int) -> list[WebhookLine]:
    """Return the programs of an edition in the order of their titles."""
    rows = session.execute(
        select(Webhook).where(Webhook.edition_id == edition_id).order_by(Webhook.title, Webhook.id)
    ).scalars()
    counted = session.execute(
        select(WebhookDelivery.webhook_id, _stands, func.count())
        .where(WebhookDelivery.edition_id == edition_id)
        .group_by(WebhookDelivery.webhook_id, _stands)
    )
    counts = {(row[0], row[1]): row[2] for row in counted}
    return [
        WebhookLine(
            *(row.public_id, row.title, row.url, row.kinds, row.milestones, row.is_on),
            *(counts.get((row.id, state), 0) for state in ("sent", "pending", "failed")),
        )
        for row in rows
    ]


def webhook_by_public_id(session: Session, edition_id: int, public_id: str) -> Webhook | None:
    """Return a program of an edition by its outside name."""
    wanted = select(Webhook).where(Webhook.edition_id == edition_id, Webhook.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()


def delivery_by_public_id(session: Session, edition_id: int, public_id: str) -> WebhookDelivery | None:
    """Return a request of an edition by its outside name."""
    wanted = select(WebhookDelivery).where(
        WebhookDelivery.edition_id == edition_id, WebhookDelivery.public_id == public_id
    )
    return session.execute(wanted).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A request in the log; `state` is sent, pending or failed (given up), `status` 0 when nobody answered."""

    id: int
    public_id: str
    title: str
    seq: int
    kind: str
    state: str
    queued_at: datetime
    due_at: datetime | None
    sent_at: datetime | None
    tries: int
    status: int
    problem: str


def deliveries(session: Session, edition_id: int, *, state: str = "", after: int = 0) -> Page[DeliveryLine]:
    """Return a page of the log, the latest first; `state` "" for all, `after` the last one of the page before."""
    one = WebhookDelivery
    columns: tuple[Any, ...] = (one.id, one.public_id, Webhook.title, one.seq, one.kind, _stands, one.queued_at)
    columns += (one.due_at, one.sent_at, one.tries, one.status, one.problem)
    wanted = select(*columns).join(Webhook, Webhook.id == one.webhook_id).where(one.edition_id == edition_id)
    if state:
        wanted = wanted.where(_stands == state)
    if after:
        wanted = wanted.where(one.id < after)
    lines = [DeliveryLine(*row) for row in session.execute(wanted.order_by(one.id.desc()).limit(PER_PAGE + 1))]
    return page(lines, PER_PAGE, lambda line: str(line.id))
