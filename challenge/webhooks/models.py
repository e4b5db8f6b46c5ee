"""Tables of webhooks."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import json_value, moment, outside_name, plain, primary_key, reference
from challenge.kernel.db import Base


class Webhook(Base):
    """A program of an edition that is told.

    `kinds` are codes of `kinds.KINDS`; `milestones` codes of the schedule, none for all of them; `turn` counts the
    secrets; facts up to `from_seq` are older than it.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    title: Mapped[str] = plain(80)
    url: Mapped[str] = plain(500)
    kinds: Mapped[list[str]] = json_value()
    milestones: Mapped[list[str]] = json_value()
    is_on: Mapped[bool] = mapped_column(Boolean, default=True)
    turn: Mapped[int] = mapped_column(Integer, default=1)
    from_seq: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)


class WebhookDelivery(Base):
    """One request to one program. `due_at` None = taken in by the receiver, or given up; `status` 0 = no answer."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "seq"),
        Index("ix_webhook_delivery_due", "sent_at", "due_at"),
        Index("ix_webhook_delivery_list", "edition_id", "id"),
    )

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    webhook_id: Mapped[int] = reference("webhook.id", index=False)
    seq: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = plain(40)
    body: Mapped[dict[str, Any]] = json_value()
    queued_at: Mapped[datetime] = moment()
    due_at: Mapped[datetime | None] = moment()
    sent_at: Mapped[datetime | None] = moment()
    tries: Mapped[int] = mapped_column(Integer, default=0)
    status: Mapped[int] = mapped_column(Integer, default=0)
    problem: Mapped[str] = plain(300)
