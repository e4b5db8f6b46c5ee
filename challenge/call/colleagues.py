"""Colleagues of a partner: who speaks for an organisation and how far, who is invited, and the acts on both."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func, literal, select, union_all
from sqlalchemy.orm import Session

from challenge.accounts import actions as accounts
from challenge.accounts.models import Account, RoleGrant
from challenge.accounts.queries import named_account
from challenge.accounts.seats import end_links, revoke_seat
from challenge.call import rules
from challenge.call.actions import Way, send_link
from challenge.call.events import ColleagueInvited, ColleagueRevoked
from challenge.call.models import CallContact
from challenge.call.rules import ContactState
from challenge.kernel.actor import Role, Seat
from challenge.kernel.errors import Conflict, NotFound
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work
from challenge.organisations.models import Organisation

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SeatLine:
    """Somebody who speaks for an organisation, or is invited to."""

    person: str
    name: str
    email: str
    organisation: str
    organisation_name: str
    seat: str
    is_invited: bool


def seats(session: Session, edition_id: int, organisation_ids: Collection[int] | None = None) -> list[SeatLine]:
    """Return who speaks for organisations and who is invited, by organisation and name; of all, or of some."""
    who, of = RoleGrant, CallContact
    spoken = select(who.account_id, who.organisation_id, who.seat, literal(0), literal("")).where(
        who.edition_id == edition_id, who.role == Role.PARTNER.value, who.organisation_id > 0
    )
    # Of somebody invited the name that was typed: an address must not tell whose it is.
    invited = select(of.account_id, of.organisation_id, of.seat, literal(1), of.idea)
    invited = invited.where(of.edition_id == edition_id, of.state == ContactState.INVITED)
    both = union_all(spoken, invited).subquery("both")
    account_id, organisation_id, seat, is_invited, typed = both.c
    wanted = (
        select(
            *(Account.public_id, Account.name, Account.email, Organisation.public_id, Organisation.name),
            *(seat, is_invited, typed),
        )
        .join(Account, Account.id == account_id)
        .join(Organisation, Organisation.id == organisation_id)
        .order_by(Organisation.folded, is_invited, typed, case((is_invited == 0, Account.name), else_=""), Account.id)
    )
    if organisation_ids is not None:
        wanted = wanted.where(organisation_id.in_(organisation_ids))
    return [
        SeatLine(person, words if waits else name, email or "", named, title, held, bool(waits))
        for person, name, email, named, title, held, waits, words in session.execute(wanted)
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Colleague:
    """Who is invited, for which organisation, and to what."""

    name: str
    email: str
    organisation_id: int
    seat: Seat


def invite_colleague(work: Work, whom: Colleague, way: Way) -> dict[str, Any]:
    """Invite a colleague by mail with a link that works once; the answer is the same for every address.

    Raises:
        Busy("call.invitations_most"): ten of the organisation within a day.
        Invalid: `accounts.email`, `text.missing` with the field.
    """
    organisation = work.locked(Organisation, whom.organisation_id)  # two who invite at once are counted in turn
    counted = select(func.count(CallContact.id)).where(
        CallContact.organisation_id == organisation.id,
        CallContact.decided_by > 0,
        CallContact.asked_at > work.real - DAY,
        CallContact.edition_id == work.edition_id,
    )
    rules.check_invitations(work.session.execute(counted).scalar_one())
    account = accounts.create_account(work, name=whom.name, email=whom.email)
    row = work.add(
        CallContact(
            edition_id=work.edition_id,
            account_id=account.id,
            organisation_id=organisation.id,
            organisation=organisation.name[:120],
            kind="",
            title="",
            idea=bounded(clean_line(whom.name), "name", most=160),
            seat=whom.seat.value,
            state=ContactState.INVITED.value,
            origin=way.origin,
            asked_at=work.real,
            decided_by=work.actor.account_id,
        )
    )
    send_link(work, account, way, key=f"call:{row.public_id}")
    work.emit(ColleagueInvited(contact_id=row.id, organisation_id=organisation.id, seat=whom.seat.value))
    return {}


def revoke_colleague(work: Work, person: str, organisation_id: int) -> dict[str, Any]:
    """Let somebody speak for an organisation no more, and end what invites them to.

    Raises:
        NotFound("web.absent"): they neither speak for it nor are invited.
        Conflict("call.own_seat"): one's own; somebody else takes it away.
    """
    account = named_account(work.session, person)
    if account is None:
        raise NotFound("web.absent")
    if account.id == work.actor.account_id:
        raise Conflict("call.own_seat")
    wanted = select(CallContact).where(
        CallContact.edition_id == work.edition_id,
        CallContact.account_id == account.id,
        CallContact.organisation_id == organisation_id,
        CallContact.state == ContactState.INVITED,
    )
    invited = list(work.session.execute(wanted.with_for_update()).scalars())
    for row in invited:
        row.state, row.decided_at = ContactState.REFUSED.value, work.real
        end_links(work, account.id, "call")
    if not revoke_seat(work, account.id, organisation_id) and not invited:
        raise NotFound("web.absent")
    work.emit(ColleagueRevoked(account_id=account.id, organisation_id=organisation_id))
    return {}
