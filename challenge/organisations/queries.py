"""Reads of organisations; always within an edition, since taking part may itself be confidential."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from challenge.kernel.text import fold
from challenge.organisations.models import Organisation, Participation


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """An organisation as it takes part in an edition."""

    id: int
    public_id: str
    name: str
    folded: str
    kind: str
    town: str
    cluster: str
    conflict_group: str


def _cards(edition_id: int) -> Select[int, str, str, str, str, str, str, str]:
    return (
        select(
            Organisation.id,
            Organisation.public_id,
            Organisation.name,
            Organisation.folded,
            Organisation.kind,
            Organisation.town,
            Participation.cluster,
            Participation.conflict_group,
        )
        .join(Participation, Participation.organisation_id == Organisation.id)
        .where(Participation.edition_id == edition_id)
    )


def organisations_of(session: Session, edition_id: int) -> list[OrganisationCard]:
    """Return the organisations of an edition by name."""
    return [OrganisationCard(*row) for row in session.execute(_cards(edition_id).order_by(Organisation.folded))]


def organisations_by_id(session: Session, edition_id: int, ids: Collection[int]) -> dict[int, OrganisationCard]:
    """Return some of an edition's organisations by inside name."""
    rows = session.execute(_cards(edition_id).where(Organisation.id.in_(ids)))
    return {row[0]: OrganisationCard(*row) for row in rows}


def organisation_by_name(session: Session, edition_id: int, name: str) -> OrganisationCard | None:
    """Return the organisation of an edition with a name, whatever its case, accents and punctuation."""
    row = session.execute(_cards(edition_id).where(Organisation.folded == fold(name))).one_or_none()
    return OrganisationCard(*row) if row else None


def ids_by_folded(session: Session, folded: Collection[str]) -> dict[str, int]:
    """Return the numbers of the organisations of any edition with these folded names; shown to nobody."""
    wanted = select(Organisation.folded, Organisation.id).where(Organisation.folded.in_(folded))
    return {row.folded: row.id for row in session.execute(wanted)}
