"""Tables of the schedule."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import json_value, moment, outside_name, plain, plain_text, primary_key, reference
from challenge.kernel.db import Base
from challenge.schedule.rules import Moments


class Milestone(Base):
    """A moment of the schedule. Instants are UTC; `wall` holds the hall's wall times they were set as, in `zone`.

    `track` is a name that organisers chose, `hall_zone` the code of a zone of the hall; both "" for none.
    A cancelled one is kept for its history and may be restored; it fires nothing, and pages and calendars leave it out.
    `opens_after_id` and `locks_after_id` name milestones of the edition that are over before this one opens or locks.
    """

    __tablename__ = "milestone"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    code: Mapped[str] = plain(40)
    kind: Mapped[str] = plain(20)
    title_en: Mapped[str] = plain(120)
    title_fr: Mapped[str] = plain(120)
    audience: Mapped[list[str]] = json_value()
    zone: Mapped[str] = plain(60)
    wall: Mapped[dict[str, str | None]] = json_value()
    announced_at: Mapped[datetime | None] = moment()
    starts_at: Mapped[datetime] = moment()
    due_at: Mapped[datetime | None] = moment()
    lock_at: Mapped[datetime | None] = moment()
    ends_at: Mapped[datetime] = moment()
    notes: Mapped[str] = plain_text()
    track: Mapped[str] = mapped_column(String(40), default="", server_default="", info={"privacy": "plain"})
    hall_zone: Mapped[str] = mapped_column(String(4), default="", server_default="", info={"privacy": "plain"})
    version: Mapped[int] = mapped_column(Integer, default=1)
    cancelled_at: Mapped[datetime | None] = moment()
    # No foreign keys: a restored backup brings rows in any order, and milestones are never deleted.
    opens_after_id: Mapped[int | None] = mapped_column(Integer)
    locks_after_id: Mapped[int | None] = mapped_column(Integer)

    def moments(self) -> Moments:
        """Return the instants."""
        return Moments(self.starts_at, self.ends_at, self.announced_at, self.due_at, self.lock_at)

    def title(self, locale: str) -> str:
        """Return the title in a language."""
        return self.title_fr if locale == "fr" else self.title_en


class MilestoneFiring(Base):
    """A moment that was reached; the key is what makes firing happen once. `skipped`: the desk let it pass undone."""

    __tablename__ = "milestone_firing"

    milestone_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    transition: Mapped[str] = mapped_column(String(12), primary_key=True, info={"privacy": "plain"})
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = moment()
    fired_at: Mapped[datetime] = moment()
    skipped: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class MilestoneHold(Base):
    """A moment that came while the house stood still for too long: it waits for the desk's word.

    Once it has a firing of the same key, done or skipped, the word is given.
    """

    __tablename__ = "milestone_hold"

    milestone_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    transition: Mapped[str] = mapped_column(String(12), primary_key=True, info={"privacy": "plain"})
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = moment()
    held_at: Mapped[datetime] = moment()


class ScheduleChange(Base):
    """A change that can be taken back: everything moved from an instant on, or one milestone with what depends on it.

    Fields:
        minutes: how much later everything came; 0 when one was moved, for each then has its own times.
        since: from when on everything was moved; of one that was moved when it started before.
        before: each milestone as it was, by id: `wall`, `at` and the `version` it had; `leads` marks the one that was
            moved, the others followed it. `after`, once it is taken back: the instants that it was taken back from.
    """

    __tablename__ = "schedule_change"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    author_id: Mapped[int] = mapped_column(Integer)
    minutes: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime] = moment()
    before: Mapped[dict[str, dict[str, Any]]] = json_value()
    changed_at: Mapped[datetime] = moment()
    undone_at: Mapped[datetime | None] = moment()

    def leading_id(self) -> int | None:
        """Return which milestone was moved, the others following it; None when everything was moved at once."""
        return next((int(name) for name, kept in self.before.items() if kept.get("leads")), None)
