"""Acts on announcements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from challenge.announcements.audiences import recipients
from challenge.announcements.events import (
    AnnouncementCorrected,
    AnnouncementHeld,
    AnnouncementSent,
    AnnouncementWithdrawn,
    AnnouncementWritten,
)
from challenge.announcements.models import Announcement, AnnouncementWording
from challenge.announcements.rules import BODY_MOST, TITLE_MOST, audience_of
from challenge.editions.models import Edition
from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rewording import correct_notice, withdraw_notice
from challenge.inbox.rules import Kind
from challenge.kernel.errors import Conflict, Invalid, NotFound
from challenge.kernel.text import Words
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.schedule.lateness import limit_of, waits_from
from challenge.schedule.models import Milestone
from challenge.schedule.rules import Transition


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What an organiser wants to tell.

    Fields:
        audience: codes of `rules.audience_of`.
        is_public: also on the home page and the wall.
        send_at: instant of the edition; None with a milestone, or for now.
        milestone_id, transition: what sends it; None and "" for none.
    """

    words: Words
    audience: Sequence[str]
    by_mail: bool = True
    is_public: bool = False
    send_at: datetime | None = None
    milestone_id: int | None = None
    transition: str = ""


def write_announcement(work: Work, draft: Draft) -> dict[str, Any]:
    """Keep an announcement; without a later moment it is sent in the same act.

    Raises: the codes of `Words.checked`, `audience_of` and `refuse_past`.
    """
    words = draft.words.checked(title_most=TITLE_MOST, body_most=BODY_MOST)
    audience_of(draft.audience)
    refuse_past(work, draft)
    row = work.add(
        Announcement(
            edition_id=work.edition_id,
            audience=list(draft.audience),
            by_mail=draft.by_mail,
            is_public=draft.is_public,
            send_at=draft.send_at,
            milestone_id=draft.milestone_id,
            transition=draft.transition,
            version=0,
            author_id=work.actor.account_id,
            people=0,
            **_columns(words),
            written_at=work.real,
        )
    )
    _keep_wording(work, row, words)
    work.emit(AnnouncementWritten(announcement_id=row.id))
    if draft.send_at is None and draft.milestone_id is None:
        send_announcement(work, row.id)
    return {"announcement": row.public_id, "state": row.state, "people": row.people}


def refuse_past(work: Work, draft: Draft) -> None:
    """Check that the moment lies ahead.

    Raises:
        Invalid("announcements.past"): the instant, or the milestone's moment, has come already.
        Invalid("announcements.moment"): the milestone has no such moment.
        NotFound("work.absent"): no such milestone in this edition.
    """
    at = draft.send_at
    if draft.milestone_id is not None:
        row = work.session.get(Milestone, draft.milestone_id)
        if row is None or row.edition_id != work.edition_id:
            raise NotFound("work.absent")
        moments = {transition.value: when for transition, when in row.moments().transitions()}
        if draft.transition not in moments:
            raise Invalid("announcements.moment", "transition")
        at = moments[Transition(draft.transition)]
    if at is not None and at <= work.now:
        raise Invalid("announcements.past", "milestone" if draft.milestone_id else "at")


def send_announcement(work: Work, announcement_id: int) -> bool:
    """Tell an announcement's audience, once; False when that was done, or it was withdrawn.

    The row is locked first, so contending workers wait and then find it sent. Who belongs to the audience is asked now.

    Raises:
        Invalid("announcements.early"): its instant lies ahead by the edition's clock.
    """
    row = work.locked(Announcement, announcement_id)
    if row.sent_at is not None or row.withdrawn_at is not None:
        return False
    if row.send_at is not None and row.send_at > work.now:
        raise Invalid("announcements.early")
    audience = audience_of(row.audience)
    people = recipients(work.session, row.edition_id, audience)
    told = Told(
        kind=Kind.ANNOUNCEMENT,
        letter=Letter(subject="", body="", path=f"/e/{slug_of(work.session, row.edition_id)}/inbox"),
        texts=_words(row).by_locale(),
        roles=audience.entry_roles(),
        by_mail=row.by_mail,
    )
    tell(work, people, told, key=notice_key(row.id))
    row.sent_at, row.people = work.now, len(people)
    work.emit(AnnouncementSent(announcement_id=row.id, people=len(people)))
    return True


def send_due(work: Work, announcement_id: int) -> bool:
    """Send an announcement whose instant has come; one that came too long ago is held instead, and False answered.

    Raises: as `send_announcement`.
    """
    row = work.locked(Announcement, announcement_id)
    if row.state != "waiting" or row.send_at is None:
        return False
    limit = limit_of(work.session.get_one(Edition, row.edition_id).settings)
    return send_announcement(work, announcement_id) if not _hold(work, row, limit) else False


def hold_late(work: Work) -> int:
    """Let every announcement of the edition that is too late to go out by itself wait; return how many are new."""
    limit = limit_of(work.session.get_one(Edition, work.edition_id).settings)
    due = select(Announcement.id).where(Announcement.edition_id == work.edition_id, Announcement.send_at <= work.now)
    waiting = due.where(Announcement.sent_at.is_(None)).order_by(Announcement.id)
    rows = [work.locked(Announcement, one) for one in work.session.execute(waiting).scalars().all()]
    return sum(_hold(work, row, limit) for row in rows if row.state == "waiting")


def _hold(work: Work, row: Announcement, limit: timedelta) -> bool:
    """Hold a locked announcement if it is too late; what that means is the schedule's (see `schedule.lateness`)."""
    last = waits_from(work.clock, row.send_at, limit) if row.send_at else None
    if last is None or work.real <= last:
        return False
    row.held_at = work.now
    work.emit(AnnouncementHeld(announcement_id=row.id, limit_min=round(limit.total_seconds() / 60)))
    return True


def send_held(work: Work, announcement_id: int, *, version: int) -> dict[str, Any]:
    """Send an announcement that is held, by an organiser's word.

    Raises: `Conflict` as `correct_announcement`, and
        Conflict("announcements.changed"): it is held no more.
    """
    row = _held(work, announcement_id, version)
    if row.state != "held":
        raise Conflict("announcements.changed")
    send_announcement(work, announcement_id)
    return {"announcement": row.public_id, "people": row.people}


def correct_announcement(work: Work, announcement_id: int, words: Words, *, version: int) -> dict[str, Any]:
    """Give an announcement other words; those who were told see it as new, with the word that it was corrected.

    Raises: the codes of `Words.checked`, and
        Conflict("announcements.changed"): somebody changed it since `version` was read.
        Conflict("announcements.withdrawn"): it holds no more.
    """
    row = _held(work, announcement_id, version)
    checked = words.checked(title_most=TITLE_MOST, body_most=BODY_MOST)
    if checked == _words(row):
        return {"announcement": row.public_id, "version": row.version}
    for name, value in _columns(checked).items():
        setattr(row, name, value)
    _keep_wording(work, row, checked)
    correct_notice(work, notice_key(row.id), checked.by_locale())
    work.emit(AnnouncementCorrected(announcement_id=row.id, wording=row.version))
    return {"announcement": row.public_id, "version": row.version}


def withdraw_announcement(work: Work, announcement_id: int, *, version: int) -> dict[str, Any]:
    """Take an announcement back: one that waits is never sent, one that was sent says so wherever it stands.

    Raises: `Conflict` as `correct_announcement`.
    """
    row = _held(work, announcement_id, version)
    row.withdrawn_at = work.now
    withdraw_notice(work, notice_key(row.id))
    work.emit(AnnouncementWithdrawn(announcement_id=row.id))
    return {"announcement": row.public_id, "state": row.state}


def notice_key(announcement_id: int) -> str:
    """Return the key under which an announcement lies in inboxes."""
    return f"announcement:{announcement_id}"


def _held(work: Work, announcement_id: int, version: int) -> Announcement:
    row = work.locked(Announcement, announcement_id)
    if row.withdrawn_at is not None:
        raise Conflict("announcements.withdrawn")
    if row.version != version:
        raise Conflict("announcements.changed", "version")
    return row


def _words(row: Announcement) -> Words:
    return Words(row.title_fr, row.title_en, row.body_fr, row.body_en)


def _columns(words: Words) -> dict[str, str]:
    return {name: getattr(words, name) for name in ("title_fr", "title_en", "body_fr", "body_en")}


def _keep_wording(work: Work, row: Announcement, words: Words) -> None:
    row.version += 1
    author = work.actor.account_id
    kept = AnnouncementWording(announcement_id=row.id, version=row.version, author_id=author, written_at=work.real)
    for name, value in _columns(words).items():
        setattr(kept, name, value)
    work.add(kept)
