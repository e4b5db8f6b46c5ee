"""Tables of mediated questions."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import moment, outside_name, personal_text, plain, primary_key, reference
from challenge.kernel.db import Base

PURPOSE = "what a team asked its partner; for those who answer and the teams on the problem"


class Question(Base):
    """One question; its instants are of the edition.

    `asked` is what the team wrote and never leaves team and organisers; `question` is what the partner and the other
    teams read, "" while it waits. `due_at` is when the one it waits for has promised to be done. `asked_by` and
    `team_id` are shown to organisers alone.
    """

    __tablename__ = "question"
    __table_args__ = (
        Index("ix_question_edition_state", "edition_id", "state"),
        Index("ix_question_problem_state", "problem_id", "state"),
    )

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    problem_id: Mapped[int] = reference("problem.id", index=False)
    team_id: Mapped[int] = reference("team.id")
    state: Mapped[str] = plain(12)
    asked: Mapped[str] = personal_text(PURPOSE)
    question: Mapped[str] = personal_text(PURPOSE)
    answer: Mapped[str] = personal_text("what a partner or the organisers answered to teams")
    reason: Mapped[str] = personal_text("why a question was not passed on")
    by_partner: Mapped[bool] = mapped_column(Boolean, default=False)
    asked_by: Mapped[int] = mapped_column(Integer)
    asked_at: Mapped[datetime] = moment()
    due_at: Mapped[datetime] = moment()
    forwarded_by: Mapped[int] = mapped_column(Integer, default=0)
    forwarded_at: Mapped[datetime | None] = moment()
    answered_by: Mapped[int] = mapped_column(Integer, default=0)
    ended_at: Mapped[datetime | None] = moment()


class ContactOpening(Base):
    """A problem whose teams see whom to call at the partner; the row goes when it is closed, the facts stay."""

    __tablename__ = "contact_opening"

    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"), primary_key=True, autoincrement=False)
    edition_id: Mapped[int] = reference("edition.id")
    opened_by: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime] = moment()
