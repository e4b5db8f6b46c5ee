"""Tables of organisations."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from challenge.kernel.columns import moment, outside_name, plain, primary_key, reference
from challenge.kernel.db import Base


class Organisation(Base):
    """An organisation, known to all editions; `folded` is its name without case, accents and punctuation."""

    __tablename__ = "organisation"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    name: Mapped[str] = plain(120)
    folded: Mapped[str] = plain(240, unique=True)
    kind: Mapped[str] = plain(12)
    town: Mapped[str] = plain(80)
    created_at: Mapped[datetime] = moment()


class Participation(Base):
    """An organisation in one edition. Members of one conflict group must see nothing of each other."""

    __tablename__ = "participation"
    __table_args__ = (UniqueConstraint("edition_id", "organisation_id"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    organisation_id: Mapped[int] = reference("organisation.id")
    cluster: Mapped[str] = plain(80)
    conflict_group: Mapped[str] = plain(80)
    joined_at: Mapped[datetime] = moment()
