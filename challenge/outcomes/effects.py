"""What moments of the schedule do to outcome records: the last survey asks for them and reminds who has none."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from challenge.outcomes.queries import asking_of, is_closed, lacking
from challenge.schedule.effects import Effect, Moment
from challenge.schedule.queries import MilestoneLine, lines
from challenge.schedule.rules import Transition


def effects(session: Session, edition_id: int, rows: Sequence[MilestoneLine]) -> Iterator[tuple[Moment, Effect]]:
    """Say how many teams are asked, and how many would be reminded if none wrote from now on."""
    asked = asking_of(lines(session, edition_id))
    line = next((one for one in rows if asked and one.id == asked.milestone_id), None)
    if line is None or is_closed(session, edition_id):
        return
    without = lacking(session, edition_id)
    if not without.people:
        return
    path, people = "desk/outcomes?show=missing", len(without.people)
    told = {"values": {"teams": without.teams}, "people": people, "path": path}
    yield (line.id, Transition.OPENED), Effect(code="outcomes_asked", **told)  # type: ignore[arg-type]
    if line.moment(Transition.DUE) is not None:
        yield (line.id, Transition.DUE), Effect(code="outcomes_reminded", **told)  # type: ignore[arg-type]
