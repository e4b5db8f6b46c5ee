"""What moments of the schedule do to programs: tell them."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from challenge.schedule.effects import Effect, Moment
from challenge.schedule.queries import MilestoneLine
from challenge.webhooks.kinds import MILESTONE
from challenge.webhooks.queries import webhooks_on


def effects(session: Session, edition_id: int, lines: Sequence[MilestoneLine]) -> Iterator[tuple[Moment, Effect]]:
    """Say which programs are told of a milestone that was chosen for them; those told of all are not repeated."""
    chosen = [row for row in webhooks_on(session, edition_id) if MILESTONE in row.kinds and row.milestones]
    for line in lines:
        for row in chosen:
            if line.code in row.milestones:
                for transition, _ in line.moments().transitions():
                    effect = Effect(code="webhook_told", values={"name": row.title}, path="desk/webhooks")
                    yield (line.id, transition), effect
