"""A notice that turned out wrong: corrected or withdrawn for everybody who has it, and said so."""

from collections.abc import Mapping

from sqlalchemy import select, update

from challenge.inbox.actions import MESSAGES, push, worded
from challenge.inbox.events import NoticeChanged
from challenge.inbox.models import Notice, NoticeCopy
from challenge.inbox.queries import mail_readers
from challenge.inbox.rules import Kind, Way
from challenge.kernel.work import Work
from challenge.notifications.actions import queue_letters
from challenge.notifications.waiting import drop_unsent, told

CORRECTED, WITHDRAWN = "Corrected: %(title)s", "Withdrawn: %(title)s"


def correct_notice(
    work: Work, key: str, texts: Mapping[str, list[str]], *, by_push: bool = True, again: bool = True
) -> bool:
    """Give a notice other words; it is new to its readers again. False when nobody has it.

    The same words change nothing, and what is withdrawn stays so. Mails that wait are replaced; who was sent one gets
    another that says so in its subject.

    Args:
        work: of the edition.
        key: the notice's.
        texts: [title, Markdown] by language.
        by_push: False: browsers are not told.
        again: False: people are told of it by another notice, so nobody who was sent this one is sent anything more,
            nor is it new to them.
    """
    row = _locked(work, key)
    if row is None:
        return False
    if row.texts == texts or row.withdrawn_at is not None:
        return True
    row.version += 1
    row.texts, row.corrected_at = dict(texts), work.now
    _mail_again(work, row, CORRECTED, again=again)
    if by_push:
        _push_again(work, row, CORRECTED, again=again)
    _changed(work, row, again=again)
    return True


def withdraw_notice(work: Work, key: str, *, again: bool = True) -> bool:
    """Say of a notice that it holds no more; it stays readable as such. False when nobody has it.

    Done again it changes nothing. Mails that wait are dropped; who was sent one gets another that says so in its
    subject. `again` as `correct_notice` has it.
    """
    row = _locked(work, key)
    if row is None:
        return False
    if row.withdrawn_at is not None:
        return True
    row.version += 1
    row.withdrawn_at = work.now
    _mail_again(work, row, WITHDRAWN, again=again)
    _push_again(work, row, WITHDRAWN, again=again)
    _changed(work, row, again=again)
    return True


def _locked(work: Work, key: str) -> Notice | None:
    wanted = select(Notice).where(Notice.key == key, Notice.edition_id == work.edition_id)
    return work.session.execute(wanted.with_for_update()).scalar_one_or_none()


def _mail_again(work: Work, row: Notice, subject: str, *, again: bool) -> None:
    drop_unsent(work, MESSAGES[Way.MAIL], f"{row.key}:")
    written = told(work, MESSAGES[Way.MAIL], f"{row.key}:")
    copies = select(NoticeCopy.account_id).where(NoticeCopy.notice_id == row.id, NoticeCopy.mailed_at.is_not(None))
    mailed = list(work.session.execute(copies).scalars())
    letters = []
    for account_id, locale in mail_readers(work.session, mailed, Kind(row.kind)):
        if again if account_id in written else subject == CORRECTED:
            said = subject if account_id in written else "%(title)s"
            letter = worded(row.texts, row.path, locale, said)
            letters.append((account_id, f"{row.key}:{account_id}:{row.version}", letter))
    queue_letters(work, letters, kind=row.kind)


def _push_again(work: Work, row: Notice, subject: str, *, again: bool) -> None:
    """Tell browsers anew, in the place of what they showed; of a withdrawal those alone that were told.

    Not `again`: nothing but what waits is taken out.
    """
    drop_unsent(work, MESSAGES[Way.PUSH], f"{row.key}:")
    if not again:
        return
    pushed = told(work, MESSAGES[Way.PUSH], f"{row.key}:")
    copies = select(NoticeCopy.account_id).where(NoticeCopy.notice_id == row.id)
    readers = set(work.session.execute(copies).scalars())
    push(work, row, readers & pushed if subject == WITHDRAWN else readers, dict.fromkeys(pushed, subject))


def _changed(work: Work, row: Notice, *, again: bool) -> None:
    if again:
        work.session.execute(update(NoticeCopy).where(NoticeCopy.notice_id == row.id).values(read_at=None))
    is_withdrawn = row.withdrawn_at is not None
    work.emit(NoticeChanged(notice_id=row.id, notice_version=row.version, is_withdrawn=is_withdrawn))
