"""What a roster changes. Rosters come in thousands of rows, so everything here goes by the batch."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from challenge.accounts.actions import Newcomer, create_accounts, grant_roles, revoke_roles
from challenge.exchange.cells import Value
from challenge.exchange.difference import LEFT, PRESENCE, Arrival, Change, Difference, FieldChange
from challenge.kernel.actor import Role
from challenge.kernel.ids import public_id
from challenge.kernel.work import Work
from challenge.people import rules
from challenge.people.events import PersonChanged, PersonJoined, PersonLeft, PersonMoved, PersonReturned
from challenge.people.models import Person, PersonCorrection

_PRIVATE = frozenset(rules.SENSITIVE) - {"needs"}

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
    """Apply a roster: arrivals get an account without password, leavers keep their row, changed fields are changed.

    Who leaves does so first, and numbers change before anybody joins: an address or a number that one student gives
    up may be another's in the same file.
    """
    known = _by_ref(work) if difference.changes or difference.leavers or difference.standing else {}
    found = {change.key: known[change.key] for change in difference.changes}
    leave(work, [known[leaver.key] for leaver in difference.leavers])
    back = [one for one in found.values() if one.left_at is not None]
    movers = [found[change.key] for change in difference.changes if _change(work, found[change.key], change)]
    _let_in(work, [one for one in back if one.left_at is None])
    _move_accounts(work, movers)
    _settle(work, known, difference)
    _join(work, difference.arrivals)


def leave(work: Work, people: Sequence[Person]) -> None:
    """Note that students left: the rows stay with their team and work, the right to enter goes."""
    revoke_roles(work, [one.account_id for one in people if one.account_id is not None], Role.STUDENT)
    for person in people:
        person.left_at = work.now
        work.emit(PersonLeft(person_id=person.id))


def _let_in(work: Work, people: Sequence[Person]) -> None:
    """Let people who returned enter by the account that their wishes, team and deliverables name."""
    grant_roles(work, [one.account_id for one in people if one.account_id is not None], Role.STUDENT)
    for person in people:
        if person.account_id is None:
            (person.account_id,) = create_accounts(work, [Newcomer(person.name, person.email)], Role.STUDENT)
            work.emit(PersonMoved(person_id=person.id, account_id=person.account_id))
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
    private = {name: values.pop(name) for name in _PRIVATE & values.keys()}
    return {
        **values,
        "private": {name: value for name, value in private.items() if value},
        "public_id": public_id(),
        "edition_id": work.edition_id,
        "ref": ref,
        "sort_name": rules.sorting_name(first, last, ref),
        "custom": arrival.row.custom,
        "joined_at": work.now,
        "left_at": None,
    }


def _change(work: Work, person: Person, change: Change) -> bool:
    """Change a student's fields; True when they are to enter by another address."""
    names = [part.name for part in change.fields]
    entered_by = person.email
    for part in change.fields:
        if part.name == PRESENCE and not part.custom:
            person.left_at = None
            if part.new == LEFT:
                leave(work, [person])
        else:
            put_field(person, part)
    person.sort_name = rules.sorting_name(person.first_name, person.last_name, person.ref)
    work.emit(PersonChanged(person_id=person.id, fields=names))
    return bool(person.email) and person.email != entered_by and person.left_at is None


def put_field(person: Person, part: FieldChange) -> None:
    """Give a student's field its new value, wherever it is kept."""
    if part.custom:
        person.custom = {**person.custom, part.name: str(part.new)}
    elif part.name in _PRIVATE:
        person.private = {**person.private, part.name: part.new}
    else:
        setattr(person, "ref" if part.name == "student_id" else part.name, part.new)


def _settle(work: Work, known: dict[str, Person], difference: Difference) -> None:
    """End corrections that the file was preferred to, and note what the school says where the person's own stand."""
    ended = [
        (PersonCorrection.person_id == known[change.key].id) & (PersonCorrection.field == part.name)
        for change in difference.changes
        for part in change.fields
        if part.contested
    ]
    for one in ended:
        work.session.execute(delete(PersonCorrection).where(one))
    for change in difference.standing:
        of_person = select(PersonCorrection).where(PersonCorrection.person_id == known[change.key].id)
        rows = {row.field: row for row in work.session.execute(of_person).scalars()}
        for part in change.fields:
            rows[part.name].said = part.new


def _move_accounts(work: Work, people: Sequence[Person]) -> None:
    """Give people with another address the account of that address.

    The old account keeps its address: it may belong to somebody with rights in another edition, and whoever can change
    the address of an account can enter it. All old roles go before the new ones are given: two may have swapped.
    """
    if not people:
        return
    revoke_roles(work, [one.account_id for one in people if one.account_id is not None], Role.STUDENT)
    accounts = create_accounts(work, [Newcomer(one.name, one.email) for one in people], Role.STUDENT)
    for person, account_id in zip(people, accounts, strict=True):
        if person.account_id != account_id:
            person.account_id = account_id
            work.emit(PersonMoved(person_id=person.id, account_id=account_id))
