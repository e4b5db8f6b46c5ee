"""Acts of the call."""

from dataclasses import dataclass, replace
from typing import Any

from challenge.accounts import actions as accounts
from challenge.accounts.models import Account, Link
from challenge.accounts.queries import account_by_email
from challenge.accounts.rules import normal_email
from challenge.call import rules
from challenge.call.events import CallSet, ContactConfirmed, ContactDecided, ContactMade
from challenge.call.models import CallContact
from challenge.call.queries import count_from, is_newcomer, latest_contact, links_sent, speaks_for
from challenge.call.rules import Claim, ContactState
from challenge.editions.models import Edition
from challenge.kernel.actor import Role, Seat
from challenge.kernel.text import bounded, clean_block, clean_line, fold
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter, queue_message
from challenge.organisations.actions import add_organisation
from challenge.organisations.queries import ids_by_folded
from challenge.organisations.rules import Kind, checked_name
from challenge.problems.drafting import prefill
from challenge.problems.settings import SETTING, CallSettings, OwnField, call_of

LETTER = (
    "Hello,\n\nfollow this link to post your problem. It works once, for two days. If you did not ask for it, "
    "leave it alone: nothing happens."
)


_FRESH = (ContactState.SENT, ContactState.INVITED)


@dataclass(frozen=True, kw_only=True, slots=True)
class First:
    """What somebody says before having an account."""

    name: str
    email: str
    organisation: str
    kind: Kind = Kind.SME
    title: str = ""
    idea: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """How a link reaches its reader.

    Fields:
        origin: keyed hash of where the wish came from.
        token: the secret of the link, made by the caller.
        path: where it leads, the secret included.
        base: scheme and host for an instance without BASE_URL.
    """

    origin: str
    token: str
    path: str
    base: str


def make_contact(work: Work, first: First, way: Way) -> dict[str, Any]:
    """Note a first contact and send its link; the answer is the same whether the address is known or not.

    Raises:
        Busy("call.too_many"): too many from one place within an hour.
        Invalid: `accounts.email`, `text.missing`, `text.too_long`, `organisations.name` with the field.
    """
    rules.check_rate(count_from(work.session, way.origin, work.real))
    account = accounts.create_account(work, name=first.name, email=first.email)
    row = work.add(
        CallContact(
            edition_id=work.edition_id,
            account_id=account.id,
            organisation=checked_name(first.organisation),
            kind=first.kind.value,
            title=bounded(clean_line(first.title), "title", most=160, required=False),
            idea=bounded(clean_block(first.idea), "idea", most=4000, required=False),
            state=ContactState.SENT.value,
            origin=way.origin,
            asked_at=work.real,
        )
    )
    send_link(work, account, way, key=f"call:{row.public_id}")
    work.emit(ContactMade(contact_id=row.id))
    return {}


def ask_again(work: Work, email: str, way: Way) -> dict[str, Any]:
    """Send another link to somebody who was in contact; nobody learns whether anything was sent.

    Raises:
        Busy("call.too_many"): too many from one place within an hour.
        Invalid("accounts.email"): no address.
    """
    rules.check_rate(count_from(work.session, way.origin, work.real))
    account = account_by_email(work.session, normal_email(email))
    row = work.add(
        CallContact(
            edition_id=work.edition_id,
            organisation="",
            kind="",
            title="",
            idea="",
            state=ContactState.AGAIN.value,
            origin=way.origin,
            asked_at=work.real,
        )
    )
    if account is not None and latest_contact(work.session, work.edition_id, account.id) is not None:
        send_link(work, account, way, key=f"call:{row.public_id}")
    return {}


def send_link(work: Work, account: Account, way: Way, *, key: str) -> None:
    """Send a link, unless the address got enough of them within the hour."""
    if links_sent(work.session, work.edition_id, account.id, work.real) >= rules.PER_ADDRESS:
        return
    accounts.make_link(work, account.id, Role.PARTNER, purpose="call", token=way.token)
    letter = Letter(
        subject="Your problem for the challenge",
        body=LETTER,
        path=way.path,
        base=way.base,
        opens_door=True,
    )
    queue_message(work, account.id, letter, key=key)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody who followed a link: the secret of the session, and the draft that waits, "" for none."""

    session_token: str
    draft: str


def follow_link(work: Work, link_id: int, *, device: str, password_hash: str | None = None) -> Arrived:
    """Let somebody in by the link of a first contact: account, role and organisation in one change.

    Whoever is known already enters as a partner of this edition and nothing else: a mailbox must not open an
    organiser's desk.

    Args:
        work: names the edition.
        link_id: a link of purpose `call`.
        device: as the browser calls itself.
        password_hash: for a new account alone; passed over for any other.

    Raises:
        NotFound("accounts.link"): used by somebody faster.
    """
    link = accounts.use_link(work, link_id)
    account = work.locked(Account, link.account_id)
    newcomer = is_newcomer(work.session, account)
    if newcomer and password_hash is not None:
        accounts.set_password(work, account.id, password_hash)
    row = latest_contact(work.session, work.edition_id, account.id)
    draft = _arrive(work, row, account.id) if row is not None and row.state in _FRESH else ""
    return Arrived(_session(work, link, device, newcomer=newcomer), draft)


def _session(work: Work, link: Link, device: str, *, newcomer: bool) -> str:
    return accounts.open_session(work, link.account_id, device=device, by="call", only=None if newcomer else link)


def _arrive(work: Work, row: CallContact, account_id: int) -> str:
    """Give a confirmed contact its role and organisation, and its words as a draft; return the draft's name."""
    if row.state == ContactState.INVITED:
        assert row.organisation_id is not None
        row.state, seat = ContactState.JOINED.value, Seat(row.seat)
        accounts.grant_role(work, account_id, Role.PARTNER, organisation_id=row.organisation_id, seat=seat)
        work.emit(ContactConfirmed(contact_id=row.id, waits=False))
        return ""
    work.locked(Edition, work.edition_id)  # two newcomers of one new organisation arrive one after the other
    known = ids_by_folded(work.session, [fold(row.organisation)]).get(fold(row.organisation))
    speaks = known is not None and speaks_for(work.session, account_id, known)
    settings = call_of(work.session.get_one(Edition, work.edition_id).settings)
    waits = Claim(known is not None, speaks, settings.checks_all).waits()
    row.organisation_id = known
    row.state = (ContactState.WAITING if waits else ContactState.JOINED).value
    if waits:
        accounts.grant_role(work, account_id, Role.PARTNER)
    else:
        _join(work, row, account_id)
    work.emit(ContactConfirmed(contact_id=row.id, waits=waits))
    return prefill(work, account_id, {"title": row.title, "summary": row.idea})


def _join(work: Work, row: CallContact, account_id: int) -> None:
    organisation_id = add_organisation(work, row.organisation, kind=Kind(row.kind))
    row.organisation_id = organisation_id
    accounts.grant_role(work, account_id, Role.PARTNER, organisation_id=organisation_id)


def decide_contact(work: Work, contact_id: int, *, accepted: bool) -> dict[str, Any]:
    """Let somebody speak for an organisation, or not; by an organiser or by somebody who speaks for it.

    Raises:
        Conflict("call.decided"): somebody was faster.
    """
    row = work.locked(CallContact, contact_id)
    rules.check_waiting(row.state)
    assert row.account_id is not None
    row.state = (ContactState.JOINED if accepted else ContactState.REFUSED).value
    row.decided_by, row.decided_at = work.actor.account_id, work.real
    if accepted:
        _join(work, row, row.account_id)
    work.emit(ContactDecided(contact_id=row.id, accepted=accepted))
    return {"organisation": row.organisation}


def add_field(work: Work, label_fr: str, label_en: str, *, is_required: bool) -> dict[str, Any]:
    """Add a field to the form of problems; its code is made of its English label.

    Raises:
        Invalid("call.fields_most"), Conflict("call.field_known"): twelve are there; one has that name.
    """
    call = call_of(work.locked(Edition, work.edition_id).settings)
    code = rules.field_code(label_en, [one.code for one in call.own_fields])
    labels = {"label_fr": clean_line(label_fr), "label_en": clean_line(label_en)}
    field = OwnField(code=code, is_required=is_required, **labels)
    return set_call(work, replace(call, own_fields=(*call.own_fields, field)))


def remove_field(work: Work, code: str) -> dict[str, Any]:
    """Take a field out of the form; what was answered stays with the problems, unseen."""
    call = call_of(work.locked(Edition, work.edition_id).settings)
    return set_call(work, replace(call, own_fields=tuple(one for one in call.own_fields if one.code != code)))


def set_call(work: Work, call: CallSettings) -> dict[str, Any]:
    """Keep how the call of the edition goes."""
    edition = work.locked(Edition, work.edition_id)
    edition.settings = {**edition.settings, SETTING: call.stored()}
    work.emit(CallSet(door=call.door.value))
    return {"door": call.door.value}
