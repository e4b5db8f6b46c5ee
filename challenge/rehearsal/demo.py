"""Makes the demonstration: an edition through the real importers, the real solver and the real acts."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts import actions as accounts
from challenge.accounts import passwords
from challenge.dues.settings import DuesSettings
from challenge.editions.actions import create_edition, set_aside
from challenge.editions.queries import EditionCard, edition_by_slug
from challenge.exchange.actions import apply_upload, read_upload
from challenge.exchange.importing import importer_of
from challenge.judging.models import JURY, Juror
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.clock import real_now
from challenge.kernel.work import ClockRow, Work
from challenge.organisations.queries import organisations_of
from challenge.people.models import Person
from challenge.rehearsal.composing import compose_teams
from challenge.rehearsal.edition_files import SHAPES, files
from challenge.rehearsal.partnering import first_unsigned
from challenge.rehearsal.stage import Say
from challenge.runtime.opening import Opened
from challenge.schedule.actions import draw_schedule

SLUG = "demo"
PASSWORD = "five days in may"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody a newcomer may be: what they are and how they enter (an address, or a path for jurors)."""

    role: str
    enters_by: str


def find_demo(ground: Opened) -> EditionCard | None:
    """Return the demonstration, None when there is none."""
    with ground.database.read() as session:
        return edition_by_slug(session, SLUG)


def was_started(ground: Opened, edition_id: int) -> bool:
    """True when the edition's clock was set: its days are being played, or were."""
    with ground.database.read() as session:
        return session.get(ClockRow, edition_id) is not None


def make_demo(ground: Opened, *, teams_wanted: int, seed: int, say: Say) -> EditionCard:
    """Make the demonstration, ready for its first morning.

    Args:
        ground: database and files; a former demonstration is set aside under another name.
        teams_wanted: 160 or 300.
        seed: of files and solver.
        say: told of each step.

    Raises:
        NotComposed: no teams were found.
    """
    former = find_demo(ground)
    if former is not None:
        ground.works.perform(replace(HOUSE, edition_id=former.id), set_aside)
    name = "Challenge, the demonstration"
    edition = ground.works.perform(HOUSE, create_edition, SLUG, name=name, starts_on=_next_monday())
    by = replace(HOUSE, edition_id=edition.id)
    ground.works.perform(by, draw_schedule)
    for kind, data in files(SHAPES[teams_wanted], seed).items():
        say(f"importing {kind}")
        ground.works.perform(by, apply_upload, read_upload(importer_of(kind), data, partial=False))
    compose_teams(ground, by, seed, say)
    found = find_demo(ground)
    assert found is not None
    return found


def _next_monday() -> date:
    today = real_now().date()
    return today + timedelta(days=7 - today.weekday())


def open_accounts(ground: Opened, edition: EditionCard) -> list[Account]:
    """Give one person of each role the demonstration's password, and one juror a fresh entry link."""
    stored = passwords.hashed(PASSWORD)
    by = replace(HOUSE, edition_id=edition.id)
    with ground.database.read() as session:
        student = session.execute(
            select(Person.account_id, Person.email).where(Person.edition_id == edition.id).order_by(Person.ref).limit(1)
        ).one()
        jury = select(Juror.account_id).where(Juror.edition_id == edition.id, Juror.panel == JURY)
        juror = session.execute(jury.limit(1)).scalar_one()
        organisation = _first_that_pays(session, edition.id)
        unsigned = first_unsigned(session, edition.id)
    ground.works.perform(by, _open_partners)
    found = [
        ground.works.perform(by, _enter_with_password, role, email, stored, organisation)
        for role, email in (
            (Role.ORGANISER, "organiser1@demo.example"),
            (Role.COACH, "coach1@demo.example"),
            (Role.PARTNER, "partner@demo.example"),
            (Role.INCUBATOR, "incubator@demo.example"),
            (Role.CHAIR, "chair@demo.example"),
        )
    ]
    ground.works.perform(by, accounts.set_password, student.account_id, stored)
    if unsigned is not None:
        account_id, address = unsigned
        ground.works.perform(by, accounts.set_password, account_id, stored)
        found.append(Account("unsigned", address))
    token = ground.works.perform(by, accounts.make_link, juror, Role.JUROR, purpose="entry")
    return [*found, Account("student", student.email), Account("juror", f"/j/{token}")]


def _open_partners(work: Work) -> None:
    """Let somebody of every third organisation in, so that the partner wall has visitors."""
    for number, card in enumerate(organisations_of(work.session, work.edition_id)[::3], start=1):
        email = f"partner{number}@demo.example"
        account = accounts.create_account(work, name=f"Partner of {card.name}", email=email)
        accounts.grant_role(work, account.id, Role.PARTNER, organisation_id=card.id)


def _first_that_pays(session: Session, edition_id: int) -> int:
    """Return an organisation with prices and teams to look at; any where nobody pays."""
    cards = organisations_of(session, edition_id)
    return next((card.id for card in cards if card.kind not in DuesSettings().free_kinds), cards[0].id)


def _enter_with_password(work: Work, role: Role, email: str, stored: str, organisation: int) -> Account:
    account = accounts.create_account(work, name=f"Demo {role.value}", email=email)
    accounts.grant_role(work, account.id, role, organisation_id=organisation if role is Role.PARTNER else 0)
    accounts.set_password(work, account.id, stored)
    return Account(role.value, email)
