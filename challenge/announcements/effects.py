"""What moments of the schedule announce."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.announcements.audiences import recipients
from challenge.announcements.models import Announcement
from challenge.announcements.rules import audience_of
from challenge.schedule.effects import Effect, Moment
from challenge.schedule.queries import MilestoneLine
from challenge.schedule.rules import Transition


def effects(session: Session, edition_id: int, lines: Sequence[MilestoneLine]) -> Iterator[tuple[Moment, Effect]]:
    """Say what is sent with the moments of milestones, and to how many; a reminder is for teams without something."""
    waits = select(Announcement).where(
        *(Announcement.edition_id == edition_id, Announcement.milestone_id.in_([line.id for line in lines])),
        *(Announcement.sent_at.is_(None), Announcement.withdrawn_at.is_(None)),
    )
    for row in session.execute(waits.order_by(Announcement.id)).scalars():
        audience = audience_of(row.audience)
        effect = Effect(
            code="reminder_sent" if audience.missing else "announcement_sent",
            titles={"fr": row.title_fr, "en": row.title_en},
            people=len(recipients(session, edition_id, audience)),
            path=f"desk/announcements/{row.public_id}",
        )
        yield (row.milestone_id or 0, Transition(row.transition)), effect
