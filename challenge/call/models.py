"""Table of the call."""

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import PLAIN, moment, outside_name, personal_text, plain, primary_key, reference, secret
from challenge.kernel.db import Base


class CallContact(Base):
    """Somebody's first contact, or the wish for another link (state `again`).

    `state`: sent, waiting (for a word about the organisation), joined, refused, again, invited (by a colleague, to a
    `seat`). `origin`: a keyed hash of where it came from, for the rate. `organisation_id`: the known organisation that
    the name means, None for a new one.
    """

    __tablename__ = "call_contact"
    __table_args__ = (
        Index("ix_call_contact_origin_asked", "origin", "asked_at"),
        Index("ix_call_contact_edition_state", "edition_id", "state"),
    )

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    account_id: Mapped[int | None] = reference("account.id")
    organisation_id: Mapped[int | None] = reference("organisation.id")
    organisation: Mapped[str] = plain(120)
    kind: Mapped[str] = plain(12)
    title: Mapped[str] = plain(160)
    seat: Mapped[str] = mapped_column(String(12), default="contact", server_default="contact", info={"privacy": PLAIN})
    idea: Mapped[str] = personal_text("what a partner said before the form", keep_days=90)
    state: Mapped[str] = plain(12)
    origin: Mapped[str] = secret(64)
    asked_at: Mapped[datetime] = moment()
    decided_by: Mapped[int] = mapped_column(Integer, default=0)
    decided_at: Mapped[datetime | None] = moment()
