"""What the public may know of the results now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from challenge.judging.models import Reveal
from challenge.judging.rules.ranking import RankedProject, Ranking
from challenge.judging.rules.reveal import PODIUM, Step, Viewer, podium, sight
from challenge.judging.snapshots import from_json
from challenge.judging.withdrawn import withdrawn_teams
from challenge.problems.models import Problem
from challenge.teams.models import Team


@dataclass(frozen=True, slots=True)
class TeamLabel:
    """A team as the public knows it; `title` is "" for a confidential problem or before its reveal (R10)."""

    code: str
    name: str
    zone: str
    table_no: int
    title: str

    @property
    def called(self) -> str:
        """Its name, else what it works on, else its code."""
        return self.name or self.title or self.code


@dataclass(frozen=True, slots=True)
class Published:
    """The results as far as they are public.

    Fields:
        step: how far the script has come.
        ranking: kept from sight; use `places`.
    """

    step: Step
    ranking: Ranking
    labels: dict[str, TeamLabel]

    @property
    def places(self) -> tuple[RankedProject, ...]:
        """The open places, best first."""
        return sight(self.ranking, self.step, Viewer.PUBLIC).places

    @property
    def podium_rows(self) -> list[dict[str, Any]]:
        """The podium, first place first, as `_parts/wall.html` shows it; a place that is not open has no name."""
        shown = {line.rank: line.project for line in self.places}
        return [
            {"rank": rank, "code": shown.get(rank, ""), "name": self.called(shown[rank]) if rank in shown else ""}
            for rank in range(1, len(podium(self.ranking, PODIUM)) + 1)
        ]

    def called(self, code: str) -> str:
        """Return what a team is called."""
        label = self.labels.get(code)
        return label.called if label else code


@dataclass(frozen=True, slots=True)
class Known:
    """What the results page stands on; `published` is None until the results are public."""

    public_at: datetime | None
    finalists: tuple[TeamLabel, ...]
    published: Published | None


def published(session: Session, edition_id: int) -> Published | None:
    """Return the results as far as they are public; None before. Two statements, one before."""
    return known(session, edition_id).published


def known(session: Session, edition_id: int) -> Known:
    """Return what everybody may know; at most two statements, whatever the data."""
    # The ranking itself is read only when it is public: what is not in the process cannot leak from it.
    shown = case((Reveal.public_at.is_not(None), Reveal.ranking), else_=None)
    wanted = select(Reveal.public_at, Reveal.step, Reveal.finalists, shown).where(Reveal.edition_id == edition_id)
    row = session.execute(wanted).one_or_none()
    if row is None or not (row.finalists or row.public_at):
        return Known(None, (), None)
    labels = _labels(session, edition_id)
    finalists = tuple(sorted((labels[key] for key in row.finalists if key in labels), key=lambda one: one.code))
    if row.public_at is None or row[3] is None:
        return Known(None, finalists, None)
    by_code = {label.code: label for label in labels.values()}
    return Known(row.public_at, finalists, Published(Step(row.step), from_json(row[3]).ranking, by_code))


def known_labels(session: Session, edition_id: int) -> dict[str, str]:
    """Return what each team is called, by code; "" when it is only known by it."""
    found = _labels(session, edition_id).values()
    return {label.code: label.called if label.called != label.code else "" for label in found}


def _labels(session: Session, edition_id: int) -> dict[int, TeamLabel]:
    is_open = (Problem.confidentiality == "open") & Team.revealed_at.is_not(None)
    wanted = (
        select(Team.id, Team.code, Team.name, Team.zone, Team.table_no, case((is_open, Problem.title), else_=""))
        .join(Problem, Problem.id == Team.problem_id)
        .where(Team.edition_id == edition_id, Team.id.not_in(withdrawn_teams(edition_id)))
    )
    return {row[0]: TeamLabel(row[1], row[2], row[3], row[4], row[5]) for row in session.execute(wanted)}
