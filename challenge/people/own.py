"""What is known of one person, by whom: the edition's rules on fields, and the person's own corrections."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.exchange.cells import Value
from challenge.kernel.columns import Personal
from challenge.people.models import FieldRule, Person, PersonCorrection
from challenge.people.rules import SENSITIVE, FieldRules


def rule_rows(session: Session, edition_id: int) -> dict[str, FieldRule]:
    """Return what organisers said of fields, by field."""
    rows = session.execute(select(FieldRule).where(FieldRule.edition_id == edition_id)).scalars()
    return {row.field: row for row in rows}


def field_rules(session: Session, edition_id: int) -> FieldRules:
    """Return what an edition collects and lets persons change."""
    rows = rule_rows(session, edition_id)
    purposes = {name: row.purpose for name, row in rows.items() if name in SENSITIVE and row.is_collected}
    return FieldRules(purposes, frozenset(name for name, row in rows.items() if not row.by_person))


def corrections_of(session: Session, edition_id: int, person_id: int | None = None) -> dict[int, dict[str, Value]]:
    """Return per person the fields they wrote themselves -> what the school says there."""
    wanted = (
        select(PersonCorrection.person_id, PersonCorrection.field, PersonCorrection.said)
        .join(Person, Person.id == PersonCorrection.person_id)
        .where(Person.edition_id == edition_id)
    )
    if person_id is not None:
        wanted = wanted.where(Person.id == person_id)
    found: dict[int, dict[str, Value]] = {}
    for row in session.execute(wanted):
        said = tuple(row.said) if isinstance(row.said, list) else row.said
        found.setdefault(row.person_id, {})[row.field] = said
    return found


@dataclass(frozen=True, slots=True)
class Stored:
    """One thing that is stored about a person: what for, and for how many days after the edition."""

    field: str
    value: str
    purpose: str
    keep_days: int


def stored_about(person: Person, rules: FieldRules) -> list[Stored]:
    """Return everything that is stored about a student in their row, in the table's order, without what is empty."""
    found: list[Stored] = []
    for column in Person.__table__.columns:
        privacy = column.info.get("privacy")
        if not isinstance(privacy, Personal) or column.name in ("sort_name", "private"):
            continue
        purpose = rules.purposes.get(column.name, privacy.purpose)
        for name, text in _told(column.name, getattr(person, column.name)):
            found.append(Stored(name, text, purpose, privacy.keep_days))
    for name, value in person.private.items():
        if name in rules.purposes and value:
            found.append(Stored(name, _said(value), rules.purposes[name], 30))
    return found


def _told(name: str, value: object) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [(str(key), str(text)) for key, text in value.items() if text]
    return [(name, _said(value))] if value else []


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def corrected_at(session: Session, person_id: int) -> dict[str, datetime]:
    """Return when a person wrote which field themselves."""
    wanted = select(PersonCorrection.field, PersonCorrection.made_at).where(PersonCorrection.person_id == person_id)
    return {row.field: row.made_at for row in session.execute(wanted)}
