"""The outbox, and the addresses that do not work."""

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
)
from challenge.kernel.db import Base


class OutboxMessage(Base):
    """One message to one account.

    `address` is where it goes when that is not the account's own (any more). `subject` and `body` are texts of the
    catalogues, rendered with `filling` in the reader's language when it is sent; `kind` is what its reader may decline,
    "" for what cannot be declined; `path` is the address it leads to, emptied once sent when it opens a door; `due_at`
    None = given up or sent; `tried_at`: last taken.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_due", "sent_at", "due_at"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    account_id: Mapped[int] = reference("account.id")
    address: Mapped[str | None] = personal(254, "where a message to a former address goes", keep_days=90)
    key: Mapped[str] = plain(120, unique=True)
    kind: Mapped[str] = plain(20)
    subject: Mapped[str] = plain(200)
    body: Mapped[str] = plain_text()
    filling: Mapped[dict[str, Any]] = personal_json("the words of a message", keep_days=90)
    base: Mapped[str] = plain(200)
    path: Mapped[str] = personal(300, "where a message leads to", keep_days=90)
    queued_at: Mapped[datetime] = moment()
    opens_door: Mapped[bool] = mapped_column(Boolean, default=False)
    due_at: Mapped[datetime | None] = moment()
    tried_at: Mapped[datetime | None] = moment(index=True)
    sent_at: Mapped[datetime | None] = moment()
    tries: Mapped[int] = mapped_column(Integer, default=0)
    problem: Mapped[str] = plain(300)


class RefusedAddress(Base):
    """An address that the mail server refused for good; nothing is sent to it while the row stands.

    It holds for the address, not the account: once that has another one, what waits for it is sent. `words` are the
    server's.
    """

    __tablename__ = "refused_address"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    account_id: Mapped[int] = reference("account.id")
    address: Mapped[str] = personal(254, "an address that takes no mail", keep_days=90, unique=True)
    words: Mapped[str] = personal(300, "why an address takes no mail", keep_days=90)
    refused_at: Mapped[datetime] = moment()
