"""What a newcomer finds of partners' affairs in the demonstration: signatures that a reveal waits for, and dues."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.accounts.queries import account_actor
from challenge.agreements.actions import Signing, publish_text, sign
from challenge.agreements.queries import Signer, signers, standing_texts
from challenge.agreements.rules import Kind
from challenge.agreements.starting import STARTING
from challenge.dues.actions import Paid, record_payment, set_dues
from challenge.dues.models import DuePayment
from challenge.dues.papers import issue_invoice, issue_receipt, set_seller
from challenge.dues.queries import books
from challenge.dues.settings import DuesSettings, Seller, dues_of
from challenge.editions.models import Edition
from challenge.editions.queries import EditionCard
from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now
from challenge.kernel.work import Work
from challenge.problems.actions import rewrite_problem
from challenge.problems.models import Problem
from challenge.problems.rules import Status
from challenge.rehearsal.stage import Say
from challenge.runtime.opening import Opened

ADDRESS = "192.0.2.7"
"""Of no network: kept for examples."""
MOMENTS = (
    ("launch", 0, "11:00", "12:00"),
    ("midway", 2, "14:00", "15:00"),
    ("final", 4, "10:00", "12:00"),
)
"""When a partner is there: which day of the edition from 0, from and until when in the hall's time."""
SELLER = Seller(
    name="École de démonstration",
    address="1 rue de l’Exemple\n90000 Belfort",
    registration="SIRET 000 000 000 00000",
    terms="À payer dans les 30 jours, par virement.",
)


def show_partners(ground: Opened, edition: EditionCard, say: Say) -> None:
    """Let the teams on confidential problems sign, all but one person, and bill the partners.

    Args:
        ground: the database.
        edition: a demonstration whose teams are published and whose days have not begun.
        say: told of each step.
    """
    by = replace(HOUSE, edition_id=edition.id)
    say("signing agreements")
    ground.works.perform(by, publish_text, Kind.CONFIDENTIALITY, STARTING[Kind.CONFIDENTIALITY], seen=0, keeps=False)
    with ground.database.read() as session:
        owing = owing_signers(session, edition.id)
        text = standing_texts(session, edition.id)[Kind.CONFIDENTIALITY]
    for one in owing[1:]:
        signing = Signing(
            texts=[(text.public_id, text.hash_in("fr"))],
            typed_name=one.name,
            is_minor=False,
            guardian="",
            guardian_agrees=False,
            address=ADDRESS,
        )
        with ground.database.read() as session:
            actor = account_actor(session, one.account_id or 0, edition.id)
        ground.works.perform(actor, sign, one.person_id, signing)
    say("billing the partners")
    ground.works.perform(by, _bill)


def owing_signers(session: Session, edition_id: int) -> list[Signer]:
    """Return who has an account and has not signed what the reveal of their team waits for, by team and name."""
    return [one for one in signers(session, edition_id) if one.withheld and one.account_id]


def first_unsigned(session: Session, edition_id: int) -> tuple[int, str] | None:
    """Return account and address of the first of those who have not signed; None when everybody has."""
    owing = owing_signers(session, edition_id)
    if not owing:
        return None
    wanted = select(Account.id, Account.email).where(Account.id == owing[0].account_id)
    account_id, email = session.execute(wanted).one()
    return account_id, email or ""


def _bill(work: Work) -> None:
    """Bill every partner; all but the first have paid, the second has a receipt, the first says when it is there.

    Unpaid problems stay in the hall: whose team composition is done already, and a newcomer is to see all of it.
    """
    set_dues(work, DuesSettings(prices_on=True, strict=False))
    # A demonstration that was set aside keeps its papers: no number is written twice.
    set_seller(work, replace(SELLER, prefix=f"DEMO-{work.edition_id}-"))
    settings = dues_of(work.session.get_one(Edition, work.edition_id).settings)
    owing = [book for book in books(work.session, work.edition_id, settings) if book.open_cents > 0]
    for place, book in enumerate(owing):
        issue_invoice(work, book.organisation.id, "fr")
        if place:
            paid = Paid(amount_cents=book.due_cents, paid_on=_today(), way="transfer", reference=f"VIR {place:03d}")
            record_payment(work, book.organisation.id, paid)
    first = select(DuePayment.id).where(DuePayment.edition_id == work.edition_id).order_by(DuePayment.id).limit(1)
    for payment_id in work.session.execute(first).scalars():
        issue_receipt(work, payment_id, "fr")
    for book in owing[:1]:
        _say_when(work, book.organisation.id)


def _say_when(work: Work, organisation_id: int) -> None:
    """Let an organisation name its three moments with the teams, as a file of problems would."""
    begins = work.session.get_one(Edition, work.edition_id).starts_on
    hours = {moment: [(begins + timedelta(days=day)).isoformat(), *span] for moment, day, *span in MOMENTS}
    wanted = select(Problem).where(Problem.edition_id == work.edition_id, Problem.organisation_id == organisation_id)
    confirmed = wanted.where(Problem.status == Status.CONFIRMED.value).order_by(Problem.id)
    for row in work.session.execute(confirmed).scalars().all():
        rewrite_problem(work, row, {"details": {**row.details, "availability": hours}})


def _today() -> date:
    return real_now().date()
