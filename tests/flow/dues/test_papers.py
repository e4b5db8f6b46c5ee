"""Invoices, credit notes, receipts: dense numbers, never changed, read back from the PDF, and the sums agree."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from challenge.dues.actions import Paid, record_payment, set_dues, undo_payment
from challenge.dues.buyers import buyers
from challenge.dues.exports import accounts_csv
from challenge.dues.models import DuePaper, DuePayment
from challenge.dues.papers import issue_credit, issue_invoice, issue_receipt, papers_of, set_seller
from challenge.dues.queries import payment_by_public_id
from challenge.dues.settings import DuesSettings, Seller
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError
from challenge.kernel.ids import public_id
from challenge.organisations.models import Organisation
from tests.flow.dues.test_dues import DAY
from tests.flow.teams.test_two_worlds import UNSTABLE
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation, make_partner
from tests.make.problems import make_problem

SELLER = Seller(name="École du Lion", address="1 rue du Fort\n90000 Belfort", registration="SIRET 123", prefix="2027-")
ON = DuesSettings(prices_on=True, vat_bp=2000)


def make_debtor(house: TestHouse, name: str = "Société Générale de l’Œuf", problems: int = 1) -> tuple[int, int]:
    """Return an edition with prices and a firm that owes for problems."""
    edition = make_edition(house)
    firm = make_organisation(house, edition.id, name)
    for _ in range(problems):
        make_problem(house, edition.id, firm)
    house.perform(house.house_in(edition.id), set_dues, ON)
    house.perform(house.house_in(edition.id), set_seller, SELLER)
    return edition.id, firm


def act(house: TestHouse, edition_id: int, what: Any, *args: Any) -> str:
    """Do something; return how it went: the label of a paper, or the code of the refusal."""
    try:
        return str(house.perform(house.house_in(edition_id), what, *args)["label"])
    except ChallengeError as refused:
        return refused.code


def papers(house: TestHouse, edition_id: int) -> list[DuePaper]:
    """Return all papers."""
    return house.read(papers_of, edition_id)


def read_pdf(data: bytes) -> str:
    """Return the words of a PDF, read by another library than the one that wrote it."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return " ".join(text.split())


def test_invoice_bills_once_and_is_never_changed(house: TestHouse) -> None:
    edition_id, firm = make_debtor(house, problems=6)

    assert act(house, edition_id, issue_invoice, firm, "fr") == "2027-0001"
    assert act(house, edition_id, issue_invoice, firm, "fr") == "dues.nothing_to_bill"
    first = papers(house, edition_id)[0]
    kept = (first.content, first.net_cents, first.vat_cents)
    assert kept[1:] == (295_000, 59_000)

    house.perform(house.house_in(edition_id), set_dues, replace(ON, price_cents=10_000))
    assert act(house, edition_id, issue_credit, first.id) == "2027-0002"
    assert act(house, edition_id, issue_credit, first.id) == "dues.credited"
    assert act(house, edition_id, issue_invoice, firm, "fr") == "2027-0003"
    found = papers(house, edition_id)
    assert (found[0].content, found[0].net_cents, found[0].vat_cents) == kept
    assert [one.gross_cents for one in found] == [354_000, -354_000, 70_800]
    assert found[1].content["corrects"] == "2027-0001"


def test_numbers_are_dense_when_many_issue_at_once(house: TestHouse) -> None:
    edition_id, _ = make_debtor(house)
    firms = [make_organisation(house, edition_id, f"Firm {n}") for n in range(6)]
    for firm in firms:
        make_problem(house, edition_id, firm)

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda firm: act(house, edition_id, issue_invoice, firm, "fr"), firms * 2))

    assert sorted(told) == [f"2027-{n:04d}" for n in range(1, 7)] + ["dues.nothing_to_bill"] * 6
    assert [one.number for one in papers(house, edition_id)] == [1, 2, 3, 4, 5, 6]


def test_receipt_is_issued_once_and_its_payment_stands(house: TestHouse) -> None:
    edition_id, firm = make_debtor(house)
    by, paid = house.house_in(edition_id), Paid(amount_cents=60_000, paid_on=DAY, way="transfer", reference="VIR 9")
    name = house.perform(by, record_payment, firm, paid)["payment"]
    row = house.read(payment_by_public_id, edition_id, name)
    assert isinstance(row, DuePayment)

    assert act(house, edition_id, issue_receipt, row.id, "en") == "R2027-0001"
    assert act(house, edition_id, issue_receipt, row.id, "en") == "dues.receipt_there"
    assert act(house, edition_id, undo_payment, row.id, "mistake") == "dues.receipted"


def test_pdf_says_what_was_issued_in_its_language(house: TestHouse) -> None:
    edition_id, firm = make_debtor(house)
    organiser, partner = house.person(edition_id, Role.ORGANISER), make_partner(house, edition_id, firm)
    name = house.read(lambda session: session.get_one(Organisation, firm).public_id)
    organiser.post(f"/e/crunch/desk/dues/{name}/invoices", {"language": "fr"})
    organiser.post(
        f"/e/crunch/desk/dues/{name}/payments", {"amount": "600", "paid_on": DAY.isoformat(), "reference": "VIR 9"}
    )
    listed = organiser.get(f"/e/crunch/desk/dues/{name}")
    invoice = papers(house, edition_id)[0].public_id
    answer = partner.get(f"/e/crunch/partner/papers/{invoice}")
    text = read_pdf(answer.data)

    assert (listed.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data == organiser.get(f"/e/crunch/desk/papers/{invoice}").data
    for words in ("Facture 2027-0001", "École du Lion", "90000 Belfort", "SIRET 123", "Société Générale de l’Œuf"):
        assert words in text
    for words in ("500,00 €", "100,00 €", "600,00 €", "P001"):
        assert words in text
    assert "TVA non applicable" not in text
    assert "Facture 2027-0001" in partner.get("/e/crunch/partner/dues").text


def test_papers_are_made_out_as_the_partner_says_and_stay_so(house: TestHouse) -> None:
    edition_id, firm = make_debtor(house)
    partner, organiser = make_partner(house, edition_id, firm), house.person(edition_id, Role.ORGANISER)
    name = house.read(lambda session: session.get_one(Organisation, firm).public_id)
    said = {
        "organisation": name,
        "name": "Œuf SA",
        "address": "2 quai Vauban\n90000 Belfort",
        "registration": "732 829 320 00074",
        "vat_number": "fr 40 303 265 045",
        "order_number": "BC-2027-17",
        "seen": "0",
    }
    kept = partner.post("/e/crunch/partner/dues", said)
    again = organiser.post(f"/e/crunch/desk/dues/{name}/buyer", {**said, "name": "Overwritten"})
    act(house, edition_id, issue_invoice, firm, "fr")
    organiser.post(f"/e/crunch/desk/dues/{name}/buyer", {**said, "name": "Later SA", "seen": "1"})
    invoice = papers(house, edition_id)[0]
    act(house, edition_id, issue_credit, invoice.id)
    credit = papers(house, edition_id)[1]
    texts = [read_pdf(partner.get(f"/e/crunch/partner/papers/{one.public_id}").data) for one in (invoice, credit)]
    line = organiser.get("/e/crunch/desk/accounts/csv").data.decode("utf-8-sig").splitlines()[1]
    shown = partner.get("/e/crunch/partner/dues").text

    assert (kept.status_code, again.status_code) == (303, 409)
    assert "Overwritten" in again.text  # what was typed is still there
    for text in texts:
        for words in ("Œuf SA", "2 quai Vauban 90000 Belfort", "732 829 320 00074", "FR40303265045", "BC-2027-17"):
            assert words in text
    assert "Participation à" in texts[0]
    assert line.endswith("732 829 320 00074;FR40303265045;BC-2027-17")
    assert "Later SA" in shown


@pytest.mark.parametrize(
    ("field", "value"), [("registration", "732 829 320 00075"), ("vat_number", "40303265045"), ("address", "x" * 401)]
)
def test_wrong_numbers_are_named_and_nothing_typed_is_lost(sqlite_house: TestHouse, field: str, value: str) -> None:
    edition_id, firm = make_debtor(sqlite_house)
    partner = make_partner(sqlite_house, edition_id, firm)
    name = sqlite_house.read(lambda session: session.get_one(Organisation, firm).public_id)
    answer = partner.post("/e/crunch/partner/dues", {"organisation": name, "name": "Typed SA", field: value})

    assert answer.status_code == 422
    assert "Typed SA" in answer.text
    assert sqlite_house.read(buyers, edition_id, [firm])[firm].version == 0


def test_nobody_says_for_others_whom_papers_are_made_out_to(sqlite_house: TestHouse) -> None:
    edition_id, firm = make_debtor(sqlite_house)
    rival = make_partner(sqlite_house, edition_id, make_organisation(sqlite_house, edition_id, "Rival"))
    name = sqlite_house.read(lambda session: session.get_one(Organisation, firm).public_id)
    answers = [
        rival.post("/e/crunch/partner/dues", {"organisation": key, "name": "Mine"}) for key in (name, public_id())
    ]

    assert [one.status_code for one in answers] == [404, 404]
    assert len({UNSTABLE.sub("", one.text) for one in answers}) == 1
    assert sqlite_house.read(buyers, edition_id, [firm])[firm].version == 0


def test_nothing_left_to_bill_is_said_on_the_book(sqlite_house: TestHouse) -> None:
    edition_id, firm = make_debtor(sqlite_house)
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    name = sqlite_house.read(lambda session: session.get_one(Organisation, firm).public_id)
    address = f"/e/crunch/desk/dues/{name}"
    before = organiser.get(address).text
    told = [organiser.post(f"{address}/invoices", {"language": "fr"}) for _ in range(2)]
    seller = organiser.post("/e/crunch/desk/seller", {"name": "Kept École", "address": "x" * 500})

    assert f"{address}/invoices" in before
    assert [one.status_code for one in told] == [303, 409]
    assert f'action="{address}/invoices"' not in told[1].text
    assert f'action="{address}/payments"' in told[1].text
    assert (seller.status_code, "Kept École" in seller.text, "x" * 500 in seller.text) == (422, True, True)


def test_pdf_says_which_letters_it_cannot_print(sqlite_house: TestHouse) -> None:
    texts: list[str] = []
    for name in ("Łódź Żak", "Завод 名"):
        edition = make_edition(sqlite_house, "crunch" if not texts else "second")
        firm = make_organisation(sqlite_house, edition.id, name)
        make_problem(sqlite_house, edition.id, firm)
        by = sqlite_house.house_in(edition.id)
        sqlite_house.perform(by, set_dues, ON)
        sqlite_house.perform(by, set_seller, replace(SELLER, prefix=f"{edition.slug}-", terms="W" * 200))
        act(sqlite_house, edition.id, issue_invoice, firm, "fr")
        organiser, paper = sqlite_house.person(edition.id, Role.ORGANISER), papers(sqlite_house, edition.id)[0]
        texts.append(read_pdf(organiser.get(f"/e/{edition.slug}/desk/papers/{paper.public_id}").data))

    assert ["ne peut pas imprimer" in text for text in texts] == [False, True]
    assert "Łódz Zak" in texts[0]
    assert "????? ?" in texts[1]
    assert max(len(word) for word in texts[0].split()) < 100  # a word wider than the paper goes on in the next line


def test_accountants_table_agrees_with_the_papers(house: TestHouse) -> None:
    edition_id, firm = make_debtor(house, name="=SUM(A1)", problems=7)
    act(house, edition_id, issue_invoice, firm, "fr")
    act(house, edition_id, issue_credit, papers(house, edition_id)[0].id)
    make_problem(house, edition_id, firm)
    act(house, edition_id, issue_invoice, firm, "en")
    organiser, rows = house.person(edition_id, Role.ORGANISER), papers(house, edition_id)
    total = sum(one.gross_cents for one in rows)
    text = organiser.get("/e/crunch/desk/accounts/csv").data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    sheet = load_workbook(io.BytesIO(organiser.get("/e/crunch/desk/accounts/xlsx").data)).worksheets[0]
    cells = list(sheet.iter_rows(values_only=True))

    assert [round(float(line[6].replace(",", ".")) * 100) for line in lines[1:]] == [
        *(one.gross_cents for one in rows),
        total,
    ]
    assert [round(float(str(line[6])) * 100) for line in cells[1:]] == [*(one.gross_cents for one in rows), total]
    assert {line[3] for line in lines[1:-1]} == {"'=SUM(A1)"}
    assert accounts_csv([]).decode("utf-8-sig").splitlines()[-1] == "TOTAL;;;;0,00;0,00;0,00;;;;"


def test_nobody_else_opens_a_paper(house: TestHouse) -> None:
    edition_id, firm = make_debtor(house)
    act(house, edition_id, issue_invoice, firm, "fr")
    rival = make_partner(house, edition_id, make_organisation(house, edition_id, "Rival", conflict_group="x"))
    invoice = papers(house, edition_id)[0].public_id

    def answers(key: str) -> list[tuple[int, str]]:
        found = [rival.get(f"/e/crunch/{one}") for one in (f"partner/papers/{key}", f"desk/papers/{key}")]
        found += [rival.get("/e/crunch/partner/dues"), rival.get("/e/crunch/desk/accounts/csv")]
        return [(one.status_code, UNSTABLE.sub("", one.text).replace(key, "")) for one in found]

    assert answers(invoice) == answers(public_id())
    assert answers(invoice)[0][0] == 404


def test_no_seller_writes_one_number_twice(house: TestHouse) -> None:
    first, firm = make_debtor(house)
    act(house, first, issue_invoice, firm, "fr")
    second = make_edition(house, "second")
    other = make_organisation(house, second.id, "Other")
    make_problem(house, second.id, other)
    by = house.house_in(second.id)
    house.perform(by, set_dues, ON)
    house.perform(by, set_seller, SELLER)
    clash = act(house, second.id, issue_invoice, other, "fr")
    house.perform(by, set_seller, replace(SELLER, prefix="2028-"))
    apart = act(house, second.id, issue_invoice, other, "fr")
    house.perform(by, set_seller, replace(SELLER, name="Another school"))
    house.perform(by, issue_credit, papers(house, second.id)[0].id)

    assert (clash, apart) == ("dues.label_used", "2028-0001")
    # Another seller counts by itself, and what was refused has left no gap.
    assert [one.label for one in papers(house, second.id)] == ["2028-0001", "2027-0002"]


def test_papers_want_a_seller(house: TestHouse) -> None:
    edition = make_edition(house)
    firm = make_organisation(house, edition.id)
    make_problem(house, edition.id, firm)
    house.perform(house.house_in(edition.id), set_dues, ON)

    assert act(house, edition.id, issue_invoice, firm, "fr") == "dues.seller_missing"
    with pytest.raises(ChallengeError) as refused:
        house.perform(house.house_in(edition.id), set_seller, Seller(name="X"))
    assert refused.value.code == "text.missing"
