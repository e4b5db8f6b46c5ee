"""Acts on organisations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from challenge.accounts.rules import normal_email
from challenge.exchange.difference import Change, Difference
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.text import bounded, clean_block, clean_line, fold
from challenge.kernel.work import Work
from challenge.organisations import rules
from challenge.organisations.events import ContactAdded, ContactRemoved, OrganisationChanged, OrganisationJoined
from challenge.organisations.models import Organisation, OrganisationContact, Participation
from challenge.organisations.queries import ids_by_folded

_HERE = ("cluster", "conflict_group", "notes")
_ABOUT = ("acronym", "territory", "headcount", "website")


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What organisers say of an organisation; `cluster` may hold several, `version` is the one they looked at."""

    organisation: str
    kind: rules.Kind
    town: str = ""
    acronym: str = ""
    territory: str = ""
    headcount: str = ""
    website: str = ""
    cluster: str = ""
    conflict_group: str = ""
    notes: str = ""
    version: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """Whom to reach at an organisation, and whether they agreed to it."""

    name: str
    function: str = ""
    email: str = ""
    phone: str = ""
    consents: bool = False


def add_organisation(
    work: Work, name: str, *, kind: rules.Kind = rules.Kind.SME, town: str = "", place: Mapping[str, str] | None = None
) -> int:
    """Let an organisation take part in the work's edition and return its number.

    One with the same name (case, accents and punctuation apart) that is known from another edition is the same one.

    Args:
        work: names the edition.
        name: as it is shown.
        kind: what it is.
        town: "" when unknown.
        place: its `cluster` and `conflict_group` in this edition.
    """
    known = ids_by_folded(work.session, [fold(name)])
    organisation_id = known.get(fold(name)) or _new(work, {"organisation": name, "kind": kind.value, "town": town})
    _join(work, organisation_id, place or {})
    return organisation_id


def _new(work: Work, values: Mapping[str, Any]) -> int:
    name = rules.checked_name(values["organisation"])
    return work.add(
        Organisation(
            name=name,
            folded=fold(name),
            kind=values.get("kind") or rules.Kind.SME.value,
            town=clean_line(values.get("town") or ""),
            **{name: values.get(name) or "" for name in _ABOUT},
            created_at=work.real,
        )
    ).id


def _join(work: Work, organisation_id: int, values: Mapping[str, Any], extra: Mapping[str, str] | None = None) -> None:
    here = select(Participation.id).where(
        Participation.edition_id == work.edition_id, Participation.organisation_id == organisation_id
    )
    if work.session.execute(here).first() is not None:
        return
    work.session.add(
        Participation(
            edition_id=work.edition_id,
            organisation_id=organisation_id,
            cluster=values.get("cluster") or "",
            notes=values.get("notes") or "",
            extra=dict(extra or {}),
            conflict_group=values.get("conflict_group") or "",
            joined_at=work.real,
        )
    )
    work.emit(OrganisationJoined(organisation_id=organisation_id))


def import_organisations(work: Work, difference: Difference) -> None:
    """Apply a difference: new organisations join, changed ones are changed; nobody is taken out."""
    keys = [one.key for one in difference.arrivals] + [one.key for one in difference.changes]
    known = ids_by_folded(work.session, keys)
    for arrival in difference.arrivals:
        values = arrival.row.values
        _join(work, known.get(arrival.key) or _new(work, values), values, arrival.row.custom)
    for change in difference.changes:
        _change(work, known[change.key], change)


def _change(work: Work, organisation_id: int, change: Change) -> None:
    new = {part.name: part.new for part in change.fields if not part.custom}
    here = {name: value for name, value in new.items() if name in _HERE}
    everywhere = {name: value for name, value in new.items() if name not in _HERE}
    if everywhere:
        work.session.execute(update(Organisation).where(Organisation.id == organisation_id).values(everywhere))
    _change_here(work, organisation_id, here, {part.name: str(part.new) for part in change.fields if part.custom})
    work.emit(OrganisationChanged(organisation_id=organisation_id))


def _change_here(work: Work, organisation_id: int, here: Mapping[str, Any], extra: Mapping[str, str]) -> None:
    wanted = select(Participation).where(
        Participation.edition_id == work.edition_id, Participation.organisation_id == organisation_id
    )
    row = work.session.execute(wanted).scalar_one()
    for name, value in here.items():
        setattr(row, name, value)
    if extra:
        row.extra = {title: text for title, text in {**row.extra, **extra}.items() if text}


def enter_organisation(work: Work, said: Said) -> dict[str, Any]:
    """Let an organisation take part that was typed in; one known from another edition keeps what is known of it.

    Raises:
        Conflict("organisations.name_taken"): it takes part already.
        Invalid: see `_checked`.
    """
    values = _checked(said)
    folded = fold(values["organisation"])
    known = ids_by_folded(work.session, [folded]).get(folded)
    organisation_id = known or _new(work, values)
    here = select(Participation.id).where(
        Participation.edition_id == work.edition_id, Participation.organisation_id == organisation_id
    )
    if work.session.execute(here).first() is not None:
        raise Conflict("organisations.name_taken", "organisation")
    _join(work, organisation_id, values)
    return {"organisation": work.session.get_one(Organisation, organisation_id).public_id}


def change_organisation(work: Work, organisation_id: int, said: Said) -> dict[str, Any]:
    """Change what is known of an organisation, and its place in the work's edition.

    Raises:
        Conflict("organisations.changed"): somebody changed it since; nothing is overwritten.
        Conflict("organisations.name_taken"): another one has that name: merge them.
        Invalid: see `_checked`.
    """
    row = work.locked(Organisation, organisation_id)
    if row.version != said.version:
        raise Conflict("organisations.changed")
    values = _checked(said)
    folded = fold(values["organisation"])
    if folded != row.folded and ids_by_folded(work.session, [folded]):
        raise Conflict("organisations.name_taken", "organisation")
    row.name, row.folded, row.version = values["organisation"], folded, row.version + 1
    for name in ("kind", "town", *_ABOUT):
        setattr(row, name, values[name])
    _change_here(work, organisation_id, {name: values[name] for name in _HERE}, {})
    work.emit(OrganisationChanged(organisation_id=organisation_id))
    return {"organisation": row.public_id}


def _checked(said: Said) -> dict[str, Any]:
    """Return values as they are stored.

    Raises:
        Invalid("text.missing"), Invalid("text.too_long"), Invalid("organisations.name"),
        Invalid("organisations.website"), Invalid("organisations.headcount"): with the field.
    """
    if said.headcount not in rules.HEADCOUNTS:
        raise Invalid("organisations.headcount", "headcount")
    lines = {"town": 80, "acronym": 20, "territory": 80, "conflict_group": 80}
    return {
        "organisation": rules.checked_name(said.organisation),
        "kind": said.kind.value,
        **{
            name: bounded(clean_line(getattr(said, name)), name, most=most, required=False)
            for name, most in lines.items()
        },
        "headcount": said.headcount,
        "website": rules.checked_website(said.website),
        "cluster": rules.clusters_joined([said.cluster]),
        "notes": bounded(clean_block(said.notes), "notes", most=4000, required=False),
    }


def set_group(work: Work, organisation_id: int, group: str) -> dict[str, Any]:
    """Put an organisation into a conflict group of the work's edition, or into none with "".

    Raises:
        Invalid("text.too_long"): more than 80 characters.
    """
    named = bounded(clean_line(group), "group", most=80, required=False)
    _change_here(work, organisation_id, {"conflict_group": named}, {})
    work.emit(OrganisationChanged(organisation_id=organisation_id))
    return {"group": named}


def add_contact(work: Work, organisation_id: int, who: Reached) -> dict[str, Any]:
    """Note whom to reach at an organisation; consent is dated by the moment it is noted.

    Raises:
        Invalid("text.missing"), Invalid("text.too_long"), Invalid("accounts.email"): with the field.
        Invalid("organisations.contact_bare"): neither mail nor phone.
    """
    email, phone = clean_line(who.email), bounded(clean_line(who.phone), "phone", most=40, required=False)
    if not email and not phone:
        raise Invalid("organisations.contact_bare", "email")
    row = work.add(
        OrganisationContact(
            edition_id=work.edition_id,
            organisation_id=organisation_id,
            name=bounded(clean_line(who.name), "name", most=160),
            function=bounded(clean_line(who.function), "function", most=120, required=False),
            email=normal_email(email) if email else "",
            phone=phone,
            consent_at=work.real if who.consents else None,
            added_by=work.actor.account_id,
            added_at=work.real,
        )
    )
    work.emit(ContactAdded(organisation_id=organisation_id, contact_id=row.id))
    return {"contact": row.public_id}


def note_consent(work: Work, contact_id: int, *, consents: bool) -> dict[str, Any]:
    """Note that somebody agrees to be contacted, from this second on, or does not any more."""
    row = work.locked(OrganisationContact, contact_id)
    row.consent_at = work.real if consents else None
    work.emit(OrganisationChanged(organisation_id=row.organisation_id))
    return {}


def remove_contact(work: Work, contact_id: int) -> dict[str, Any]:
    """Erase a contact: nothing of it stays."""
    row = work.locked(OrganisationContact, contact_id)
    work.emit(ContactRemoved(organisation_id=row.organisation_id, contact_id=row.id))
    work.session.delete(row)
    return {}
