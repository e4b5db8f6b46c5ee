"""Acts on staff, and invitations of everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, insert

from challenge.accounts.actions import Newcomer, create_accounts, make_link
from challenge.exchange.cells import Value
from challenge.exchange.difference import Arrival, Difference
from challenge.kernel.actor import Role
from challenge.kernel.ids import public_id, token_hash
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter, queue_message
from challenge.people import rules
from challenge.people.events import StaffChanged, StaffJoined
from challenge.people.models import StaffProfile
from challenge.people.queries import staff, uninvited

INVITED_AT_ONCE = 100


def import_staff(work: Work, difference: Difference) -> None:
    """Apply a list of coaches, experts and organisers; nobody is taken out by a file."""
    for role in rules.STAFF_ROLES:
        arrivals = [one for one in difference.arrivals if one.row.values["role"] == role]
        _join_staff(work, role, arrivals)
    rows = staff(work.session, work.edition_id) if difference.changes else []
    known = {f"{row.role} {email}": row for row, email in rows}
    for change in difference.changes:
        row = known[change.key]
        for part in change.fields:
            setattr(row, part.name, part.new)
        work.emit(StaffChanged(staff_id=row.id))


def _join_staff(work: Work, role: Role, arrivals: Sequence[Arrival]) -> None:
    if not arrivals:
        return
    rows = [_staff_values(work, arrival.row.values) for arrival in arrivals]
    newcomers = [
        Newcomer(rules.full_name(row["first_name"], row["last_name"], email), email)
        for row, email in ((row, row.pop("email")) for row in rows)
    ]
    for row, account_id in zip(rows, create_accounts(work, newcomers, role), strict=True):
        row["account_id"] = account_id
    # Of somebody who lost the role and is in a list again: the line from before gives way.
    before = (StaffProfile.edition_id == work.edition_id) & (StaffProfile.role == role)
    held = StaffProfile.account_id.in_([row["account_id"] for row in rows])
    work.session.execute(delete(StaffProfile).where(before, held))
    made = insert(StaffProfile).returning(StaffProfile.id, sort_by_parameter_order=True)
    for staff_id in work.session.execute(made, rows).scalars():
        work.emit(StaffJoined(staff_id=staff_id, role=role))


def _staff_values(work: Work, values: Mapping[str, Value]) -> dict[str, Any]:
    given = {"domains": (), "languages": (), "zone": "", "capacity": 0, "first_name": "", "last_name": "", **values}
    return {**given, "public_id": public_id(), "edition_id": work.edition_id, "joined_at": work.now}


def invite_some(work: Work, letter: Letter) -> dict[str, Any]:
    """Invite up to 100 people of the edition who are `queries.uninvited`; return how many, 0 when nobody is left.

    Each gets a link of their own by mail; it is kept nowhere but in the message, until that is sent. A hundred at a
    time, so that nobody else waits long for the write lock.
    """
    count = 0
    for account_id, role in uninvited(work.session, work.edition_id, most=INVITED_AT_ONCE):
        token = make_link(work, account_id, role, purpose="invitation")
        addressed = replace(letter, path=f"/invitations/{token}")
        count += queue_message(work, account_id, addressed, key=f"invitation:{token_hash(token)[:32]}")
    return {"count": count}
