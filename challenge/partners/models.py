"""Table of the workspace."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import moment, plain, primary_key, reference
from challenge.kernel.db import Base


class SlotConfirmation(Base):
    """A time at which somebody will be there; it counts as long as the problem names the same `slot`."""

    __tablename__ = "slot_confirmation"

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id")
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"), index=True)
    occasion: Mapped[str] = plain(12)
    slot: Mapped[str] = plain(40)
    confirmed_by: Mapped[int] = mapped_column(Integer)
    confirmed_at: Mapped[datetime] = moment()
