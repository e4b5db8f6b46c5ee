"""The table of rehearsals."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, Integer
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import json_value, moment, outside_name, plain, primary_key, reference
from challenge.kernel.db import Base

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
UNDER_WAY = (QUEUED, RUNNING)


class Rehearsal(Base):
    """A rehearsal that the desk asked for. `said` is the last thing that happened in it, `report` what it has shown.

    `state` is queued, running, done or failed; `failure` is the code of why nothing was played; `stop_at` is when the
    desk had enough, `beat_at` when the worker was last seen at it.
    """

    __tablename__ = "rehearsal"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    asked_by: Mapped[int] = mapped_column(Integer)
    asked_at: Mapped[datetime] = moment()
    speed: Mapped[float] = mapped_column(Float)
    seed: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = plain(8)
    said: Mapped[str] = plain(200)
    failure: Mapped[str] = plain(40)
    beat_at: Mapped[datetime | None] = moment()
    stop_at: Mapped[datetime | None] = moment()
    ended_at: Mapped[datetime | None] = moment()
    report: Mapped[dict[str, Any] | None] = json_value()
