"""Who is told that an announcement waits for a word: the organisers."""

from challenge.accounts.queries import members
from challenge.announcements.events import AnnouncementHeld
from challenge.announcements.models import Announcement
from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.kernel.actor import Role
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter


def tell_held(work: Work, stored: Stored) -> None:
    """Tell the organisers once that an announcement came too late to go out by itself."""
    event = stored.event
    assert isinstance(event, AnnouncementHeld)
    row = work.session.get_one(Announcement, event.announcement_id)
    letter = Letter(
        subject="An announcement waits for your word: %(title)s",
        body="Hello %(name)s,\n\nthe house stood still for too long, and this announcement was not sent at its "
        "moment: %(title)s. It waits until you send or withdraw it.",
        filling={"title": f"{row.title_fr} / {row.title_en}"},
        path=f"/e/{slug_of(work.session, stored.edition_id)}/desk/announcements/{row.public_id}",
    )
    told = Told(kind=Kind.SCHEDULE, letter=letter, roles=(Role.ORGANISER.value,))
    people = members(work.session, stored.edition_id, (Role.ORGANISER,))
    tell(work, people, told, key=f"announcement-held:{row.id}")


LISTENER = Listener("announcements.notices", {AnnouncementHeld: tell_held})
