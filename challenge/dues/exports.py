"""What papers look like outside: PDF for the organisation, a table for the accountant."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from challenge.dues.models import DuePaper
from challenge.dues.papers import CREDIT, INVOICE, RECEIPT
from challenge.dues.printing_sheet import Sheet
from challenge.dues.rules import money
from challenge.exchange.writing import BOM
from challenge.exchange.writing import Sheet as Table
from challenge.kernel.text import neutral_cell
from challenge.kernel.turns import waiting
from challenge.runtime.apart import run_apart
from challenge.web.language import Languages

_PRINTED = "challenge.dues.printing:printed_apart"
TITLES = {INVOICE: "Invoice %(number)s", CREDIT: "Credit note %(number)s", RECEIPT: "Receipt %(number)s"}
HEADER = (
    *("number", "kind", "issued_on", "organisation", "net", "vat", "gross", "corrects"),
    *("registration", "vat_number", "order_number"),
)


_NO_NUMBERS = ("",) * len(HEADER[7:])


def pdf_of(row: DuePaper, languages: Languages, ways: Mapping[str, str]) -> bytes:
    """Return a paper as PDF, made in a process apart; in the language in which it was issued."""
    sheet = sheet_of(row, languages, ways)
    with waiting():
        made: bytes = run_apart(_PRINTED, sheet, on_message=lambda _: None)
    return made


def sheet_of(row: DuePaper, languages: Languages, ways: Mapping[str, str]) -> Sheet:
    """Return what stands on a paper; `ways` are English words for ways of payment."""
    content = row.content
    language, seller = content["language"], content["seller"]

    def say(key: str, **values: object) -> str:
        return languages.text(language, key, values)

    facts = [say("Date: %(on)s", on=_day(content["issued_on"], language))]
    if "about" in content:
        facts.append(say("Taking part in %(edition)s", edition=content["about"]))
    if content.get("to", {}).get("order_number"):
        facts.append(say("Your order: %(number)s", number=content["to"]["order_number"]))
    if "corrects" in content:
        facts.append(say("Takes back invoice %(number)s", number=content["corrects"]))
    return Sheet(
        title=say(TITLES[row.kind], number=content["label"]),
        author=seller["name"],
        seller=[seller["name"], *seller["address"].splitlines(), *seller["registration"].splitlines()],
        buyer=_buyer(content, say),
        facts=[*facts, *_payment(content, ways, language, say)],
        table=_table(content, language, say),
        totals=_totals(row, language, say),
        notes=_notes(row, seller),
        unprinted=say("Letters that this paper cannot print stand as “?”; the accountant's table has the whole words."),
    )


def _buyer(content: Mapping[str, Any], say: Any) -> list[str]:  # noqa: ANN401
    """Return whom it is made out to; papers of before that could be said hold name and town alone."""
    said = content.get("to", {})
    where = str(said.get("address") or content.get("town") or "").splitlines()
    registered = say("Register: %(number)s", number=said.get("registration"))
    vat = say("VAT number: %(number)s", number=said.get("vat_number"))
    numbers = [*([registered] if said.get("registration") else []), *([vat] if said.get("vat_number") else [])]
    return [content["buyer"], *where, *numbers]


def _notes(row: DuePaper, seller: Mapping[str, str]) -> list[str]:
    """Return what stands below: why no VAT is charged, where none is, and how to pay an invoice."""
    words = [] if row.vat_cents else [seller["vat_text"]]
    return [one for one in (*words, *(seller["terms"].splitlines() if row.kind == INVOICE else ())) if one]


def _day(stored: str, language: str) -> str:
    day = date.fromisoformat(stored)
    return f"{day:%d/%m/%Y}" if language == "fr" else f"{day:%d %B %Y}"


def _payment(content: Mapping[str, Any], ways: Mapping[str, str], language: str, say: Any) -> list[str]:  # noqa: ANN401
    if "payment" not in content:
        return []
    said = content["payment"]
    key = "Received on %(on)s: %(way)s" if said["amount"] > 0 else "Given back on %(on)s: %(way)s"
    found = [say(key, on=_day(said["on"], language), way=say(ways[said["way"]]))]
    return found + ([say("Reference: %(text)s", text=said["reference"])] if said["reference"] else [])


def _table(content: Mapping[str, Any], language: str, say: Any) -> list[list[str]]:  # noqa: ANN401
    if "lines" not in content:
        return []
    words = ("Problem", "Price", "Discount", "Correction", "Without VAT", "VAT")
    rows = [
        [
            line["ref"],
            *(money(cents, language) for cents in (line["price"], -line["discount"], line["correction"])),
            *(money(line[name], language) for name in ("net", "vat")),
        ]
        for line in content["lines"]
    ]
    return [[say(word) for word in words], *rows]


def _totals(row: DuePaper, language: str, say: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    total = (say("Total"), money(row.gross_cents, language))
    if row.kind == RECEIPT:
        return [total]
    net = (say("Total without VAT"), money(row.net_cents, language))
    return [net, (say("VAT"), money(row.vat_cents, language)), total]


def _cents(row: DuePaper) -> tuple[int, int, int]:
    return row.net_cents, row.vat_cents, row.gross_cents


def _words(row: DuePaper) -> tuple[str, str, str, str]:
    return row.label, row.kind, row.content["issued_on"], row.content["buyer"]


def _numbers(row: DuePaper) -> tuple[str, ...]:
    """Return what stands behind the amounts."""
    said = row.content.get("to", {})
    return row.content.get("corrects", ""), *(said.get(name, "") for name in HEADER[8:])


def accounts_csv(rows: Sequence[DuePaper]) -> bytes:
    """Return invoices and credit notes as CSV with `;` and a comma before the cents, the sum in the last line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows:
        amounts = [_decimal(cents) for cents in _cents(row)]
        writer.writerow([*map(neutral_cell, _words(row)), *amounts, *map(neutral_cell, _numbers(row))])
    sums = [_decimal(sum(column)) for column in zip(*(_cents(row) for row in rows), strict=True)] or ["0,00"] * 3
    writer.writerow(["TOTAL", "", "", "", *sums, *_NO_NUMBERS])
    return (BOM + out.getvalue()).encode()


def _decimal(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02d}"


def accounts_table(rows: Sequence[DuePaper]) -> Table:
    """Return the same as a table whose amounts are numbers of euros."""
    lines = [(*_words(row), *(cents / 100 for cents in _cents(row)), *_numbers(row)) for row in rows]
    sums = [sum(column) / 100 for column in zip(*(_cents(row) for row in rows), strict=True)] or [0.0] * 3
    return Table("dues", HEADER, (*lines, ("TOTAL", "", "", "", *sums, *_NO_NUMBERS)))
