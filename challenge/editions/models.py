"""Table of editions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import json_value, moment, outside_name, plain, primary_key
from challenge.kernel.db import Base


class Edition(Base):
    """One run of the challenge. `starts_on` is its first day in its own zone."""

    __tablename__ = "edition"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    slug: Mapped[str] = plain(60, unique=True)
    name: Mapped[str] = plain(120)
    starts_on: Mapped[date] = mapped_column(Date)
    time_zone: Mapped[str] = plain(60)
    locale: Mapped[str] = plain(2)
    accent: Mapped[str] = plain(16)
    settings: Mapped[dict[str, Any]] = json_value()
    created_at: Mapped[datetime] = moment()
    closed_at: Mapped[datetime | None] = moment()
