"""Acts on people. Rosters come in thousands of rows, so everything here goes by the batch."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select

from challenge.accounts.actions import Newcomer, create_accounts, make_link, revoke_role
from challenge.exchange.cells import Value
from challenge.exchange.difference import Arrival, Change, Difference
from challenge.kernel.actor import Role
from challenge.kernel.ids import public_id, token_hash
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter, queue_message
from challenge.people import rules
from challenge.people.events import (
    PersonChanged,
    PersonJoined,
    PersonLeft,
    PersonReturned,
    StaffChanged,
    StaffJoined,
)
from challenge.people.models import Person, StaffProfile
from challenge.people.queries import staff, uninvited

INVITED_AT_ONCE = 100

_DEFAULTS: dict[str, Value] = {
    "first_name": "",
    "last_name": "",
    "email": None,
    "department": "",
    "level": 0,
    "school": "",
    "languages": (),
    "site": "",
    "skills": (),
    "present": True,
    "needs": "",
    "consents": (),
}


def import_roster(work: Work, difference: Difference) -> None:
    """Apply a roster: arrivals get an account without password, leavers keep their row, changed fields are changed."""
    _join(work, difference.arrivals)
    known = _by_ref(work) if difference.changes or difference.leavers else {}
    for change in difference.changes:
        _change(work, known[change.key], change)
    for leaver in difference.leavers:
        _leave(work, known[leaver.key])


def _leave(work: Work, person: Person) -> None:
    person.left_at = work.now
    if person.account_id is not None:
        revoke_role(work, person.account_id, Role.STUDENT)
    work.emit(PersonLeft(person_id=person.id))


def _return(work: Work, person: Person) -> None:
    person.left_at = None
    (person.account_id,) = create_accounts(work, [Newcomer(person.name, person.email)], Role.STUDENT)
    work.emit(PersonReturned(person_id=person.id))


def _by_ref(work: Work) -> dict[str, Person]:
    rows = work.session.execute(select(Person).where(Person.edition_id == work.edition_id)).scalars()
    return {row.ref: row for row in rows}


def _join(work: Work, arrivals: Sequence[Arrival]) -> None:
    if not arrivals:
        return
    rows = [_fresh(work, arrival) for arrival in arrivals]
    newcomers = [
        Newcomer(rules.full_name(row["first_name"], row["last_name"], row["ref"]), row["email"]) for row in rows
    ]
    for row, account_id in zip(rows, create_accounts(work, newcomers, Role.STUDENT), strict=True):
        row["account_id"] = account_id
    made = insert(Person).returning(Person.id, sort_by_parameter_order=True)
    for person_id in work.session.execute(made, rows).scalars():
        work.emit(PersonJoined(person_id=person_id))


def _fresh(work: Work, arrival: Arrival) -> dict[str, Any]:
    values = {**_DEFAULTS, **arrival.row.values}
    ref = str(values.pop("student_id"))
    first, last = str(values["first_name"]), str(values["last_name"])
    return {
        **values,
        "public_id": public_id(),
        "edition_id": work.edition_id,
        "ref": ref,
        "sort_name": rules.sorting_name(first, last, ref),
        "custom": arrival.row.custom,
        "joined_at": work.now,
        "left_at": None,
    }


def _change(work: Work, person: Person, change: Change) -> None:
    names = [part.name for part in change.fields]
    for part in change.fields:
        if part.custom:
            person.custom = {**person.custom, part.name: str(part.new)}
        elif part.name == "presence":
            _return(work, person)
        else:
            setattr(person, part.name, part.new)
    person.sort_name = rules.sorting_name(person.first_name, person.last_name, person.ref)
    if "email" in names:
        _move_account(work, person)
    work.emit(PersonChanged(person_id=person.id, fields=names))


def _move_account(work: Work, person: Person) -> None:
    """Give a person with another address the account of that address.

    The old account keeps its address: it may belong to somebody with rights in another edition, and whoever can change
    the address of an account can enter it.
    """
    if person.account_id is not None:
        revoke_role(work, person.account_id, Role.STUDENT)
    (person.account_id,) = create_accounts(work, [Newcomer(person.name, person.email)], Role.STUDENT)


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
