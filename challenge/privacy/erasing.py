"""Taking somebody out: names, addresses and remarks go, what they did with others stays under nobody's name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, update

from challenge.accounts.models import Account, AccountSession, RoleGrant
from challenge.judging.models import Juror
from challenge.kernel.actor import Role
from challenge.kernel.columns import Personal, nothing_of
from challenge.kernel.db import Base
from challenge.kernel.errors import Conflict
from challenge.kernel.text import fold
from challenge.kernel.work import Work
from challenge.people.models import Person, StaffProfile
from challenge.people.rules import sorting_name
from challenge.privacy.events import PersonErased
from challenge.privacy.rules import NOBODY, pseudonym
from challenge.privacy.subjects import ABOUT, MENTIONS, WAYS_IN, About

FIRST, LAST = NOBODY.split(" ")
_NAMES = {"first_name": FIRST, "last_name": LAST, "name": NOBODY}
_HOUSEKEEPERS = (Role.ORGANISER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody of an edition by all the rows that are they; an account that others share counts as one person."""

    account_ids: frozenset[int]
    person_ids: frozenset[int]
    juror_ids: frozenset[int]

    def ids(self, who: str) -> frozenset[int]:
        """Return the inside names of a kind."""
        found: frozenset[int] = getattr(self, f"{who}_ids")
        return found


def erase_person(work: Work, public_id: str) -> dict[str, Any]:
    """Take somebody out of the edition, found by the outside name of their line as student, juror or staff.

    Names and addresses become nobody's, their own remarks and marks of presence go, sheets, teams and files stay. The
    account goes too unless another edition knows it.

    Raises:
        Conflict("privacy.absent"): nobody of the edition has that name.
        Conflict("privacy.organiser"): an organiser or administrator: the role is taken away first.
    """
    subject = subject_of(work, public_id)
    account_id = next(iter(subject.account_ids), 0)
    if account_id and _keeps_house(work, account_id):
        raise Conflict("privacy.organiser")
    words = _words_of(work, subject)
    is_whole = bool(account_id) and not _is_known_elsewhere(work, account_id)
    for name, about in ABOUT.items():
        if name != "account" or is_whole:
            _erase_rows(work, Base.metadata.tables[name], about, subject, is_whole=is_whole)
    if account_id:
        _shut(work, account_id, is_whole=is_whole)
    for name in MENTIONS:
        _unmention(work, Base.metadata.tables[name], words)
    work.session.expire_all()
    work.emit(PersonErased(account_id=account_id, is_whole=is_whole))
    return {"account": is_whole}


def subject_of(work: Work, public_id: str) -> Subject:
    """Return all that somebody of the edition is.

    Raises:
        Conflict("privacy.absent"): nobody has that name.
    """
    session, edition_id = work.session, work.edition_id
    found: list[tuple[str, int, int | None]] = []
    for kind, model in (("person", Person), ("juror", Juror), ("staff", StaffProfile)):
        wanted = select(model.id, model.account_id).where(model.edition_id == edition_id, model.public_id == public_id)
        found += [(kind, row.id, row.account_id) for row in session.execute(wanted)]
    if not found:
        raise Conflict("privacy.absent")
    account_id = found[0][2]
    people = {row_id for kind, row_id, _ in found if kind == "person"}
    jurors = {row_id for kind, row_id, _ in found if kind == "juror"}
    if account_id is not None:
        for model, into in ((Person, people), (Juror, jurors)):
            own = select(model.id).where(model.edition_id == edition_id, model.account_id == account_id)
            into.update(session.execute(own).scalars())
    accounts = frozenset() if account_id is None else frozenset([account_id])
    return Subject(accounts, frozenset(people), frozenset(jurors))


def _keeps_house(work: Work, account_id: int) -> bool:
    account = work.session.get_one(Account, account_id)
    held = select(RoleGrant.id).where(
        RoleGrant.account_id == account_id,
        RoleGrant.edition_id == work.edition_id,
        RoleGrant.role.in_([role.value for role in _HOUSEKEEPERS]),
    )
    return account.is_administrator or work.session.execute(held.limit(1)).first() is not None


def _is_known_elsewhere(work: Work, account_id: int) -> bool:
    """Say whether another edition has a role, a line or a profile of this account."""
    for model in (RoleGrant, Person, Juror, StaffProfile):
        wanted = select(model.id).where(model.account_id == account_id, model.edition_id != work.edition_id).limit(1)
        if work.session.execute(wanted).first() is not None:
            return True
    return False


def _words_of(work: Work, subject: Subject) -> dict[str, str]:
    """Return what the house may have written of them elsewhere, with what stands there from now on."""
    words: dict[str, str] = {}
    for row_id in sorted(subject.person_ids):
        person = work.session.get_one(Person, row_id)
        words[person.ref] = pseudonym(row_id)
        words |= _written(person.first_name, person.last_name, person.email)
        words[person.sort_name] = NOBODY
    for row_id in sorted(subject.juror_ids):
        juror = work.session.get_one(Juror, row_id)
        words |= _written(juror.first_name, juror.last_name, juror.email)
    for row_id in sorted(subject.account_ids):
        account = work.session.get_one(Account, row_id)
        words |= {account.name: NOBODY, **({account.email: ""} if account.email else {})}
    return {word: instead for word, instead in words.items() if word.strip()}


def _written(first: str, last: str, email: str | None) -> dict[str, str]:
    whole = {f"{first} {last}".strip(): NOBODY, f"{last} {first}".strip(): NOBODY}
    return whole | {fold(f"{last} {first}"): NOBODY} | ({email: ""} if email else {})


def _erase_rows(work: Work, table: Table, about: About, subject: Subject, *, is_whole: bool) -> None:
    ids = subject.ids(about.who)
    if not ids:
        return
    own: ColumnElement[bool] = table.c[about.column].in_(ids)
    if "edition_id" in table.c and not (is_whole and about.who == "account"):
        own &= table.c.edition_id == work.edition_id
    elif about.who == "account" and not is_whole:
        return  # not of one edition: it goes with the account
    if about.is_deleted:
        work.session.execute(delete(table).where(own))
    else:
        blank_rows(work, table, own)


def blank_rows(work: Work, table: Table, which: ColumnElement[bool], keep_days: int | None = None) -> int:
    """Put nothing in the place of personal values; return how many rows had any.

    Args:
        work: of the edition.
        table: any.
        which: the rows.
        keep_days: only columns that are kept so long; None for all.
    """
    columns = [column for column in table.columns if _is_personal(column, keep_days)]
    keys = list(table.primary_key.columns)
    changed = 0
    for row in work.session.execute(select(*keys, *columns).where(which)).mappings().all():
        blank = _blanked(table, columns, dict(row))
        if any(row[name] != value for name, value in blank.items()):
            here = [key == row[key.name] for key in keys]
            work.session.execute(update(table).where(*here).values(blank))
            changed += 1
    return changed


def _is_personal(column: Any, keep_days: int | None) -> bool:  # noqa: ANN401 - a column of any type
    privacy = column.info.get("privacy")
    return isinstance(privacy, Personal) and keep_days in (None, privacy.keep_days)


def _blanked(table: Table, columns: Sequence[Any], row: dict[str, Any]) -> dict[str, Any]:
    blank: dict[str, Any] = {column.name: nothing_of(column, row[column.name]) for column in columns}
    if table.name in ("account", "person", "juror", "staff_profile"):
        blank |= {name: value for name, value in _NAMES.items() if name in blank}
    if table.name == "person" and "ref" in blank:
        blank["ref"] = pseudonym(row["id"])
        blank["sort_name"] = sorting_name(FIRST, LAST, blank["ref"])
    return blank


def _shut(work: Work, account_id: int, *, is_whole: bool) -> None:
    """End what the account could do in the edition, or at all."""
    for name, column in WAYS_IN.items():
        table = Base.metadata.tables[name]
        own: ColumnElement[bool] = table.c[column] == account_id
        if "edition_id" in table.c and not is_whole:
            own &= table.c.edition_id == work.edition_id
        elif not is_whole:
            continue
        work.session.execute(delete(table).where(own))
    if is_whole:
        work.session.execute(delete(AccountSession).where(AccountSession.account_id == account_id))
        gone = {"password_hash": None, "disabled_at": work.real}
        work.session.execute(update(Account).where(Account.id == account_id).values(gone))


def _unmention(work: Work, table: Table, words: dict[str, str]) -> None:
    """Put other words in the place of somebody's within texts and lists that tell about many."""
    columns = [column for column in table.columns if _is_personal(column, None)]
    keys = list(table.primary_key.columns)
    wanted = select(*keys, *columns)
    if "edition_id" in table.c:
        wanted = wanted.where(table.c.edition_id == work.edition_id)
    for row in work.session.execute(wanted).mappings().all():
        said = {column.name: _without(row[column.name], words) for column in columns}
        changed = {name: value for name, value in said.items() if value != row[name]}
        if changed:
            work.session.execute(update(table).where(*[key == row[key.name] for key in keys]).values(changed))


def _without(value: Any, words: dict[str, str]) -> Any:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, dict):
        return {str(_without(key, words)): _without(part, words) for key, part in value.items()}
    if isinstance(value, list):
        return [_without(part, words) for part in value]
    if not isinstance(value, str):
        return value
    if value in words:
        return words[value]
    return _replaced(value, sorted(words.items(), key=lambda pair: -len(pair[0])))


def _replaced(text: str, words: Iterable[tuple[str, str]]) -> str:
    for word, instead in words:
        if " " in word or "@" in word:  # a short reference within a sentence may be anything
            text = text.replace(word, instead)
    return text
