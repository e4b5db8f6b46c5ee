"""Tables of the inbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import (
    json_value,
    moment,
    outside_name,
    personal_json,
    plain,
    plain_text,
    primary_key,
    reference,
)
from challenge.kernel.db import Base


class Notice(Base):
    """Something that people were told, once for all who have it.

    Either `subject` and `body` are texts of the catalogues with `filling`, or `texts` holds [title, Markdown] by
    language. `roles` names those to whom sessions of an entry link show it, as ",juror,coach,".
    Its instants are of the edition.
    """

    __tablename__ = "inbox_notice"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    kind: Mapped[str] = plain(20)
    key: Mapped[str] = plain(120, unique=True)
    subject: Mapped[str] = plain(200)
    body: Mapped[str] = plain_text()
    filling: Mapped[dict[str, Any]] = personal_json("the words of a notice", keep_days=90)
    texts: Mapped[dict[str, list[str]]] = json_value()
    path: Mapped[str] = plain(300)
    roles: Mapped[str] = plain(200)
    version: Mapped[int] = mapped_column(Integer)
    told_at: Mapped[datetime] = moment()
    corrected_at: Mapped[datetime | None] = moment()
    withdrawn_at: Mapped[datetime | None] = moment()


class NoticeCopy(Base):
    """A notice in somebody's inbox; `read_at` None = new, also after a correction. `mailed_at`: put into the outbox."""

    __tablename__ = "inbox_copy"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("inbox_notice.id"), primary_key=True, index=True)
    read_at: Mapped[datetime | None] = moment()
    mailed_at: Mapped[datetime | None] = moment()


class NoticeChoice(Base):
    """Whether somebody wants a kind by mail, and in browsers that are told; no row = yes. `chosen_at`: of mail."""

    __tablename__ = "inbox_choice"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True, info={"privacy": "plain"})
    by_mail: Mapped[bool] = mapped_column(Boolean)
    by_push: Mapped[bool] = mapped_column(Boolean, default=True)
    chosen_at: Mapped[datetime] = moment()
