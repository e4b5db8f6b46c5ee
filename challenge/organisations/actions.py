"""Acts on organisations."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from challenge.exchange.difference import Change, Difference
from challenge.kernel.text import clean_line, fold
from challenge.kernel.work import Work
from challenge.organisations import rules
from challenge.organisations.events import OrganisationChanged, OrganisationJoined
from challenge.organisations.models import Organisation, Participation
from challenge.organisations.queries import ids_by_folded

_HERE = ("cluster", "conflict_group")


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
            created_at=work.real,
        )
    ).id


def _join(work: Work, organisation_id: int, values: Mapping[str, Any]) -> None:
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
        _join(work, known.get(arrival.key) or _new(work, values), values)
    for change in difference.changes:
        _change(work, known[change.key], change)


def _change(work: Work, organisation_id: int, change: Change) -> None:
    new = {part.name: part.new for part in change.fields if not part.custom}
    here = {name: value for name, value in new.items() if name in _HERE}
    everywhere = {name: value for name, value in new.items() if name not in _HERE}
    if everywhere:
        work.session.execute(update(Organisation).where(Organisation.id == organisation_id).values(everywhere))
    if here:
        work.session.execute(
            update(Participation)
            .where(Participation.edition_id == work.edition_id, Participation.organisation_id == organisation_id)
            .values(here)
        )
    work.emit(OrganisationChanged(organisation_id=organisation_id))
