"""Tables of personal data."""

from datetime import datetime

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import moment
from challenge.kernel.db import Base


class RetentionSweep(Base):
    """When an edition's data that is kept so many days was last looked through; `rows` were blanked or deleted then."""

    __tablename__ = "retention_sweep"

    edition_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    keep_days: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    swept_at: Mapped[datetime] = moment()
    rows: Mapped[int] = mapped_column(Integer)
