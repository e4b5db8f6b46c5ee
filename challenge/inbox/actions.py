"""Acts on inboxes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Table, insert, select, update

from challenge.inbox.events import ChoiceMade, NoticesRead, NoticeTold
from challenge.inbox.models import Notice, NoticeChoice, NoticeCopy
from challenge.inbox.queries import mail_readers, push_readers, seen_by
from challenge.inbox.rules import URGENT, Kind, Way
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter, queue_letters
from challenge.notifications.models import OutboxMessage
from challenge.notifications.waiting import drop_declined
from challenge.webpush.actions import Occasion, queue
from challenge.webpush.models import PushMessage

MESSAGES = {Way.MAIL: cast(Table, OutboxMessage.__table__), Way.PUSH: cast(Table, PushMessage.__table__)}
"""Where what is told waits, by the way it goes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What is told.

    Fields:
        kind: what it is about; people choose by it whether they want mail as well.
        letter: texts of the catalogues, filling and path; empty texts when `texts` is given.
        texts: [title, Markdown] by language, for words that people wrote.
        roles: to whom sessions of an entry link show it; empty for nobody.
        by_mail: False: no mail, whatever people chose; browsers are told all the same.
        by_push: False: browsers are not told either.
    """

    kind: Kind
    letter: Letter
    texts: Mapping[str, list[str]] = field(default_factory=dict)
    roles: Collection[str] = ()
    by_mail: bool = True
    by_push: bool = True

    def for_mail(self, locale: str) -> Letter:
        """Return the letter in a language."""
        return worded(self.texts, self.letter.path, locale) if self.texts else self.letter


def worded(texts: Mapping[str, list[str]], path: str, locale: str, subject: str = "%(title)s") -> Letter:
    """Return people's own words as a letter; `subject` is a text of the catalogues with `%(title)s`."""
    title, body = texts[locale]
    return Letter(subject=subject, body="%(text)s", filling={"title": title, "text": body}, path=path)


def tell(work: Work, account_ids: Collection[int], told: Told, *, key: str) -> bool:
    """Put a notice into inboxes, and before those who want its kind by mail or push; False when it was put before.

    Args:
        work: names the edition.
        account_ids: who is told; each once, however often named.
        told: what.
        key: names the occasion; a notice is told once per key, however often it is asked for.
    """
    known = work.session.execute(select(Notice.id).where(Notice.key == key)).first()
    people = sorted(set(account_ids))
    if known is not None or not people:
        return False
    row = work.add(
        Notice(
            edition_id=work.edition_id,
            kind=told.kind.value,
            key=key,
            subject=told.letter.subject,
            body=told.letter.body,
            filling=dict(told.letter.filling),
            texts=dict(told.texts),
            path=told.letter.path,
            roles=f",{','.join(sorted(told.roles))}," if told.roles else "",
            version=1,
            told_at=work.now,
        )
    )
    readers = mail_readers(work.session, people, told.kind) if told.by_mail else []
    letters = [(account_id, f"{key}:{account_id}", told.for_mail(locale)) for account_id, locale in readers]
    queue_letters(work, letters, kind=told.kind.value)
    if told.by_push:
        push(work, row, people, {})
    mailed = {account_id for account_id, _ in readers}
    copies = [
        {"notice_id": row.id, "account_id": one, "mailed_at": work.real if one in mailed else None} for one in people
    ]
    work.session.execute(insert(NoticeCopy), copies)
    work.emit(NoticeTold(notice_id=row.id, people=len(people), mails=len(readers)))
    return True


def push(work: Work, row: Notice, account_ids: Collection[int], subjects: Mapping[int, str]) -> None:
    """Tell the browsers of those who want it; `subjects` says of whom a text that says more than the title."""
    readers = push_readers(work.session, sorted(account_ids), Kind(row.kind))
    plain = Letter(subject=row.subject, body=row.body, filling=row.filling, path=row.path)
    letters = {
        one: worded(row.texts, row.path, locale, subjects.get(one, "%(title)s")) if row.texts else plain
        for one, locale in readers
    }
    key = f"{row.key}:{row.version}"
    queue(work, letters, Occasion(key=key, about=row.key, kind=row.kind, is_urgent=Kind(row.kind) in URGENT))


def mark_read(work: Work, notice_id: int | None = None) -> dict[str, Any]:
    """Count one of the actor's notices as read, or all of the edition's that this session shows; answers how many."""
    shown = select(Notice.id).where(Notice.edition_id == work.edition_id, seen_by(work.actor))
    if notice_id is not None:
        shown = shown.where(Notice.id == notice_id)
    fresh = update(NoticeCopy).where(NoticeCopy.account_id == work.actor.account_id, NoticeCopy.read_at.is_(None))
    done = work.session.execute(
        fresh.where(NoticeCopy.notice_id.in_(shown)).values(read_at=work.real).returning(NoticeCopy.notice_id)
    ).all()
    if done:
        work.emit(NoticesRead(account_id=work.actor.account_id, count=len(done)))
    return {"count": len(done)}


def choose(work: Work, account_id: int, wanted: Mapping[Kind, bool], way: Way = Way.MAIL) -> dict[str, Any]:
    """Set which kinds an account wants by mail or another way; kinds that are not named stay as they are.

    What waits of a kind that is not wanted any more is not sent.
    """
    for kind, is_wanted in wanted.items():
        row = work.session.get(NoticeChoice, (account_id, kind.value))
        if (getattr(row, way.value) if row else True) == is_wanted:
            continue
        if row is None:
            row = NoticeChoice(account_id=account_id, kind=kind.value, by_mail=True, by_push=True, chosen_at=work.real)
            work.session.add(row)
        setattr(row, way.value, is_wanted)
        if way is Way.MAIL:
            row.chosen_at = work.real
        work.emit(ChoiceMade(account_id=account_id, kind=kind.value, by_mail=row.by_mail, by_push=row.by_push))
        if not is_wanted:
            drop_declined(work, MESSAGES[way], account_id, kind.value)
    return {kind.value: is_wanted for kind, is_wanted in wanted.items()}


def choose_ways(work: Work, account_id: int, chosen: Mapping[Way, Mapping[Kind, bool]]) -> dict[str, Any]:
    """Set which kinds an account wants which way; see `choose`."""
    return {way.value: choose(work, account_id, wanted, way) for way, wanted in chosen.items()}
