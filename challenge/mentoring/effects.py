"""What moments of the schedule do to the help queue: the experts' desk opens and closes."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from challenge.mentoring.hours import experts_desk, skills_awaited
from challenge.mentoring.queries import experts_of
from challenge.schedule.effects import Effect, Moment
from challenge.schedule.queries import MilestoneLine
from challenge.schedule.rules import Transition


def effects(session: Session, edition_id: int, rows: Sequence[MilestoneLine]) -> Iterator[tuple[Moment, Effect]]:
    """Say that experts are told who waits when their desk opens, and that later requests wait once it closes."""
    asked = {row.id for row in rows}
    desk = [line for line in experts_desk(session, edition_id) if line.id in asked]
    if not desk:
        return
    awaited = skills_awaited(session, edition_id)
    experts = len(experts_of(session, edition_id, awaited))
    for line in desk:
        opened = Effect(
            code="experts_desk_opens",
            values={"waiting": len(awaited)},
            people=experts,
            path="help?kind=expert",
        )
        yield (line.id, Transition.OPENED), opened
        yield (line.id, Transition.CLOSED), Effect(code="experts_desk_closes", path="help?kind=expert")
