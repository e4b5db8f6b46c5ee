"""Tables of the deliberations on who goes on to the next round."""

from datetime import datetime

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.judging.models import FINALS
from challenge.kernel.columns import (
    PLAIN,
    json_value,
    moment,
    outside_name,
    personal,
    personal_text,
    plain,
    primary_key,
    reference,
)
from challenge.kernel.db import Base

_PLAIN = {"privacy": PLAIN}


class ShortlistDraft(Base):
    """A draft of the shortlist as it stood after one decision; none is ever changed, the last version counts.

    `goes_to` is the code of the round that takes its teams; `places` is how many; `put_on` and `taken_off` are ids of
    teams that people decided about, all others follow the ranking. `what` is places, on, off, free (as the ranking says
    again) or back (to the draft `from_version`, 0 the ranking alone); `team_id` whom the decision is about; `made_by`
    an account.
    """

    __tablename__ = "shortlist_draft"
    __table_args__ = (UniqueConstraint("edition_id", "goes_to", "version"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    goes_to: Mapped[str] = mapped_column(String(40), default=FINALS, server_default=FINALS, info=_PLAIN)
    version: Mapped[int] = mapped_column(Integer)
    places: Mapped[int] = mapped_column(Integer)
    put_on: Mapped[list[int]] = json_value()
    taken_off: Mapped[list[int]] = json_value()
    what: Mapped[str] = plain(8)
    team_id: Mapped[int | None] = reference("team.id")
    from_version: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = personal(400, "why a team is put on or taken off the shortlist")
    made_by: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime] = moment()


class DeliberationNote(Base):
    """What was said about a team in the deliberation; for the desk alone, also afterwards.

    `goes_to` is as in `ShortlistDraft`; `said_by` an account.
    """

    __tablename__ = "deliberation_note"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    team_id: Mapped[int] = reference("team.id")
    goes_to: Mapped[str] = mapped_column(String(40), default=FINALS, server_default=FINALS, info=_PLAIN)
    words: Mapped[str] = personal_text("what was said about a team in the deliberation")
    said_by: Mapped[int] = mapped_column(Integer)
    said_at: Mapped[datetime] = moment()
