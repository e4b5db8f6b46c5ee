"""Table of requests for help."""

from datetime import datetime

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import moment, outside_name, personal, personal_text, plain, primary_key, reference
from challenge.kernel.db import Base

PURPOSE = "what a team needs help with; for those who help it"


class HelpRequest(Base):
    """One request; its instants are of the edition.

    `claimed_by` is who comes or came, None while it waits. `first_claimed_at` is kept when it is released: it measures
    the wait. `due_at` is when the organisers are told, `escalated_at` when they were. `follows_id` is an expert's
    refusal that it goes on from. A token is held by every request for an expert that waits, is claimed or done, or was
    withdrawn while somebody came.
    """

    __tablename__ = "help_request"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    team_id: Mapped[int] = reference("team.id")
    kind: Mapped[str] = plain(12)
    skill: Mapped[str] = personal(60, PURPOSE)
    need: Mapped[str] = personal_text(PURPOSE)
    tried: Mapped[str] = personal_text(PURPOSE)
    state: Mapped[str] = plain(12, index=True)
    outcome: Mapped[str] = personal_text("what came of a team's request for help")
    asked_by: Mapped[int] = mapped_column(Integer)
    asked_at: Mapped[datetime] = moment()
    due_at: Mapped[datetime] = moment()
    claimed_by: Mapped[int | None] = reference("account.id")
    claimed_at: Mapped[datetime | None] = moment()
    first_claimed_at: Mapped[datetime | None] = moment()
    escalated_at: Mapped[datetime | None] = moment()
    ended_at: Mapped[datetime | None] = moment()
    follows_id: Mapped[int | None] = reference("help_request.id")
