"""Facts about organisations."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationJoined(Event):
    """An organisation takes part in this edition."""

    name: ClassVar[str] = "organisations.organisation_joined"
    organisation_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationChanged(Event):
    """What is known of an organisation, or its place in this edition, is different."""

    name: ClassVar[str] = "organisations.organisation_changed"
    organisation_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationsMerged(Event):
    """Two organisations are one from now on; told in every edition where one of them takes part."""

    name: ClassVar[str] = "organisations.organisations_merged"
    kept_id: int
    gone_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class MergeUndone(Event):
    """Two organisations are two again."""

    name: ClassVar[str] = "organisations.merge_undone"
    kept_id: int
    gone_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ContactAdded(Event):
    """Organisers noted whom to reach at an organisation."""

    name: ClassVar[str] = "organisations.contact_added"
    organisation_id: int
    contact_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ContactRemoved(Event):
    """Somebody is not to be reached any more; what was known of them is erased."""

    name: ClassVar[str] = "organisations.contact_removed"
    organisation_id: int
    contact_id: int
