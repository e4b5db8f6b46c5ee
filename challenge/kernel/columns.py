"""Typed columns. Every text or JSON column says whether it tells something about a person; a test fails otherwise."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Dialect, ForeignKey, Integer, String, Text, TypeDecorator
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.ids import public_id

Json = Any  # the recursive alias costs mypy more than it finds; JSON is checked where it enters


@dataclass(frozen=True, slots=True)
class Personal:
    """Why a personal value is kept, and for how many days after the edition; 0 = until the account goes."""

    purpose: str
    keep_days: int


PLAIN = "plain"
SECRET = "secret"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC; naive values are refused, SQLite stores ISO text that sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; naive is a defect of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC instant."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """JSON in a text column: the same bytes on both databases, keys in the order given."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Json, dialect: Dialect) -> str | None:  # noqa: ARG002 - the base class's shape
        """Encode without spaces."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Json:  # noqa: ARG002 - the base class's shape
        """Decode."""
        return None if value is None else json.loads(value)


def nothing_of(column: ColumnElement[Any], value: object) -> object:
    """Return what stands in a column for nothing, of the same kind as a value that stands there now."""
    if value is None or getattr(column, "nullable", False):
        return None
    return type(value)() if isinstance(column.type, JsonText) else ""


def primary_key() -> Mapped[int]:
    """Return the inside name of a row."""
    return mapped_column(Integer, primary_key=True)


def outside_name() -> Mapped[str]:
    """Return the outside name of a row, random and unique."""
    return mapped_column(String(16), unique=True, default=public_id, info={"privacy": PLAIN})


def reference(target: str, *, index: bool = True) -> Mapped[Any]:
    """Return a foreign key `table.column`; whether it may be empty follows from the annotation."""
    return mapped_column(ForeignKey(target), index=index)


def plain(most: int, *, unique: bool = False, index: bool = False) -> Mapped[Any]:
    """Return a text of at most `most` characters that tells nothing about a person."""
    return mapped_column(String(most), unique=unique, index=index, info={"privacy": PLAIN})


def plain_text() -> Mapped[Any]:
    """Return a long text that tells nothing about a person."""
    return mapped_column(Text, info={"privacy": PLAIN})


def personal(
    most: int, purpose: str, *, keep_days: int = 365, unique: bool = False, index: bool = False
) -> Mapped[Any]:
    """Return a text about a person, with its purpose and retention in days after the edition."""
    info = {"privacy": Personal(purpose, keep_days)}
    return mapped_column(String(most), unique=unique, index=index, info=info)


def personal_text(purpose: str, *, keep_days: int = 365) -> Mapped[Any]:
    """Return a long text about or by a person."""
    return mapped_column(Text, info={"privacy": Personal(purpose, keep_days)})


def secret(most: int, *, unique: bool = False) -> Mapped[Any]:
    """Return the hash of a secret; never shown, never exported."""
    return mapped_column(String(most), unique=unique, info={"privacy": SECRET})


def moment(*, index: bool = False) -> Mapped[Any]:
    """Return an instant (UTC); whether it may be empty follows from the annotation."""
    return mapped_column(UtcDateTime, index=index)


def json_value() -> Mapped[Any]:
    """Return a JSON value that tells nothing about a person."""
    return mapped_column(JsonText, info={"privacy": PLAIN})


def personal_json(purpose: str, *, keep_days: int = 365) -> Mapped[Any]:
    """Return a JSON value about a person."""
    return mapped_column(JsonText, info={"privacy": Personal(purpose, keep_days)})
