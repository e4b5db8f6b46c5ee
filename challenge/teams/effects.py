"""What moments of the schedule do to teams: publish them, reveal their problems."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from challenge.schedule.effects import Effect, Moment
from challenge.schedule.queries import MilestoneLine
from challenge.schedule.rules import Transition
from challenge.teams.publishing import visibility


def effects(session: Session, edition_id: int, lines: Sequence[MilestoneLine]) -> Iterator[tuple[Moment, Effect]]:
    """Say which milestone lets students see their teams, and which their problems."""
    seen = visibility(session, edition_id)
    path, count = "desk/teams", {"teams": seen.teams}
    for line in lines:
        if seen.teams and seen.milestone_code == line.code:
            effect = Effect(code="teams_published", values=count, people=seen.students, path=path)
            yield (line.id, Transition.OPENED), effect
        if (line.kind, line.code) == ("reveal", "reveal") and (seen.revealed < seen.teams or not seen.teams):
            effect = Effect(code="problems_revealed", values=count, people=seen.students, path=path)
            yield (line.id, Transition.OPENED), effect
