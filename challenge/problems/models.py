"""Tables of problems."""

from datetime import datetime

from sqlalchemy import Boolean, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import (
    json_value,
    moment,
    outside_name,
    personal,
    personal_text,
    plain,
    plain_text,
    primary_key,
    reference,
)
from challenge.kernel.db import Base
from challenge.problems.rules import Status


class Problem(Base):
    """What a partner asks. Without organisation it is a start-up idea; `min_teams` to `max_teams` take it (R3)."""

    __tablename__ = "problem"
    __table_args__ = (UniqueConstraint("edition_id", "ref"), Index("ix_problem_edition_status", "edition_id", "status"))

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    organisation_id: Mapped[int | None] = reference("organisation.id")
    ref: Mapped[str] = plain(20)
    title: Mapped[str] = plain(160)
    summary: Mapped[str] = plain_text()
    category: Mapped[str] = plain(40)
    theme: Mapped[str] = plain(40)
    wanted_depts: Mapped[list[str]] = json_value()
    required_skills: Mapped[list[str]] = json_value()
    language: Mapped[str] = plain(8)
    site: Mapped[str] = plain(40)
    remote_ok: Mapped[bool] = mapped_column(Boolean, default=False)
    min_teams: Mapped[int] = mapped_column(Integer, default=1)
    max_teams: Mapped[int] = mapped_column(Integer, default=1)
    confidentiality: Mapped[str] = plain(12)
    rights: Mapped[str] = plain(12)
    contact_email: Mapped[str] = personal(254, "questions of the organisers to the partner")
    status: Mapped[str] = plain(12)
    version: Mapped[int] = mapped_column(Integer, default=1)
    submitted_at: Mapped[datetime] = moment()

    @property
    def stands(self) -> Status:
        """The status as a value."""
        return Status(self.status)


class ProblemStep(Base):
    """One thing that happened to a problem; `reason` is read by its organisation."""

    __tablename__ = "problem_step"

    id: Mapped[int] = primary_key()
    problem_id: Mapped[int] = reference("problem.id")
    account_id: Mapped[int] = mapped_column(Integer, default=0)
    act: Mapped[str] = plain(16)
    status: Mapped[str] = plain(12)
    reason: Mapped[str] = personal_text("the partner is told why")
    at: Mapped[datetime] = moment()
