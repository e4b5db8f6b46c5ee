"""Tables of the audience's vote."""

from datetime import datetime

from sqlalchemy import Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import json_value, moment, outside_name, personal, plain, primary_key, reference, secret
from challenge.kernel.db import Base

BALLOT_DAYS = 30
"""Days for which ballots are kept after the vote was last opened, closed or published."""


class AudiencePoll(Base):
    """How an edition's audience vote stands. `state` is open or closed; `opened_at` the first opening.

    `forget_at` is the real instant at which the ballots go; `counts`, pairs of team and votes, is all that stays then.
    """

    __tablename__ = "audience_poll"

    edition_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    state: Mapped[str] = plain(12)
    opened_at: Mapped[datetime | None] = moment()
    public_at: Mapped[datetime | None] = moment()
    forget_at: Mapped[datetime | None] = moment()
    counts: Mapped[list[tuple[int, int]] | None] = json_value()
    version: Mapped[int] = mapped_column(Integer, default=1)


class AudienceTicket(Base):
    """A visitor's right to vote, printed as a code; the table holds the hash of its secret.

    `team_id` is the team whose guests it is printed for, which it cannot choose; None = nobody's.
    """

    __tablename__ = "audience_ticket"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    number: Mapped[int] = mapped_column(Integer)
    token_hash: Mapped[str] = secret(64, unique=True)
    team_id: Mapped[int | None] = reference("team.id")
    made_at: Mapped[datetime] = moment()
    revoked_at: Mapped[datetime | None] = moment()


class AudienceVote(Base):
    """The vote of one right. `changes` counts since `since_at`, within an hour: the pace of a right is bounded."""

    __tablename__ = "audience_vote"
    __table_args__ = (UniqueConstraint("edition_id", "right_hash"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    right_hash: Mapped[str] = personal(64, "one vote per account or ticket in the audience vote", keep_days=BALLOT_DAYS)
    team_id: Mapped[int] = reference("team.id")
    changes: Mapped[int] = mapped_column(Integer, default=0)
    since_at: Mapped[datetime] = moment()
