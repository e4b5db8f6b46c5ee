"""Prices to the cent, who has paid for what, and who has a place. Pure: whole cents, no floating point."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from challenge.kernel.errors import Invalid

AMOUNT_MOST = 10_000_000_00
WAYS = ("transfer", "order", "card", "cheque", "cash")


@dataclass(frozen=True, slots=True)
class Tariff:
    """What one problem costs. Percents are whole; VAT is in hundredths of a percent."""

    price_cents: int
    discount_from: int
    discount_percent: int
    vat_bp: int


@dataclass(frozen=True, slots=True)
class Line:
    """The price of one problem.

    Fields:
        number: which of the organisation's problems it is, from 1.
        discount_cents: taken off by number, not negative.
        correction_cents: by the hand of an organiser, below zero for less.
        is_exempt: the organisation takes part for free.
        net_cents: what is owed without VAT, not negative.
    """

    problem_id: int
    ref: str
    number: int
    price_cents: int
    discount_cents: int
    correction_cents: int
    is_exempt: bool
    net_cents: int
    vat_cents: int

    @property
    def gross_cents(self) -> int:
        """What is owed, VAT included."""
        return self.net_cents + self.vat_cents


def rounded(numerator: int, denominator: int) -> int:
    """Return a quotient rounded to the nearest whole number, halves away from zero."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def price_lines(
    problems: Sequence[tuple[int, str]], tariff: Tariff, corrections: Mapping[int, int], *, is_exempt: bool
) -> tuple[Line, ...]:
    """Return what each problem of an organisation costs (R6).

    Args:
        problems: number and reference, in the order in which they count.
        tariff: the edition's.
        corrections: cents by problem; a line never falls below zero.
        is_exempt: nothing is owed, whatever was corrected.
    """
    return tuple(
        _line(place, one, tariff, corrections.get(one[0], 0), is_exempt) for place, one in enumerate(problems, 1)
    )


def _line(number: int, problem: tuple[int, str], tariff: Tariff, correction: int, is_exempt: bool) -> Line:
    has_discount = 0 < tariff.discount_from <= number
    discount = rounded(tariff.price_cents * tariff.discount_percent, 100) if has_discount else 0
    net = 0 if is_exempt else max(0, tariff.price_cents - discount + correction)
    vat = rounded(net * tariff.vat_bp, 10_000)
    return Line(problem[0], problem[1], number, tariff.price_cents, discount, correction, is_exempt, net, vat)


def paid_problems(lines: Sequence[Line], received_cents: int) -> frozenset[int]:
    """Return the problems that what was received covers, in their order; what costs nothing is always among them."""
    left, covered = received_cents, set()
    for line in lines:
        if line.gross_cents and line.gross_cents > left:
            left = 0
            continue
        left -= line.gross_cents
        covered.add(line.problem_id)
    return frozenset(covered)


def check_amount(cents: int, received: int) -> None:
    """Refuse an amount that cannot be.

    Raises:
        Invalid("dues.amount"): nothing, or beyond ten millions.
        Invalid("dues.refund_most"): more is given back than was received.
    """
    if not cents or abs(cents) > AMOUNT_MOST:
        raise Invalid("dues.amount", "amount")
    if received + cents < 0:
        raise Invalid("dues.refund_most", "amount")


def cents_of(text: str) -> int:
    """Return an amount that somebody typed, in cents: "450", "450,5", "1 350.00".

    Raises:
        Invalid("dues.amount"): no amount, more than two decimals, or beyond ten millions.
    """
    flat = "".join(text.split()).replace("\u00a0", "").replace("\u202f", "").removesuffix("€").replace(",", ".")
    sign = -1 if flat.startswith("-") else 1
    whole, point, rest = flat.removeprefix("-").partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 8) or (point and not rest):
        raise Invalid("dues.amount", "amount")
    if rest and not (rest.isascii() and rest.isdigit() and len(rest) <= 2):
        raise Invalid("dues.amount", "amount")
    cents = sign * (int(whole) * 100 + int(rest.ljust(2, "0")) if rest else int(whole) * 100)
    if abs(cents) > AMOUNT_MOST:
        raise Invalid("dues.amount", "amount")
    return cents


_POSTE = "356000000"
"""The French post's many establishments follow a rule of their own."""


def registration(text: str) -> str:
    """Return a register's number as it was typed; a French one (9 or 14 digits) is checked.

    Raises:
        Invalid("dues.siret"): a digit of a SIREN or SIRET is wrong.
    """
    flat = "".join(text.split())
    is_french = flat.isascii() and flat.isdigit() and len(flat) in (9, 14)
    if is_french and not flat.startswith(_POSTE) and _luhn(flat) % 10:
        raise Invalid("dues.siret", "registration")
    return text


def _luhn(digits: str) -> int:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(one - 9 if one > 9 else one for one in doubled)


def vat_number(text: str) -> str:
    """Return a VAT number of the European Union without spaces, in capitals; "" for none.

    Raises:
        Invalid("dues.vat_number"): it does not begin with two letters, or is too short or long.
    """
    flat = "".join(text.split()).upper()
    is_one = flat.isascii() and flat.isalnum() and flat[:2].isalpha() and 4 <= len(flat) <= 14
    if flat and not is_one:
        raise Invalid("dues.vat_number", "vat_number")
    return flat


def money(cents: int, locale: str) -> str:
    """Return an amount of euros as it is written in a language: "1 350,00 €" or "€1,350.00"."""
    sign, whole, rest = "-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    if locale == "fr":
        return f"{sign}{whole:,}".replace(",", "\u00a0") + f",{rest:02d}\u00a0€"
    return f"{sign}€{whole:,}.{rest:02d}"


@dataclass(frozen=True, slots=True)
class Queued:
    """A problem in an organisation's queue: `rank` orders those that wait; not `is_live`: withdrawn or rejected."""

    problem_id: int
    rank: int
    holds: bool
    is_live: bool


def holding(queue: Sequence[Queued], cap: int | None) -> frozenset[int]:
    """Return the problems that have a place: who has one keeps it, what is free goes to those who wait, by rank.

    Nobody loses a place because the cap was lowered, only by being withdrawn or rejected; None: everybody has one.
    """
    live = [one for one in queue if one.is_live]
    kept = [one.problem_id for one in live if one.holds or cap is None]
    waiting = sorted((one for one in live if not one.holds), key=lambda one: (one.rank, one.problem_id))
    free = max(0, (cap or 0) - len(kept))
    return frozenset([*kept, *(one.problem_id for one in waiting[:free])])


def moved(order: Sequence[int], problem_id: int, to: int) -> tuple[int, ...]:
    """Return an order in which one stands at a place from 0; beyond the ends it stands at the end.

    Raises:
        Invalid("dues.not_waiting"): it is not in the order.
    """
    if problem_id not in order:
        raise Invalid("dues.not_waiting", "place")
    rest = [one for one in order if one != problem_id]
    at = min(max(to, 0), len(rest))
    return (*rest[:at], problem_id, *rest[at:])
