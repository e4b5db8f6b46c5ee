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
