"""Tables of problems."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, BigInteger, Boolean, Index, Integer, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import (
    PLAIN,
    JsonText,
    Personal,
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
from challenge.kernel.db import Base, table_of
from challenge.problems.rules import Status


class Problem(Base):
    """What a partner asks. Without organisation it is a start-up idea; `min_teams` to `max_teams` take it (R3).

    `teaser`, `summary` and `full_text` are the texts of the three levels. `details`: `context`, `question`, `expected`,
    `materials`, `safety`; further `themes` and `languages`; `weights` of departments and skills, 1 to 3; `availability`
    per moment as [day, from, to] in wall time of the hall; `extra`, the answers to the edition's own fields by code.
    `contacts`: `name`, `phone`, `backup_name`, `backup_email`. Which level a part belongs to: `rules.LEVEL_OF`.
    """

    __tablename__ = "problem"
    __table_args__ = (UniqueConstraint("edition_id", "ref"), Index("ix_problem_edition_status", "edition_id", "status"))

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    organisation_id: Mapped[int | None] = reference("organisation.id")
    ref: Mapped[str] = plain(20)
    title: Mapped[str] = plain(160)
    summary: Mapped[str] = plain_text()
    category: Mapped[str] = plain(40)
    theme: Mapped[str] = plain(40)
    wanted_depts: Mapped[list[str]] = json_value()
    required_skills: Mapped[list[str]] = json_value()
    language: Mapped[str] = plain(8)
    site: Mapped[str] = plain(40)
    remote_ok: Mapped[bool] = mapped_column(Boolean, default=False)
    min_teams: Mapped[int] = mapped_column(Integer, default=1)
    max_teams: Mapped[int] = mapped_column(Integer, default=1)
    confidentiality: Mapped[str] = plain(12)
    rights: Mapped[str] = plain(12)
    contact_email: Mapped[str] = personal(254, "questions of the organisers to the partner")
    teaser: Mapped[str] = mapped_column(String(300), default="", info={"privacy": PLAIN})
    full_text: Mapped[str] = mapped_column(Text, default="", info={"privacy": PLAIN})
    details: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict, info={"privacy": PLAIN})
    contacts: Mapped[dict[str, str]] = mapped_column(
        JsonText, default=dict, info={"privacy": Personal("whom the organisers ask", 365)}
    )
    status: Mapped[str] = plain(12)
    version: Mapped[int] = mapped_column(Integer, default=1)
    submitted_at: Mapped[datetime] = moment()

    @property
    def stands(self) -> Status:
        """The status as a value."""
        return Status(self.status)

    @property
    def backup_email(self) -> str:
        """The address of a second contact, "" for none."""
        return (self.contacts or {}).get("backup_email", "")

    @backup_email.setter
    def backup_email(self, value: str) -> None:
        rest = {name: said for name, said in (self.contacts or {}).items() if name != "backup_email"}
        self.contacts = {**rest, "backup_email": value} if value else rest


# What the full-text search of each database needs beside the table; nobody reads or writes it but `likeness`.
WORDS_SQLITE = "CREATE VIRTUAL TABLE problem_words USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 2')"
WORDS_POSTGRES = (
    "CREATE TABLE problem_words (id integer PRIMARY KEY REFERENCES problem (id) ON DELETE CASCADE,"
    " words tsvector NOT NULL)"
)
WORDS_INDEX = "CREATE INDEX ix_problem_words_words ON problem_words USING gin (words) WITH (fastupdate = off)"
for _dialect, _shape in (("sqlite", WORDS_SQLITE), ("postgresql", WORDS_POSTGRES), ("postgresql", WORDS_INDEX)):
    event.listen(table_of(Problem), "after_create", DDL(_shape).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]


class ProblemFile(Base):
    """A file beside a problem; `level` says from which level of disclosure on it is meant to be read."""

    __tablename__ = "problem_file"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    problem_id: Mapped[int] = reference("problem.id")
    level: Mapped[str] = plain(12)
    file_key: Mapped[str] = plain(32)
    file_name: Mapped[str] = personal(200, "the name a partner gave its file", keep_days=1825)
    media_type: Mapped[str] = plain(100)
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = plain(64)
    added_by: Mapped[int] = mapped_column(Integer, default=0)
    added_at: Mapped[datetime] = moment()
    removed_at: Mapped[datetime | None] = moment()


class ProblemOpening(Base):
    """Somebody opened a restricted text (no file) or file, up to a level, in a role and perhaps by a team."""

    __tablename__ = "problem_opening"

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id")
    problem_id: Mapped[int] = reference("problem.id")
    file_id: Mapped[int | None] = reference("problem_file.id", index=False)
    level: Mapped[str] = plain(12)
    account_id: Mapped[int] = mapped_column(Integer)
    role: Mapped[str] = plain(16)
    team: Mapped[str] = plain(8)
    opened_at: Mapped[datetime] = moment()


class ProblemStep(Base):
    """One thing that happened to a problem; `reason` is read by its organisation."""

    __tablename__ = "problem_step"

    id: Mapped[int] = primary_key()
    problem_id: Mapped[int] = reference("problem.id")
    account_id: Mapped[int] = mapped_column(Integer, default=0)
    act: Mapped[str] = plain(16)
    status: Mapped[str] = plain(12)
    reason: Mapped[str] = personal_text("the partner is told why")
    at: Mapped[datetime] = moment()


class ProblemDraft(Base):
    """What somebody typed into the form and has not sent; `problem_id`: the problem it changes, None for a new one."""

    __tablename__ = "problem_draft"
    __table_args__ = (Index("ix_problem_draft_account_edition", "account_id", "edition_id"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    account_id: Mapped[int] = reference("account.id", index=False)
    problem_id: Mapped[int | None] = reference("problem.id")
    values: Mapped[dict[str, Any]] = personal_json("what a partner typed and has not sent", keep_days=90)
    version: Mapped[int] = mapped_column(Integer, default=1)
    kept_at: Mapped[datetime] = moment()


class ProblemVersion(Base):
    """What a problem said at one of its versions, its contacts apart; never changed."""

    __tablename__ = "problem_version"
    __table_args__ = (UniqueConstraint("problem_id", "number"),)

    id: Mapped[int] = primary_key()
    problem_id: Mapped[int] = reference("problem.id", index=False)
    number: Mapped[int] = mapped_column(Integer)
    said: Mapped[dict[str, str]] = json_value()
    account_id: Mapped[int] = mapped_column(Integer, default=0)
    at: Mapped[datetime] = moment()


class ProblemComment(Base):
    """What an organiser says at a field of a problem ("" for the whole), and what the partner answers."""

    __tablename__ = "problem_comment"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    problem_id: Mapped[int] = reference("problem.id")
    field: Mapped[str] = plain(40)
    said: Mapped[str] = personal_text("the partner is told what to change")
    asks: Mapped[bool] = mapped_column(Boolean)
    account_id: Mapped[int] = mapped_column(Integer, default=0)
    at: Mapped[datetime] = moment()
    answer: Mapped[str] = personal_text("the organisers are told what was changed")
    answered_by: Mapped[int] = mapped_column(Integer, default=0)
    answered_at: Mapped[datetime | None] = moment()


class ProblemAgreement(Base):
    """One of several reviewers would confirm a text of a problem; `number` is that text's version."""

    __tablename__ = "problem_agreement"
    __table_args__ = (UniqueConstraint("problem_id", "account_id", "number"),)

    id: Mapped[int] = primary_key()
    problem_id: Mapped[int] = reference("problem.id", index=False)
    account_id: Mapped[int] = reference("account.id", index=False)
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = moment()


class ProblemRuling(Base):
    """A decision that waits to be carried out with others, then what it was before, for taking it back."""

    __tablename__ = "problem_ruling"
    __table_args__ = (Index("ix_problem_ruling_edition_batch", "edition_id", "batch"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    problem_id: Mapped[int] = reference("problem.id")
    decision: Mapped[str] = plain(12)
    reason: Mapped[str] = personal_text("the partner is told why")
    version: Mapped[int] = mapped_column(Integer)
    made_by: Mapped[int] = mapped_column(Integer, default=0)
    made_at: Mapped[datetime] = moment()
    batch: Mapped[str] = plain(16)
    before: Mapped[str] = plain(12)
    applied_at: Mapped[datetime | None] = moment()
    undone_at: Mapped[datetime | None] = moment()
