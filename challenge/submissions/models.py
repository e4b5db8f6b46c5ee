"""Tables of submissions."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import moment, outside_name, personal, personal_text, plain, primary_key, reference
from challenge.kernel.db import Base


class Deliverable(Base):
    """What teams are asked for. Its times are its milestone's; `position` orders the list of a team."""

    __tablename__ = "deliverable"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    milestone_id: Mapped[int] = reference("milestone.id")
    code: Mapped[str] = plain(40)
    position: Mapped[int] = mapped_column(Integer)


class Submission(Base):
    """One version of one deliverable that a team handed in; never changed, only followed by the next one."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("team_id", "deliverable_id", "number"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    team_id: Mapped[int] = reference("team.id", index=False)
    deliverable_id: Mapped[int] = reference("deliverable.id")
    number: Mapped[int] = mapped_column(Integer)
    submitted_by: Mapped[int] = reference("account.id")
    received_at: Mapped[datetime] = moment()
    late: Mapped[bool] = mapped_column(Boolean)
    file_key: Mapped[str] = plain(32)
    file_name: Mapped[str] = personal(200, "the name a team gave its file", keep_days=1825)
    media_type: Mapped[str] = plain(100)
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = plain(64)
    note: Mapped[str] = personal_text("what a team says about its work", keep_days=1825)
    ai_use: Mapped[str] = personal_text("declared use of AI tools (rule R21)", keep_days=1825)


class RefusedAttempt(Base):
    """Somebody tried to hand in and was refused: kept, so that nobody can say that nothing was tried."""

    __tablename__ = "refused_attempt"

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id")
    team_id: Mapped[int] = reference("team.id")
    deliverable_id: Mapped[int] = reference("deliverable.id")
    account_id: Mapped[int] = reference("account.id")
    received_at: Mapped[datetime] = moment()
    code: Mapped[str] = plain(60)
    size: Mapped[int] = mapped_column(BigInteger)


class Extension(Base):
    """One team's own lock for one deliverable; granting again replaces it, see `EarlierExtension`."""

    __tablename__ = "extension"

    team_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    deliverable_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    until: Mapped[datetime] = moment()
    reason: Mapped[str] = personal(200, "why a team got more time", keep_days=365)
    granted_by: Mapped[int] = reference("account.id")
    granted_at: Mapped[datetime] = moment()


class EarlierExtension(Base):
    """More time that a team had been given before it was given more: whoever asks why still finds the reason."""

    __tablename__ = "earlier_extension"

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id")
    team_id: Mapped[int] = reference("team.id")
    deliverable_id: Mapped[int] = reference("deliverable.id")
    until: Mapped[datetime] = moment()
    reason: Mapped[str] = personal(200, "why a team got more time", keep_days=365)
    granted_by: Mapped[int] = reference("account.id")
    granted_at: Mapped[datetime] = moment()
