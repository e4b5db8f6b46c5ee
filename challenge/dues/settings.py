"""What organisers set of prices and places; lies among the edition's settings under `dues`. All of it starts off."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from challenge.dues.rules import Tariff
from challenge.organisations.rules import Kind

SETTING = "dues"


@dataclass(frozen=True, kw_only=True, slots=True)
class DuesSettings:
    """The dues of an edition.

    Fields:
        prices_on: problems have a price.
        price_cents: of one problem, without VAT.
        discount_from: the problem of an organisation from which on the discount counts; 0 for never.
        discount_percent: of the price.
        free_kinds: kinds of organisations that take part for free.
        vat_bp: VAT in hundredths of a percent, 2000 = 20 %.
        strict: an unpaid problem is left out of the hall (R7); otherwise organisers are only warned.
        places_on: an organisation has a number of places, what is beyond them waits.
        cap: that number.
    """

    prices_on: bool = False
    price_cents: int = 50_000
    discount_from: int = 6
    discount_percent: int = 10
    free_kinds: tuple[str, ...] = (Kind.ASSOCIATION.value, Kind.STARTUP.value)
    vat_bp: int = 0
    strict: bool = True
    places_on: bool = False
    cap: int = 15

    def stored(self) -> dict[str, Any]:
        """Return it as it lies among the settings."""
        return {**asdict(self), "free_kinds": list(self.free_kinds)}

    @property
    def tariff(self) -> Tariff:
        """The prices as values."""
        return Tariff(self.price_cents, self.discount_from, self.discount_percent, self.vat_bp)


def dues_of(settings: Mapping[str, Any]) -> DuesSettings:
    """Return the dues of an edition from its settings; all off when nothing was set."""
    known = {field.name for field in fields(DuesSettings)}
    said = {name: value for name, value in settings.get(SETTING, {}).items() if name in known}
    if "free_kinds" in said:
        said["free_kinds"] = tuple(said["free_kinds"])
    return DuesSettings(**said)


SELLER = "dues_seller"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seller:
    """Who writes the invoices of an edition; lies among its settings under `dues_seller`.

    Fields:
        registration: numbers that the law asks for (SIRET, VAT number), one a line.
        vat_text: what is said of VAT, for instance that none is charged and why.
        terms: how and until when to pay.
        prefix: before the numbers of invoices and credit notes, "R" and it before those of receipts.
    """

    name: str = ""
    address: str = ""
    registration: str = ""
    vat_text: str = "TVA non applicable, art. 293 B du CGI"
    terms: str = ""
    prefix: str = ""


def seller_of(settings: Mapping[str, Any]) -> Seller:
    """Return who writes the invoices of an edition."""
    known = {field.name for field in fields(Seller)}
    return Seller(**{name: value for name, value in settings.get(SELLER, {}).items() if name in known})
