"""Facts about dues and places."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class DuesSet(Event):
    """Prices, places or how they are told apart are different."""

    name: ClassVar[str] = "dues.set"
    prices_on: bool
    places_on: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceAwaited(Event):
    """A problem is beyond its organisation's places and waits."""

    name: ClassVar[str] = "dues.place_awaited"
    problem_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceGiven(Event):
    """A problem that waited has a place."""

    name: ClassVar[str] = "dues.place_given"
    problem_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PlacesOrdered(Event):
    """A partner put another problem first among those that wait."""

    name: ClassVar[str] = "dues.places_ordered"
    organisation_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class DueCorrected(Event):
    """An organiser corrected a price by hand, or took a correction back."""

    name: ClassVar[str] = "dues.corrected"
    organisation_id: int
    correction_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentRecorded(Event):
    """Money came, or was given back."""

    name: ClassVar[str] = "dues.payment_recorded"
    organisation_id: int
    payment_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentUndone(Event):
    """A payment was recorded by mistake."""

    name: ClassVar[str] = "dues.payment_undone"
    organisation_id: int
    payment_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class BuyerSet(Event):
    """It was said whom papers to an organisation are made out to."""

    name: ClassVar[str] = "dues.buyer_set"
    organisation_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PaperIssued(Event):
    """An invoice, a credit note or a receipt was issued."""

    name: ClassVar[str] = "dues.paper_issued"
    organisation_id: int
    paper_id: int
    kind: str
