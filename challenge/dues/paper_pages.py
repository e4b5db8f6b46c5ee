"""Papers: issued by organisers, read by the organisation they are for, and given to the accountant."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.dues import papers
from challenge.dues.access import DESK, PAPER_OWN, find_own_paper, find_paper, find_payment
from challenge.dues.buyers import set_buyer
from challenge.dues.desk import WAY_NAMES, back_to_book, book_page, desk_page
from challenge.dues.exports import accounts_csv, accounts_table, pdf_of
from challenge.dues.forms import BuyerForm, PaperForm, SellerForm, typed_in
from challenge.dues.models import DuePaper, DuePayment
from challenge.exchange.writing import workbook_bytes
from challenge.kernel.errors import ChallengeError, NotFound
from challenge.organisations.access import find_organisation
from challenge.organisations.queries import OrganisationCard
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import download, tell
from challenge.web.shell import Pages

pages = Pages("papers", __name__)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.post("/e/<slug>/desk/seller", policy=DESK)
def post_seller(slug: str) -> Response:
    """Set who writes the invoices."""
    try:
        write(papers.set_seller, parsed(SellerForm).seller())
    except ChallengeError as problem:
        return desk_page(problem, typed_in(SellerForm, request.form))
    tell("Kept for the papers to come.")
    return redirect(url_for("dues_desk.desk", slug=slug), 303)


@pages.post("/e/<slug>/desk/dues/<organisation>/buyer", policy=DESK, thing=find_organisation)
def post_buyer(slug: str, organisation: str) -> Response:  # noqa: ARG001 - the loader found it
    """Say for an organisation whom papers are made out to."""
    card = here().the(OrganisationCard)
    try:
        write(set_buyer, card.id, parsed(BuyerForm).buyer())
    except ChallengeError as problem:
        return book_page(card.id, problem, typed_in(BuyerForm, request.form))
    tell("Kept for the papers to come.")
    return back_to_book(slug, card.id)


@pages.post("/e/<slug>/desk/dues/<organisation>/invoices", policy=DESK, thing=find_organisation)
def post_invoice(slug: str, organisation: str) -> Response:  # noqa: ARG001 - the loader found it
    """Bill what is owed and not billed yet."""
    card = here().the(OrganisationCard)
    try:
        answer = write(papers.issue_invoice, card.id, parsed(PaperForm).language)
    except ChallengeError as problem:
        return book_page(card.id, problem)
    tell("Issued: %(label)s.", label=answer["label"])
    return back_to_book(slug, card.id)


@pages.post("/e/<slug>/desk/papers/<paper>/credit", policy=DESK, thing=find_paper)
def post_credit(slug: str, paper: str) -> Response:  # noqa: ARG001 - the loader found it
    """Take an invoice back by a credit note."""
    row = here().the(DuePaper)
    organisation_id = row.organisation_id
    try:
        answer = write(papers.issue_credit, row.id)
    except ChallengeError as problem:
        return book_page(organisation_id, problem)
    tell("Issued: %(label)s.", label=answer["label"])
    return back_to_book(slug, organisation_id)


@pages.post("/e/<slug>/desk/payments/<payment>/receipt", policy=DESK, thing=find_payment)
def post_receipt(slug: str, payment: str) -> Response:  # noqa: ARG001 - the loader found it
    """Issue the receipt of a payment."""
    row = here().the(DuePayment)
    organisation_id = row.organisation_id
    try:
        answer = write(papers.issue_receipt, row.id, parsed(PaperForm).language)
    except ChallengeError as problem:
        return book_page(organisation_id, problem)
    tell("Issued: %(label)s.", label=answer["label"])
    return back_to_book(slug, organisation_id)


@pages.get("/e/<slug>/desk/papers/<paper>", policy=DESK, thing=find_paper)
def paper(slug: str, paper: str) -> Response:  # noqa: ARG001 - the loader found it
    """Give a paper as PDF to organisers."""
    return _pdf()


@pages.get("/e/<slug>/partner/papers/<paper>", policy=PAPER_OWN, thing=find_own_paper)
def own_paper(slug: str, paper: str) -> Response:  # noqa: ARG001 - the loader found it
    """Give a paper as PDF to those whom it is for."""
    return _pdf()


def _pdf() -> Response:
    at = here()
    row = at.the(DuePaper)
    return download(pdf_of(row, at.house.languages, WAY_NAMES), f"{row.kind}-{row.number:04d}.pdf", "application/pdf")


@pages.get("/e/<slug>/desk/accounts/<form>", policy=DESK)
def accounts(slug: str, form: str) -> Response:
    """Give invoices and credit notes to the accountant, as CSV or workbook."""
    at = here()
    rows = [one for one in papers.papers_of(at.session, at.in_edition().id) if one.series == papers.INVOICE]
    if form == "csv":
        return download(accounts_csv(rows), f"{slug}-accounts.csv", "text/csv")
    if form == "xlsx":
        return download(workbook_bytes([accounts_table(rows)]), f"{slug}-accounts.xlsx", _XLSX)
    raise NotFound("web.absent")
