"""What moments of the schedule do to decisions: the first follow-up with partners asks them, and reminds when due."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from challenge.incubation.decisions import deciding, undecided
from challenge.schedule.effects import Effect, Moment
from challenge.schedule.queries import MilestoneLine
from challenge.schedule.rules import Transition


def effects(session: Session, edition_id: int, rows: Sequence[MilestoneLine]) -> Iterator[tuple[Moment, Effect]]:
    """Say how many organisations are asked, and how many would be reminded if none decided from now on."""
    asked = deciding(session, edition_id)
    line = next((one for one in rows if asked and one.id == asked.milestone_id), None)
    if line is None:
        return
    without = undecided(session, edition_id)
    if not without.people:
        return
    path, people = "desk/decisions?show=missing", len(without.people)
    values: dict[str, str | int] = {"teams": without.teams, "organisations": without.organisations}
    yield (line.id, Transition.OPENED), Effect(code="decisions_asked", values=values, people=people, path=path)
    if line.moment(Transition.DUE) is not None:
        yield (line.id, Transition.DUE), Effect(code="decisions_reminded", values=values, people=people, path=path)
