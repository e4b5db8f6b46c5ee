"""Tables of teams and of the runs that composed them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import (
    json_value,
    moment,
    outside_name,
    personal,
    personal_json,
    plain,
    primary_key,
    reference,
)
from challenge.kernel.db import Base

COMPOSITION = "composition of mixed teams"


class RuleSet(Base):
    """The rules of an edition as its organisers set them; the latest row stands, the older ones are its history."""

    __tablename__ = "rule_set"
    __table_args__ = (UniqueConstraint("edition_id", "version"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    version: Mapped[int] = mapped_column(Integer)
    rules: Mapped[dict[str, Any]] = json_value()
    set_by: Mapped[int] = mapped_column(Integer)
    set_at: Mapped[datetime] = moment()


class Wish(Base):
    """What a student would like to work on; rank 1 is first. `target` is a problem's ref or a theme."""

    __tablename__ = "wish"
    __table_args__ = (UniqueConstraint("person_id", "rank"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id")
    person_id: Mapped[int] = reference("person.id", index=False)
    rank: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = plain(8)
    target: Mapped[str] = personal(40, COMPOSITION)
    stated_at: Mapped[datetime] = moment()


class Binding(Base):
    """A rule about named persons: `together`, `apart`, `lock` to a problem (and a team of it), or `barred` from one."""

    __tablename__ = "binding"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    kind: Mapped[str] = plain(8)
    person_id: Mapped[int] = reference("person.id")
    other_id: Mapped[int | None] = reference("person.id")
    problem_id: Mapped[int | None] = reference("problem.id")
    team_no: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = personal(200, "why organisers bound somebody")
    bound_by: Mapped[int] = mapped_column(Integer)
    bound_at: Mapped[datetime] = moment()


class CompositionInput(Base):
    """Who was to be placed on what, under which rules, exactly as a run read it; runs of the same input share it.

    `content` is the solver's instance as JSON, see `snapshots`.
    """

    __tablename__ = "composition_input"
    __table_args__ = (UniqueConstraint("edition_id", "sha256"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    sha256: Mapped[str] = plain(64)
    content: Mapped[dict[str, Any]] = personal_json("reproducing and explaining a composition", keep_days=365)
    taken_at: Mapped[datetime] = moment()


class CompositionRun(Base):
    """One composition: computed, or made by hand from another. Reproducible from input, policy, seed and seconds.

    `state` is queued, running, done, impossible, not_found, failed, draft (by hand, not yet kept) or confirmed;
    `origin` solver, hand or repair, the latter two with the `parent_id` they started from. `progress` holds [share,
    objective, bound] points; `placements` [student ref, problem ref, team number]; `findings` what makes it impossible;
    `parts` the objective taken apart; `stop_at` when somebody was satisfied with what there was. Of a computed repair,
    `moves` are the persons who leave their team and `moves_bound` how many have to in any repair.
    """

    __tablename__ = "composition_run"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    requested_by: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = plain(12)
    origin: Mapped[str] = plain(8)
    parent_id: Mapped[int | None] = reference("composition_run.id")
    input_id: Mapped[int | None] = reference("composition_input.id")
    name: Mapped[str] = plain(60)
    rules: Mapped[dict[str, Any]] = json_value()
    policy: Mapped[str] = plain(16)
    seed: Mapped[int] = mapped_column(Integer)
    seconds: Mapped[int] = mapped_column(Integer)
    more_moves: Mapped[int] = mapped_column(Integer, default=0)
    moves: Mapped[int | None] = mapped_column(Integer)
    moves_bound: Mapped[int | None] = mapped_column(Integer)
    objective: Mapped[int | None] = mapped_column(Integer)
    bound: Mapped[int | None] = mapped_column(Integer)
    parts: Mapped[dict[str, int]] = json_value()
    teams: Mapped[int] = mapped_column(Integer, default=0)
    students: Mapped[int] = mapped_column(Integer, default=0)
    progress: Mapped[list[list[float]]] = json_value()
    findings: Mapped[list[dict[str, Any]]] = json_value()
    placements: Mapped[list[list[Any]]] = personal_json("who was to be in which team", keep_days=365)
    version: Mapped[int] = mapped_column(Integer, default=1)
    requested_at: Mapped[datetime] = moment()
    heartbeat_at: Mapped[datetime | None] = moment()
    stop_at: Mapped[datetime | None] = moment()
    ended_at: Mapped[datetime | None] = moment()


class PriceList(Base):
    """What each rule costs the whole of one composition, see `solver.prices`; filled one rule after the other.

    `state` is queued, running, done or failed; `rules` those that are asked about, `prices` what is known so far.
    """

    __tablename__ = "price_list"
    __table_args__ = (UniqueConstraint("run_id"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id")
    run_id: Mapped[int] = reference("composition_run.id", index=False)
    state: Mapped[str] = plain(12)
    rules: Mapped[list[str]] = json_value()
    prices: Mapped[list[dict[str, Any]]] = json_value()
    requested_by: Mapped[int] = mapped_column(Integer)
    requested_at: Mapped[datetime] = moment()
    heartbeat_at: Mapped[datetime | None] = moment()
    ended_at: Mapped[datetime | None] = moment()


class HandMove(Base):
    """One person moved by hand in a run, with who did it and why; those of one `step` were moved together.

    Empty `from_problem` or `to_problem` mean no team; `change` is what the step did to the objective.
    """

    __tablename__ = "hand_move"

    id: Mapped[int] = primary_key()
    run_id: Mapped[int] = reference("composition_run.id")
    step: Mapped[int] = mapped_column(Integer)
    person_ref: Mapped[str] = personal(40, "who was moved between teams by hand")
    from_problem: Mapped[str] = plain(20)
    from_team: Mapped[int] = mapped_column(Integer)
    to_problem: Mapped[str] = plain(20)
    to_team: Mapped[int] = mapped_column(Integer)
    change: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = personal(200, "why somebody was moved between teams by hand")
    moved_by: Mapped[int] = mapped_column(Integer)
    moved_at: Mapped[datetime] = moment()


class Publication(Base):
    """Who sees an edition's teams: staff since `staff_at`, students and public since `students_at`.

    With a milestone's code the students see them when that milestone opens. Problems are revealed apart from it.
    """

    __tablename__ = "publication"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True, autoincrement=False)
    milestone_code: Mapped[str] = plain(40)
    staff_at: Mapped[datetime | None] = moment()
    students_at: Mapped[datetime | None] = moment()


class Team(Base):
    """Five to eleven students on one problem. `code` is the table's name, what people look for in the hall.

    Staff see it since `staff_at`, its members and the public since `published_at`. Its reveal has come
    at `reveal_due_at`; it reads its problem since `revealed_at`, later when it waited for signatures.
    """

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
    staff_at: Mapped[datetime | None] = moment()
    published_at: Mapped[datetime | None] = moment()
    reveal_due_at: Mapped[datetime | None] = moment()
    revealed_at: Mapped[datetime | None] = moment()
    formed_at: Mapped[datetime] = moment()


class TeamMember(Base):
    """A person's one place in an edition; `account_id` repeats the person's, to find one's team in one look."""

    __tablename__ = "team_member"

    person_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    edition_id: Mapped[int] = reference("edition.id")
    team_id: Mapped[int] = reference("team.id")
    account_id: Mapped[int | None] = reference("account.id")


class HallZone(Base):
    """A zone of an edition's hall, in the order of `place`; an edition without any has the hall of `seats.HALL`.

    `accessible` holds numbers of tables that somebody in a wheelchair reaches.
    """

    __tablename__ = "hall_zone"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    place: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = plain(4)
    name: Mapped[str] = plain(40)
    tables: Mapped[int] = mapped_column(Integer)
    accessible: Mapped[list[int]] = json_value()
    is_remote: Mapped[bool] = mapped_column(Boolean, default=False)


class TableMove(Base):
    """A team that was put at another table or given another coach by hand; those of one `step` belong together.

    `undone_at` is set when the step was taken back; the line stays.
    """

    __tablename__ = "table_move"

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id")
    step: Mapped[int] = mapped_column(Integer)
    team_id: Mapped[int] = reference("team.id")
    from_zone: Mapped[str] = plain(8)
    from_table: Mapped[int] = mapped_column(Integer)
    from_coach: Mapped[int | None] = mapped_column(Integer)
    to_zone: Mapped[str] = plain(8)
    to_table: Mapped[int] = mapped_column(Integer)
    to_coach: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = personal(200, "why a team was put elsewhere by hand")
    moved_by: Mapped[int] = mapped_column(Integer)
    moved_at: Mapped[datetime] = moment()
    undone_at: Mapped[datetime | None] = moment()
