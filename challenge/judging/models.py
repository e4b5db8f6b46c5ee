"""Tables of judging."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Float, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import (
    PLAIN,
    JsonText,
    json_value,
    moment,
    outside_name,
    personal,
    personal_json,
    personal_text,
    plain,
    plain_text,
    primary_key,
    reference,
)
from challenge.kernel.db import Base

_PLAIN = {"privacy": PLAIN}
PLANNED, DONE, SKIPPED, CONFLICT = "planned", "done", "skipped", "conflict"
OPEN, FROZEN = "open", "frozen"
EVERYBODY, CHOSEN, FINALISTS = "all", "chosen", "finalists"
FIRST, FINALS = "round-1", "finals"
"""The codes of the two rounds that every edition has; those between them are called round-2, round-3 and so on."""
JURY, SCHOOL, PARTNERS = "jury", "school", "partner"
PANELS = (JURY, SCHOOL, PARTNERS)
"""Who marks: the jury ranks, the school marks how a team worked, the partner relevance; three results (R15)."""
STANDS, ROOMS = "stands", "rooms"
"""Who walks: jurors from table to table, or teams from room to room."""


class Rubric(Base):
    """What jurors mark. `version` counts its changes; a rubric that was marked with is never changed, but replaced."""

    __tablename__ = "rubric"
    __table_args__ = (UniqueConstraint("edition_id", "code", "version"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    code: Mapped[str] = plain(40)
    version: Mapped[int] = mapped_column(Integer, default=1)


class Criterion(Base):
    """One line of a rubric. `step` is the distance of the buttons on the phone; a typed mark may lie in between.

    `visibility` says who reads its mean as feedback once all places are open: private (the desk), team, or partner (the
    team and its partner). `steps_en` and `steps_fr` say in words what marks mean, by mark; those without are missing.
    """

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("rubric_id", "code"),)

    id: Mapped[int] = primary_key()
    rubric_id: Mapped[int] = reference("rubric.id", index=False)
    place: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = plain(40)
    label_en: Mapped[str] = plain(80)
    label_fr: Mapped[str] = plain(80)
    question_en: Mapped[str] = plain(200)
    question_fr: Mapped[str] = plain(200)
    weight: Mapped[float] = mapped_column(Float)
    low: Mapped[float] = mapped_column(Float)
    high: Mapped[float] = mapped_column(Float)
    step: Mapped[float] = mapped_column(Float)
    visibility: Mapped[str] = plain(12)
    steps_en: Mapped[dict[str, str]] = mapped_column(JsonText, default=dict, server_default="{}", info=_PLAIN)
    steps_fr: Mapped[dict[str, str]] = mapped_column(JsonText, default=dict, server_default="{}", info=_PLAIN)


class Round(Base):
    """One turn of visits of one panel; rounds of different panels have nothing in common but the teams.

    `panel` is jury, school or partner; `teams` is all, finalists, or chosen for a round between the first and the
    finals; `opens_by`, `freezes_by` and `announced_by` (of a chosen one: what says who is in it) are codes of
    milestones, "" for by hand; `state` is planned, open or frozen; `slot_min` is how long a slot takes, None = no
    clock; `mode` is stands (jurors go to the tables) or rooms (teams come to them); `ranking` is the snapshot taken at
    the freeze (see `standings`), None before it and always of a panel that ranks nobody. Of a chosen round alone: its
    names, `takes` teams at first, so many `visits_per_team`, and `version`, which counts its changes.
    """

    __tablename__ = "judging_round"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    rubric_id: Mapped[int] = reference("rubric.id")
    panel: Mapped[str] = plain(8)
    code: Mapped[str] = plain(40)
    place: Mapped[int] = mapped_column(Integer)
    teams: Mapped[str] = plain(12)
    opens_by: Mapped[str] = plain(40)
    freezes_by: Mapped[str] = plain(40)
    state: Mapped[str] = plain(12)
    opened_at: Mapped[datetime | None] = moment()
    frozen_at: Mapped[datetime | None] = moment()
    slot_min: Mapped[int | None] = mapped_column(Integer)
    mode: Mapped[str] = mapped_column(String(8), default=STANDS, server_default=STANDS, info=_PLAIN)
    name_en: Mapped[str] = mapped_column(String(80), default="", server_default="", info=_PLAIN)
    name_fr: Mapped[str] = mapped_column(String(80), default="", server_default="", info=_PLAIN)
    takes: Mapped[int | None] = mapped_column(Integer)
    visits_per_team: Mapped[int | None] = mapped_column(Integer)
    announced_by: Mapped[str] = mapped_column(String(40), default="", server_default="", info=_PLAIN)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    ranking: Mapped[dict[str, Any] | None] = json_value()

    @property
    def announcement(self) -> str:
        """The code of the milestone that announces who is in it; "" for none."""
        return self.announced_by or (FINALISTS if self.teams == FINALISTS else "")

    def name(self, locale: str) -> str:
        """Return what a chosen round is called; "" for the others, which pages name by their code."""
        return self.name_fr if locale == "fr" else self.name_en


class JuryRoom(Base):
    """A room in which jurors sit together and to which teams come, such as "A101"; `place` is its number in lists."""

    __tablename__ = "jury_room"
    __table_args__ = (UniqueConstraint("edition_id", "name"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    place: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = plain(40)


class Juror(Base):
    """Somebody who marks, once per panel: a juror, a coach or expert of the school, somebody of a partner.

    `capacity` is visits per round; `set_aside` keeps the sheets but does not count them; `jury_room_id` is where they
    sit in rounds whose teams come to rooms, None for nowhere.
    """

    __tablename__ = "juror"
    __table_args__ = (
        UniqueConstraint("edition_id", "panel", "ref"),
        UniqueConstraint("edition_id", "panel", "account_id"),
    )

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    account_id: Mapped[int] = reference("account.id")
    panel: Mapped[str] = plain(8)
    ref: Mapped[str] = plain(20)
    first_name: Mapped[str] = personal(120, "badge, entry sheet and desk")
    last_name: Mapped[str] = personal(120, "badge, entry sheet and desk")
    email: Mapped[str | None] = personal(254, "matching with the organisers' list of jurors")
    organisation_id: Mapped[int | None] = reference("organisation.id")
    domain: Mapped[str] = plain(80)
    capacity: Mapped[int] = mapped_column(Integer, default=0)
    absent: Mapped[bool] = mapped_column(Boolean, default=False)
    set_aside: Mapped[bool] = mapped_column(Boolean, default=False)
    jury_room_id: Mapped[int | None] = reference("jury_room.id")

    @property
    def name(self) -> str:
        """How they are called."""
        return f"{self.first_name} {self.last_name}".strip() or self.ref


class ConflictOfInterest(Base):
    """A juror who must not judge a team, for a reason that nothing else in the house tells."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (UniqueConstraint("juror_id", "team_id"),)

    id: Mapped[int] = primary_key()
    juror_id: Mapped[int] = reference("juror.id", index=False)
    team_id: Mapped[int] = reference("team.id")
    reason: Mapped[str] = personal(200, "why a juror does not judge a team")
    declared_at: Mapped[datetime] = moment()


class Visit(Base):
    """A juror at a team's table, or in a room to which the team comes, in one round: one sheet at most.

    `place` is its number in the juror's own order, `slot` the moment of the round in which it lies. `state` is planned,
    done, skipped or conflict; `total` is weighted rubric points, None unless done; `version` counts changes from 1.
    `set_aside` keeps a sheet that does not count, `aside_reason` why; None while it counts.
    `jury_room_id` is the room, None at the table; the visits of one room and team are a sitting and lie in one slot.
    `announced` visits are those the team is told of: planned before the opening, so that no mark has called for them.
    """

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("round_id", "juror_id", "team_id"),
        Index("ix_visit_juror_round", "juror_id", "round_id"),
    )

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    round_id: Mapped[int] = reference("judging_round.id", index=False)
    juror_id: Mapped[int] = reference("juror.id", index=False)
    team_id: Mapped[int] = reference("team.id")
    place: Mapped[int] = mapped_column(Integer)
    slot: Mapped[int] = mapped_column(Integer)
    jury_room_id: Mapped[int | None] = reference("jury_room.id")
    announced: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[str] = plain(12)
    total: Mapped[float | None] = mapped_column(Float)
    comment: Mapped[str] = personal_text("a juror's words about a project, for organisers")
    reason: Mapped[str] = personal(
        200, "why a juror skipped a team or must not judge it, why the desk moved a visit or filled in a sheet"
    )
    scored_at: Mapped[datetime | None] = moment()
    set_aside: Mapped[bool] = mapped_column(Boolean, default=False)
    aside_reason: Mapped[str | None] = personal(200, "why the desk does not count a sheet")
    version: Mapped[int] = mapped_column(Integer, default=1)


class Mark(Base):
    """What a juror gave on one criterion."""

    __tablename__ = "mark"

    visit_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    criterion_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    value: Mapped[float] = mapped_column(Float)


class VisitEdit(Base):
    """A sheet as it was before a change; `reason` is an organiser's, "" when the juror changed it."""

    __tablename__ = "visit_edit"
    __table_args__ = (UniqueConstraint("visit_id", "version"),)

    id: Mapped[int] = primary_key()
    visit_id: Mapped[int] = reference("visit.id", index=False)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = plain(12)
    marks: Mapped[dict[str, float]] = personal_json("a sheet before it was changed")
    total: Mapped[float | None] = mapped_column(Float)
    comment: Mapped[str] = personal_text("a sheet before it was changed")
    edited_by: Mapped[int] = mapped_column(Integer)
    edited_at: Mapped[datetime] = moment()
    reason: Mapped[str] = plain_text()


class DeskReason(Base):
    """Why the desk did something to a juror or their visit; the log, which forgets nothing, holds none.

    `what` is withdrawn, the change of the juror, or conflict or lifted, of a conflict of interest with the team;
    `said_by` an account, 0 for the house.
    """

    __tablename__ = "desk_reason"

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id")
    what: Mapped[str] = plain(12)
    juror_id: Mapped[int] = reference("juror.id")
    team_id: Mapped[int | None] = reference("team.id")
    reason: Mapped[str] = personal(
        200, "why the desk took a visit off, set a juror's sheets aside or back, or declared or lifted a conflict"
    )
    said_by: Mapped[int] = mapped_column(Integer)
    said_at: Mapped[datetime] = moment()


class WithdrawnTeam(Base):
    """A team that is not judged any more, and why; judged again since `returned_at`, None while it is out.

    `withdrawn_by` is an account, 0 for the house. A team may leave and return more than once, each time with a row.
    """

    __tablename__ = "withdrawn_team"

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id")
    team_id: Mapped[int] = reference("team.id")
    reason: Mapped[str] = personal(200, "why a team is not judged any more")
    withdrawn_by: Mapped[int] = mapped_column(Integer)
    withdrawn_at: Mapped[datetime] = moment()
    returned_at: Mapped[datetime | None] = moment()


class PendingDecision(Base):
    """What the desk means to do with a juror or a visit, until all such decisions are carried out together.

    `change` is one of `jurors.CHANGES`, or withdrawn with the visit's id; `noted_by` an account.
    """

    __tablename__ = "judging_decision"
    __table_args__ = (UniqueConstraint("juror_id", "change", "visit_id"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    juror_id: Mapped[int] = reference("juror.id", index=False)
    change: Mapped[str] = plain(12)
    visit_id: Mapped[int] = mapped_column(Integer, default=0)
    reason: Mapped[str] = personal(200, "why the desk means to take a visit off the plan, or set a juror aside or back")
    noted_by: Mapped[int] = mapped_column(Integer)
    noted_at: Mapped[datetime] = moment()


class Reveal(Base):
    """How far the results of an edition are known.

    `ranking` is the final order, taken at each freeze; `finalists` and `checked` are ids of teams, and so are those of
    `shortlists`, by code of the round between the first and the finals for which they were announced; `step` is a
    `rules.reveal.Step`, shown to nobody but organisers and chair until `public_at`.
    """

    __tablename__ = "reveal"

    edition_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    step: Mapped[int] = mapped_column(Integer, default=0)
    ranking: Mapped[dict[str, Any] | None] = json_value()
    finalists: Mapped[list[int]] = json_value()
    shortlists: Mapped[dict[str, list[int]]] = mapped_column(JsonText, default=dict, server_default="{}", info=_PLAIN)
    checked: Mapped[list[int]] = json_value()
    public_at: Mapped[datetime | None] = moment()
    version: Mapped[int] = mapped_column(Integer, default=1)


class Award(Base):
    """A prize beside the places: what it is for, and who gets it (None while undecided); secret until all is public.

    `giver` is who presents it, "" for the house; `why` one sentence that is read out.
    """

    __tablename__ = "award"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    place: Mapped[int] = mapped_column(Integer)
    name_en: Mapped[str] = plain(80)
    name_fr: Mapped[str] = plain(80)
    giver: Mapped[str] = plain(120)
    team_id: Mapped[int | None] = reference("team.id")
    why: Mapped[str] = plain(400)
    version: Mapped[int] = mapped_column(Integer, default=1)
