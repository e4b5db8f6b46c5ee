"""Tables of outcome records."""

from datetime import datetime

from sqlalchemy import Boolean, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import (
    json_value,
    moment,
    outside_name,
    personal,
    personal_text,
    plain,
    primary_key,
    reference,
)
from challenge.kernel.db import Base
from challenge.outcomes.rules import ADDRESS_MOST, MADE_MOST


class Outcome(Base):
    """One version of a team's record; never changed, only followed by the next one."""

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("team_id", "number"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    team_id: Mapped[int] = reference("team.id", index=False)
    number: Mapped[int] = mapped_column(Integer)
    written_by: Mapped[int] = reference("account.id")
    received_at: Mapped[datetime] = moment()
    late: Mapped[bool] = mapped_column(Boolean)
    made: Mapped[str] = personal(MADE_MOST, "what a team says it made", keep_days=1825)
    stage: Mapped[str] = plain(12)
    wishes: Mapped[list[str]] = json_value()
    lesson: Mapped[str] = personal_text("what a team says it learned", keep_days=1825)
    sha256: Mapped[str] = plain(64)


class OutcomeContact(Base):
    """The member who agreed to be reached for the team after the edition; gone as soon as they take it back.

    An edition ends with its last follow-up: this is kept a little longer than that.
    """

    __tablename__ = "outcome_contact"

    team_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    edition_id: Mapped[int] = reference("edition.id")
    account_id: Mapped[int] = reference("account.id")
    address: Mapped[str] = personal(ADDRESS_MOST, "how a team's contact is reached for the follow-up", keep_days=30)
    agreed_at: Mapped[datetime] = moment()


class OutcomeClosing(Base):
    """The records of an edition are closed; without the row they are taken."""

    __tablename__ = "outcome_closing"

    edition_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    closed_by: Mapped[int] = reference("account.id")
    closed_at: Mapped[datetime] = moment()
