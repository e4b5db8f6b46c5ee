"""Reads of personal data: what is kept and why, who somebody is, what a person gets of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.editions.models import Edition
from challenge.exchange.edition_tables import given_columns
from challenge.judging.models import Juror
from challenge.kernel.columns import Personal
from challenge.kernel.db import Base
from challenge.people.models import Person, StaffProfile
from challenge.people.rules import full_name
from challenge.privacy.models import RetentionSweep
from challenge.privacy.subjects import ABOUT, WAYS_IN
from challenge.schedule.models import Milestone

MOST_FOUND = 30
# An edition without a schedule is over two weeks after its first day.
WITHOUT_SCHEDULE = timedelta(days=14)
# Kind of line, its table, the address it has, what else it is found by; staff have their address with their account.
_LINES: tuple[tuple[str, Any, Any, tuple[Any, ...]], ...] = (
    ("student", Person, func.coalesce(Person.email, Account.email), (Person.ref,)),
    ("juror", Juror, func.coalesce(Juror.email, Account.email), ()),
    ("staff", StaffProfile, Account.email, ()),
)


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why something is kept, for how many days after the edition; 0 = until the account goes."""

    words: str
    keep_days: int


def purposes() -> list[Purpose]:
    """Return every purpose for which anything personal is kept, the shortest kept first, those for ever last."""
    found = {
        Purpose(kind.purpose, kind.keep_days)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(kind := column.info.get("privacy"), Personal)
    }
    return sorted(found, key=lambda one: (one.keep_days == 0, one.keep_days, one.words))


def edition_end(session: Session, edition_id: int) -> datetime:
    """Return when an edition is over: with its last milestone, or two weeks after its first day."""
    wanted = select(func.max(Milestone.ends_at)).where(
        Milestone.edition_id == edition_id, Milestone.cancelled_at.is_(None)
    )
    last: datetime | None = session.execute(wanted).scalar_one()
    if last is not None:
        return last
    first = session.execute(select(Edition.starts_on).where(Edition.id == edition_id)).scalar_one()
    return datetime.combine(first, time(), UTC) + WITHOUT_SCHEDULE


def sweeps(session: Session, edition_id: int) -> dict[int, RetentionSweep]:
    """Return when what is kept how long was last looked through."""
    rows = session.execute(select(RetentionSweep).where(RetentionSweep.edition_id == edition_id)).scalars()
    return {row.keep_days: row for row in rows}


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of an edition as student, juror or staff."""

    public_id: str
    name: str
    kind: str
    address: str


def people_like(session: Session, edition_id: int, text: str) -> list[Known]:
    """Return whom a text may mean, by name, reference or address, at most thirty; nobody for an empty text."""
    if not text.strip():
        return []
    like = f"%{text.strip().translate({ord(letter): f'/{letter}' for letter in '%_/'})}%"
    found: list[Known] = []
    for kind, model, address, more in _LINES:
        names = (model.first_name + " " + model.last_name, model.last_name + " " + model.first_name, address, *more)
        wanted = (
            select(model.public_id, model.first_name, model.last_name, address.label("address"))
            .outerjoin(Account, Account.id == model.account_id)
            .where(model.edition_id == edition_id, or_(*(name.ilike(like, escape="/") for name in names)))
            .order_by(model.last_name, model.first_name, model.id)
            .limit(MOST_FOUND)
        )
        found += [
            Known(row.public_id, full_name(row.first_name, row.last_name, "–"), kind, row.address or "")
            for row in session.execute(wanted)
        ]
    return found[:MOST_FOUND]


def own_data(session: Session, account_id: int) -> dict[str, Any]:
    """Return what the house keeps about an account's person, in all editions, each with its purpose.

    Not among it: where somebody was put before it is published, what others noted about them, secrets.
    """
    ids = {"account": [account_id], "person": _ids(session, Person, account_id)}
    ids["juror"] = _ids(session, Juror, account_id)
    given: dict[str, Any] = {}
    for name, about in ABOUT.items():
        if about.is_given:
            given[name] = _given(session, name, about.column, ids[about.who])
    for name, column in WAYS_IN.items():
        if name in ("role_grant", "inbox_choice"):
            given[name] = _given(session, name, column, [account_id])
    for name, column in (
        ("submission", "submitted_by"),
        ("help_request", "asked_by"),
        ("problem_comment", "account_id"),
    ):
        given[name] = _given(session, name, column, [account_id])
    return {name: part for name, part in sorted(given.items()) if part["rows"]}


def _ids(session: Session, model: type[Person] | type[Juror], account_id: int) -> list[int]:
    return list(session.execute(select(model.id).where(model.account_id == account_id)).scalars())


def _given(session: Session, name: str, column: str, ids: Sequence[int]) -> Mapping[str, Any]:
    table = Base.metadata.tables[name]
    shown = [
        one for one in given_columns(table) if (one != "id" and not one.endswith(("_id", "_by"))) or one == "public_id"
    ]
    rows = session.execute(
        select(*(table.c[one] for one in shown)).where(table.c[column].in_(ids)).order_by(*table.primary_key.columns)
    ).mappings()
    why = {
        one: {"purpose": kind.purpose, "days_after_edition": kind.keep_days}
        for one in shown
        if isinstance(kind := table.c[one].info.get("privacy"), Personal)
    }
    return {"rows": [dict(row) for row in rows], "why": why}
