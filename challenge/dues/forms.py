"""Forms of dues. Amounts are typed as people write them and kept as whole cents."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from challenge.dues.actions import Paid
from challenge.dues.buyers import Buyer
from challenge.dues.rules import cents_of
from challenge.dues.settings import DuesSettings, Seller
from challenge.kernel.errors import ChallengeError
from challenge.organisations.rules import Kind
from challenge.web.forms import Form


def _cents(value: str) -> str:
    try:
        cents_of(value)
    except ChallengeError as wrong:
        raise ValueError(wrong.code) from wrong
    return value


class SettingsForm(Form):
    """Prices and places of an edition."""

    prices_on: bool = False
    price: str = Field(default="500", max_length=20)
    discount_from: int = Field(default=6, ge=0, le=1000)
    discount_percent: int = Field(default=10, ge=0, le=100)
    free_kinds: list[Kind] = Field(default=[])
    vat: str = Field(default="0", max_length=6)
    strict: bool = False
    places_on: bool = False
    cap: int = Field(default=15, ge=0, le=1000)

    @field_validator("price", "vat")
    @classmethod
    def payable(cls, value: str) -> str:
        """Refuse what is no amount, or below zero; VAT is read in the same way, two decimals."""
        if value.strip().startswith("-"):
            raise ValueError("dues.amount")
        return _cents(value)

    def settings(self) -> DuesSettings:
        """Return it as the act takes it."""
        said = self.model_dump(exclude={"price", "vat", "free_kinds"})
        kinds = tuple(one.value for one in self.free_kinds)
        return DuesSettings(
            **said, price_cents=cents_of(self.price), vat_bp=min(10_000, cents_of(self.vat)), free_kinds=kinds
        )


class AmountForm(Form):
    """An amount with two decimals at most."""

    amount: str = Field(min_length=1, max_length=20)

    @field_validator("amount")
    @classmethod
    def payable(cls, value: str) -> str:
        """Refuse what is no amount."""
        return _cents(value)

    @property
    def cents(self) -> int:
        """The amount in cents."""
        return cents_of(self.amount)


class CorrectionForm(AmountForm):
    """A price corrected by hand; `problem` by its outside name."""

    problem: str = Field(min_length=1, max_length=16)
    reason: str = Field(min_length=1, max_length=300)


class PaymentForm(AmountForm):
    """Money that came or was given back."""

    act: Literal["payment", "refund"] = "payment"
    paid_on: date
    way: str = Field(default="transfer", max_length=12)
    reference: str = Field(default="", max_length=120)

    def paid(self) -> Paid:
        """Return it as the act takes it; what is given back counts below zero, however it was typed."""
        cents = -abs(self.cents) if self.act == "refund" else abs(self.cents)
        return Paid(amount_cents=cents, paid_on=self.paid_on, way=self.way, reference=self.reference)


class ReasonForm(Form):
    """Why something is taken back."""

    reason: str = Field(min_length=1, max_length=300)


class PlaceForm(Form):
    """Where a problem is to stand among those that wait, from 0."""

    to: int = Field(ge=0, le=1000)


class PaperForm(Form):
    """In which language a paper is issued."""

    language: Literal["fr", "en"] = "fr"


class BuyerForm(Form):
    """Whom papers are made out to; `seen` is the version that was read."""

    name: str = Field(default="", max_length=160)
    address: str = Field(default="", max_length=400)
    registration: str = Field(default="", max_length=60)
    vat_number: str = Field(default="", max_length=20)
    order_number: str = Field(default="", max_length=60)
    seen: int = Field(default=0, ge=0)

    def buyer(self) -> Buyer:
        """Return it as the act takes it."""
        return Buyer(version=self.seen, **self.model_dump(exclude={"organisation", "seen"}))


class OwnBuyerForm(BuyerForm):
    """The same, for one of one's own organisations by its outside name."""

    organisation: str = Field(min_length=1, max_length=16)


class SellerForm(Form):
    """Who writes the invoices."""

    name: str = Field(min_length=1, max_length=120)
    address: str = Field(min_length=1, max_length=400)
    registration: str = Field(default="", max_length=200)
    vat_text: str = Field(default="", max_length=200)
    terms: str = Field(default="", max_length=400)
    prefix: str = Field(default="", max_length=12)

    def seller(self) -> Seller:
        """Return it as the act takes it."""
        return Seller(**self.model_dump())


def typed_in(form: type[Form], values: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed into a form, "" for what did not come."""
    return {name: values.get(name, "") for name in form.model_fields}
