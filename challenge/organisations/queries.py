"""Reads of organisations; always within an edition, since taking part may itself be confidential."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import RoleGrant
from challenge.editions.models import Edition
from challenge.kernel.actor import Role
from challenge.organisations.models import Organisation, OrganisationContact, OrganisationMerge, Participation
from challenge.organisations.rules import clusters_of


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """An organisation as it takes part in an edition; `cluster` as stored, several joined by "; "."""

    id: int
    public_id: str
    name: str
    folded: str
    kind: str
    town: str
    cluster: str
    conflict_group: str
    acronym: str = ""
    territory: str = ""
    headcount: str = ""
    website: str = ""
    version: int = 1
    notes: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def clusters(self) -> tuple[str, ...]:
        """The clusters one by one."""
        return clusters_of(self.cluster)


def _cards(edition_id: int) -> Select[*tuple[Any, ...]]:
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
            Organisation.acronym,
            Organisation.territory,
            Organisation.headcount,
            Organisation.website,
            Organisation.version,
            Participation.notes,
            Participation.extra,
        )
        .join(Participation, Participation.organisation_id == Organisation.id)
        .where(Participation.edition_id == edition_id, Organisation.merged_into.is_(None))
    )


def organisations_of(session: Session, edition_id: int) -> list[OrganisationCard]:
    """Return the organisations of an edition by name."""
    return [OrganisationCard(*row) for row in session.execute(_cards(edition_id).order_by(Organisation.folded))]


def organisations_by_id(session: Session, edition_id: int, ids: Collection[int]) -> dict[int, OrganisationCard]:
    """Return some of an edition's organisations by inside name."""
    rows = session.execute(_cards(edition_id).where(Organisation.id.in_(ids)))
    return {row[0]: OrganisationCard(*row) for row in rows}


def organisation_by_public_id(session: Session, edition_id: int, public_id: str) -> OrganisationCard | None:
    """Return an organisation that takes part in an edition."""
    row = session.execute(_cards(edition_id).where(Organisation.public_id == public_id)).one_or_none()
    return OrganisationCard(*row) if row else None


def ids_by_folded(session: Session, folded: Collection[str]) -> dict[str, int]:
    """Return the numbers of the organisations of any edition with these folded names; shown to nobody.

    The name of one that was merged means the one it was merged into.
    """
    number = func.coalesce(Organisation.merged_into, Organisation.id)
    wanted = select(Organisation.folded, number).where(Organisation.folded.in_(folded))
    return {row[0]: row[1] for row in session.execute(wanted)}


def contacts_of(session: Session, edition_id: int, organisation_id: int) -> list[OrganisationContact]:
    """Return whom to reach at an organisation, in the order they were noted."""
    wanted = select(OrganisationContact).where(
        OrganisationContact.edition_id == edition_id, OrganisationContact.organisation_id == organisation_id
    )
    return list(session.execute(wanted.order_by(OrganisationContact.id)).scalars())


def contact_by_public_id(session: Session, edition_id: int, public_id: str) -> OrganisationContact | None:
    """Return a contact of an edition."""
    wanted = select(OrganisationContact).where(
        OrganisationContact.edition_id == edition_id, OrganisationContact.public_id == public_id
    )
    return session.execute(wanted).scalar_one_or_none()


def contact_counts(session: Session, edition_id: int) -> dict[int, tuple[int, int]]:
    """Return per organisation how many contacts are known, and how many of them may be contacted."""
    wanted = (
        select(OrganisationContact.organisation_id, func.count(), func.count(OrganisationContact.consent_at))
        .where(OrganisationContact.edition_id == edition_id)
        .group_by(OrganisationContact.organisation_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(wanted)}


def merge_by_public_id(session: Session, edition_id: int, public_id: str) -> OrganisationMerge | None:
    """Return a merge that was made in an edition."""
    wanted = select(OrganisationMerge).where(
        OrganisationMerge.edition_id == edition_id, OrganisationMerge.public_id == public_id
    )
    return session.execute(wanted).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A merge as it is listed."""

    public_id: str
    kept: str
    gone: str
    at: datetime
    is_undone: bool


def merges_of(session: Session, edition_id: int) -> list[MergeLine]:
    """Return the merges made in an edition, the latest first."""
    names = {
        row.id: row.name
        for row in session.execute(
            select(Organisation.id, Organisation.name).where(
                Organisation.id.in_(
                    select(OrganisationMerge.kept_id)
                    .where(OrganisationMerge.edition_id == edition_id)
                    .union(select(OrganisationMerge.gone_id).where(OrganisationMerge.edition_id == edition_id))
                )
            )
        )
    }
    wanted = select(OrganisationMerge).where(OrganisationMerge.edition_id == edition_id)
    return [
        MergeLine(row.public_id, names[row.kept_id], names[row.gone_id], row.merged_at, row.undone_at is not None)
        for row in session.execute(wanted.order_by(OrganisationMerge.id.desc())).scalars()
    ]


def editions_organised(session: Session, account_id: int, *, everywhere: bool) -> dict[int, str]:
    """Return the editions whose organisations somebody may see, by number with their names: rights are per edition."""
    wanted = select(Edition.id, Edition.name).order_by(Edition.starts_on.desc(), Edition.id.desc())
    if not everywhere:
        own = select(RoleGrant.edition_id).where(
            RoleGrant.account_id == account_id, RoleGrant.role == Role.ORGANISER.value
        )
        wanted = wanted.where(Edition.id.in_(own))
    return {row.id: row.name for row in session.execute(wanted)}


def editions_with(session: Session, organisation_ids: Collection[int]) -> set[int]:
    """Return the editions in which one of some organisations takes part."""
    wanted = select(Participation.edition_id).where(Participation.organisation_id.in_(organisation_ids))
    return set(session.execute(wanted).scalars())
