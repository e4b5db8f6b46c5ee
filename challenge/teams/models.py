"""Tables of teams and of the runs that composed them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import json_value, moment, outside_name, personal_json, plain, primary_key, reference
from challenge.kernel.db import Base


class CompositionRun(Base):
    """One computation of the teams, reproducible from its rules, seed and input.

    `state` is queued, running, done, impossible, failed or confirmed. `progress` holds [share, objective, bound]
    points; `placements` [student ref, problem ref, team number]; `findings` what makes it impossible.
    """

    __tablename__ = "composition_run"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    requested_by: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = plain(12)
    rules: Mapped[dict[str, Any]] = json_value()
    seed: Mapped[int] = mapped_column(Integer)
    seconds: Mapped[int] = mapped_column(Integer)
    objective: Mapped[int | None] = mapped_column(Integer)
    bound: Mapped[int | None] = mapped_column(Integer)
    teams: Mapped[int] = mapped_column(Integer, default=0)
    students: Mapped[int] = mapped_column(Integer, default=0)
    progress: Mapped[list[list[float]]] = json_value()
    findings: Mapped[list[dict[str, Any]]] = json_value()
    placements: Mapped[list[list[Any]]] = personal_json("who was to be in which team", keep_days=365)
    requested_at: Mapped[datetime] = moment()
    heartbeat_at: Mapped[datetime | None] = moment()
    ended_at: Mapped[datetime | None] = moment()


class Team(Base):
    """Five to eleven students on one problem. `code` is the table's name, what people look for in the hall."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    code: Mapped[str] = plain(8, index=True)
    name: Mapped[str] = plain(80)
    problem_id: Mapped[int] = reference("problem.id")
    team_no: Mapped[int] = mapped_column(Integer)
    zone: Mapped[str] = plain(8)
    table_no: Mapped[int] = mapped_column(Integer)
    size: Mapped[int] = mapped_column(Integer)
    coach_id: Mapped[int | None] = reference("account.id")
    revealed_at: Mapped[datetime | None] = moment()
    formed_at: Mapped[datetime] = moment()


class TeamMember(Base):
    """A person's one place in an edition; `account_id` repeats the person's, to find one's team in one look."""

    __tablename__ = "team_member"

    person_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    edition_id: Mapped[int] = reference("edition.id")
    team_id: Mapped[int] = reference("team.id")
    account_id: Mapped[int | None] = reference("account.id")
