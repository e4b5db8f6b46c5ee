"""Acts on the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, func, insert, select

from challenge.accounts.models import Account
from challenge.kernel.work import Work
from challenge.notifications import rules
from challenge.notifications.events import (
    AddressRefused,
    AddressReleased,
    MessageFailed,
    MessageQueued,
    MessageSent,
)
from challenge.notifications.models import OutboxMessage, RefusedAddress
from challenge.notifications.queries import refused_in

PACE_LOCK = 0x6D61696C
"""Names the turnstile of those who count what was sent, among PostgreSQL's advisory locks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What is told.

    Fields:
        subject, body: texts of the catalogues with `%(name)s`.
        filling: values for both; never secrets.
        path: where it leads to, from the root; may hold a secret and is emptied once sent.
        base: scheme and host of the request behind it, for an instance without BASE_URL; "" for none.
        opens_door: nobody enters without it (an invitation): it goes before what merely tells.
    """

    subject: str
    body: str
    filling: Mapping[str, str | int] = field(default_factory=dict)
    path: str = ""
    base: str = ""
    opens_door: bool = False


def queue_message(work: Work, account_id: int, letter: Letter, *, key: str, address: str | None = None) -> bool:
    """Put a message into the outbox; False when the key was used before or the account has no address.

    Args:
        work: names the edition.
        account_id: who is told.
        letter: what is told.
        key: names the occasion; a message is queued once per key, however often it is asked for.
        address: where it goes in the place of the account's own; it then follows no later change.
    """
    own = work.session.execute(select(Account.email).where(Account.id == account_id)).scalar_one_or_none()
    known = work.session.execute(select(OutboxMessage.id).where(OutboxMessage.key == key)).first()
    if (own is None and address is None) or known is not None:
        return False
    row = work.add(OutboxMessage(**_columns(work, account_id, key, letter), kind="", address=address))
    work.emit(MessageQueued(message_id=row.id))
    return True


def queue_letters(work: Work, letters: Sequence[tuple[int, str, Letter]], *, kind: str) -> None:
    """Put many messages of one occasion into the outbox, in one statement; the occasion's own fact stands for them.

    Args:
        work: names the edition.
        letters: account with an address, key that nobody used before, and what is told.
        kind: what people may decline by the mail's own link; "" for what cannot be declined.
    """
    rows = [{**_columns(work, account_id, key, letter), "kind": kind} for account_id, key, letter in letters]
    if rows:
        work.session.execute(insert(OutboxMessage), rows)


def _columns(work: Work, account_id: int, key: str, letter: Letter) -> dict[str, Any]:
    """Return a new message's row but for its kind: due at once, not tried yet."""
    return {
        "edition_id": work.edition_id,
        "account_id": account_id,
        "key": key,
        "subject": letter.subject,
        "body": letter.body,
        "filling": dict(letter.filling),
        "base": letter.base,
        "path": letter.path,
        "opens_door": letter.opens_door,
        "queued_at": work.real,
        "due_at": work.real,
        "tries": 0,
        "problem": "",
    }


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to send for two minutes; `account` is its reader's outside name."""

    id: int
    key: str
    kind: str
    account: str
    address: str
    name: str
    locale: str
    subject: str
    body: str
    filling: dict[str, Any]
    base: str
    path: str


def _is_too_fast(work: Work, per_minute: int) -> bool:
    """True when as many messages as may be were taken within the last minute, by whichever worker."""
    if work.connection.dialect.name == "postgresql":
        # Else two workers count at once, and both find room for the last one. SQLite has one writer.
        work.connection.execute(select(func.pg_advisory_xact_lock(PACE_LOCK)))
    since = work.real - timedelta(seconds=rules.PACE_S)
    taken = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.tried_at > since)
    return work.session.execute(taken).scalar_one() >= per_minute


def claim_message(work: Work, per_minute: int = 0) -> Claimed | None:
    """Take the next due message for sending; None when nothing is due. Those to refused addresses stay where they are.

    The lease keeps other workers off; should this one die, the message is due again after two minutes. It may then be
    sent twice: its Message-ID is the same, and most mail programs show it once.

    Args:
        work: of the house.
        per_minute: how many may be taken within a minute, of all editions and workers; 0 for no bound. Those that
            open a door are taken first, the others in the order in which they are due.
    """
    if per_minute and _is_too_fast(work, per_minute):
        return None
    due = (
        select(OutboxMessage, Account)
        .join(Account, Account.id == OutboxMessage.account_id)
        .where(OutboxMessage.sent_at.is_(None), OutboxMessage.due_at <= work.real)
        .where(~exists().where(RefusedAddress.address == func.coalesce(OutboxMessage.address, Account.email)))
        .order_by(OutboxMessage.opens_door.desc(), OutboxMessage.due_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=OutboxMessage)
    )
    row = work.session.execute(due).one_or_none()
    if row is None:
        return None
    message, account = row[0], row[1]
    message.due_at, message.tried_at = work.real + timedelta(seconds=rules.LEASE_S), work.real
    return Claimed(
        message.id,
        message.key,
        message.kind,
        account.public_id,
        message.address or account.email or "",
        account.name,
        account.locale,
        message.subject,
        message.body,
        message.filling,
        message.base,
        message.path,
    )


def note_sent(work: Work, message_id: int) -> None:
    """Mark a message as sent; the secret it carried is forgotten here."""
    row = work.locked(OutboxMessage, message_id)
    row.sent_at, row.due_at, row.path, row.problem = work.real, None, "", ""
    row.tries += 1
    work.emit(MessageSent(message_id=row.id), edition_id=row.edition_id)


def note_failure(work: Work, message_id: int, problem: str) -> None:
    """Count a failed try; the last one gives the message up until an organiser asks again."""
    row = work.locked(OutboxMessage, message_id)
    row.tries += 1
    row.problem = problem[:300]
    row.due_at = rules.next_try(row.tries, work.real)
    if row.due_at is None:
        work.emit(MessageFailed(message_id=row.id), edition_id=row.edition_id)


def try_again(work: Work) -> dict[str, Any]:
    """Make every message of the edition that was given up due now; return how many."""
    given_up = select(OutboxMessage).where(
        OutboxMessage.edition_id == work.edition_id, OutboxMessage.sent_at.is_(None), OutboxMessage.due_at.is_(None)
    )
    rows = list(work.session.execute(given_up).scalars())
    for row in rows:
        row.due_at, row.tries = work.real, 0
    return {"count": len(rows)}


def note_refusal(work: Work, message_id: int, address: str, words: str) -> None:
    """Note that the server refuses an address for good: nothing more is sent to it, and nothing that waits is lost.

    The message stays due and goes as soon as its reader has another address, or an organiser has this one tried again.
    """
    message = work.locked(OutboxMessage, message_id)
    # Two workers may be told of the same address at once: its account is their turnstile.
    work.locked(Account, message.account_id)
    # As if it had not been taken: it keeps its place before what was queued after it.
    message.due_at, message.problem = message.queued_at, words[:300]
    known = select(RefusedAddress).where(RefusedAddress.address == address)
    row = work.session.execute(known).scalar_one_or_none()
    if row is None:
        row = RefusedAddress(account_id=message.account_id, address=address)
        work.session.add(row)
    row.account_id, row.words, row.refused_at = message.account_id, words[:300], work.real
    work.emit(AddressRefused(account_id=message.account_id, message_id=message.id), edition_id=message.edition_id)


def release_addresses(work: Work, public_id: str = "") -> dict[str, Any]:
    """Have a refused address of the edition tried again, or all of them; return how many. What waits goes at once."""
    rows = list(work.session.execute(refused_in(work.edition_id, public_id)).scalars())
    for row in rows:
        work.session.delete(row)
        work.emit(AddressReleased(account_id=row.account_id))
    return {"count": len(rows)}
