"""What waits to be sent, whichever way it goes: the outbox of mails and the messages to browsers are tables alike.

Each has `edition_id`, `account_id`, `key`, `kind`, `due_at`, `sent_at` and `tries`; a message whose `due_at` lies ahead
is being sent right now, or was tried and waits.
"""

from sqlalchemy import Table, delete, select

from challenge.kernel.work import Work


def drop_unsent(work: Work, messages: Table, prefix: str) -> None:
    """Take out what nobody has tried to send yet; `prefix` is what the keys begin with."""
    own = (messages.c.edition_id == work.edition_id, messages.c.key.startswith(prefix, autoescape=True))
    waits = (messages.c.sent_at.is_(None), messages.c.tries == 0, messages.c.due_at <= work.real)
    work.session.execute(delete(messages).where(*own, *waits))


def drop_declined(work: Work, messages: Table, account_id: int, kind: str) -> None:
    """Take out an account's unsent messages of a kind, in all editions: it wants no more of them."""
    own = (messages.c.account_id == account_id, messages.c.kind == kind)
    waits = (messages.c.sent_at.is_(None), messages.c.due_at <= work.real)
    work.session.execute(delete(messages).where(*own, *waits))


def told(work: Work, messages: Table, prefix: str) -> set[int]:
    """Return the accounts to whom messages whose keys begin so were sent, or are being sent."""
    wanted = select(messages.c.account_id).where(
        messages.c.edition_id == work.edition_id, messages.c.key.startswith(prefix, autoescape=True)
    )
    return set(work.session.execute(wanted).scalars())
