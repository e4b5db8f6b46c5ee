"""Whoever has something new in the inbox is woken on a topic of their own; what it says is fetched by its reader."""

from challenge.accounts.queries import account
from challenge.inbox.events import NoticeChanged, NoticesRead, NoticeTold
from challenge.inbox.queries import names_of_readers
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import user_topic


def wake_readers(work: Work, stored: Stored) -> None:
    """Wake everybody who has the notice."""
    event = stored.event
    assert isinstance(event, (NoticeTold, NoticeChanged))
    topics = [user_topic(name) for name in names_of_readers(work.session, event.notice_id)]
    feed.push_many(work, topics, "inbox", {"version": stored.seq})


def wake_reader(work: Work, stored: Stored) -> None:
    """Wake the other screens of somebody who has read."""
    event = stored.event
    assert isinstance(event, NoticesRead)
    row = account(work.session, event.account_id)
    if row is not None:
        feed.push(work, user_topic(row.public_id), "inbox", {"version": stored.seq})


LISTENER = Listener("inbox.screens", {NoticeTold: wake_readers, NoticeChanged: wake_readers, NoticesRead: wake_reader})
