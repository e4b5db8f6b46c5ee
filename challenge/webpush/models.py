"""Browsers that are told, and what waits for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import (
    moment,
    outside_name,
    personal,
    personal_json,
    plain,
    plain_text,
    primary_key,
    reference,
    secret,
)
from challenge.kernel.db import Base


class Subscription(Base):
    """A browser of an account, as its push service knows it.

    Whoever has `endpoint` and keys could tell this browser anything: they leave the house in no export. It lives as
    long as the session `session_id`, which turned it on.
    """

    __tablename__ = "webpush_subscription"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    account_id: Mapped[int] = reference("account.id")
    session_id: Mapped[int] = mapped_column(Integer, index=True)
    endpoint: Mapped[str] = secret(500, unique=True)
    p256dh: Mapped[str] = secret(100)
    auth: Mapped[str] = secret(40)
    device: Mapped[str] = personal(200, "list of one's own browsers that are told", keep_days=30)
    created_at: Mapped[datetime] = moment()


class PushMessage(Base):
    """One message to one browser.

    `subject`, `body` and `filling` as in the outbox of mail; `topic` is the same for all that stand for each other, so
    that a later one takes an earlier one's place; `service` is the push service's origin. `due_at` None = sent or given
    up.
    """

    __tablename__ = "webpush_message"
    __table_args__ = (Index("ix_webpush_message_due", "sent_at", "due_at"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id")
    account_id: Mapped[int] = reference("account.id")
    subscription_id: Mapped[int] = mapped_column(Integer, index=True)
    key: Mapped[str] = plain(160, unique=True)
    kind: Mapped[str] = plain(20)
    topic: Mapped[str] = plain(32)
    service: Mapped[str] = plain(300)
    subject: Mapped[str] = plain(200)
    body: Mapped[str] = plain_text()
    filling: Mapped[dict[str, Any]] = personal_json("the words of a push message", keep_days=90)
    path: Mapped[str] = personal(300, "where a push message leads to", keep_days=90)
    is_urgent: Mapped[bool] = mapped_column(Boolean)
    queued_at: Mapped[datetime] = moment()
    due_at: Mapped[datetime | None] = moment()
    sent_at: Mapped[datetime | None] = moment()
    tries: Mapped[int] = mapped_column(Integer)
    problem: Mapped[str] = plain(300)
