"""Tables of announcements."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import json_value, moment, outside_name, plain, plain_text, primary_key, reference
from challenge.kernel.db import Base


class Announcement(Base):
    """What organisers tell whom, in its present wording.

    `send_at` is an instant of the edition's clock; with a milestone its `transition` is what sends it. `held_at`,
    `sent_at` and `withdrawn_at` are instants of the edition; one that is held came too long ago and is sent by an
    organiser's word alone. `people` is how many were told.
    """

    __tablename__ = "announcement"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    audience: Mapped[list[str]] = json_value()
    by_mail: Mapped[bool] = mapped_column(Boolean)
    is_public: Mapped[bool] = mapped_column(Boolean)
    send_at: Mapped[datetime | None] = moment(index=True)
    milestone_id: Mapped[int | None] = reference("milestone.id")
    transition: Mapped[str] = plain(12)
    title_fr: Mapped[str] = plain(120)
    title_en: Mapped[str] = plain(120)
    body_fr: Mapped[str] = plain_text()
    body_en: Mapped[str] = plain_text()
    version: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[int] = mapped_column(Integer)
    written_at: Mapped[datetime] = moment()
    people: Mapped[int] = mapped_column(Integer)
    held_at: Mapped[datetime | None] = moment()
    sent_at: Mapped[datetime | None] = moment()
    withdrawn_at: Mapped[datetime | None] = moment()

    def title(self, locale: str) -> str:
        """Return the title in a language."""
        return self.title_fr if locale == "fr" else self.title_en

    def body(self, locale: str) -> str:
        """Return the Markdown in a language."""
        return self.body_fr if locale == "fr" else self.body_en

    @property
    def state(self) -> str:
        """withdrawn, sent, held or waiting."""
        if self.withdrawn_at or self.sent_at:
            return "withdrawn" if self.withdrawn_at else "sent"
        return "held" if self.held_at else "waiting"


class AnnouncementWording(Base):
    """A wording that an announcement has or had; version 1 is the first."""

    __tablename__ = "announcement_wording"

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    title_fr: Mapped[str] = plain(120)
    title_en: Mapped[str] = plain(120)
    body_fr: Mapped[str] = plain_text()
    body_en: Mapped[str] = plain_text()
    author_id: Mapped[int] = mapped_column(Integer)
    written_at: Mapped[datetime] = moment()
