"""Tables of interests and decisions."""

from datetime import datetime

from sqlalchemy import Boolean, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import moment, outside_name, personal_text, plain, primary_key, reference
from challenge.kernel.db import Base


class Interest(Base):
    """One organisation's private mark on one team; `version` counts its changes."""

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("team_id", "organisation_id"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    team_id: Mapped[int] = reference("team.id", index=False)
    organisation_id: Mapped[int] = reference("organisation.id")
    account_id: Mapped[int] = reference("account.id")
    wish: Mapped[str] = plain(12)
    note: Mapped[str] = personal_text("why an organisation is interested; private to it, organisers and incubators")
    version: Mapped[int] = mapped_column(Integer, default=1)
    marked_at: Mapped[datetime] = moment()


class PartnerDecision(Base):
    """One version of what the organisation behind a team's problem decided; never changed, only followed by the next.

    `told_at` is set once, when the partner lets the team know this version; `words` is what the team reads with it.
    """

    __tablename__ = "partner_decision"
    __table_args__ = (UniqueConstraint("team_id", "number"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    team_id: Mapped[int] = reference("team.id", index=False)
    number: Mapped[int] = mapped_column(Integer)
    decided_by: Mapped[int] = reference("account.id")
    received_at: Mapped[datetime] = moment()
    late: Mapped[bool] = mapped_column(Boolean)
    choice: Mapped[str] = plain(12)
    note: Mapped[str] = personal_text("why a partner decided so; private to it, organisers and incubators")
    told_at: Mapped[datetime | None] = moment()
    words: Mapped[str] = personal_text("what a partner told a team with its decision")
