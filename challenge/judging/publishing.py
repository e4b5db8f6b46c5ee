"""What the public may know of the results now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from challenge.judging.models import FINALS, FIRST, Reveal, Round
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
        placed_by: kept from sight; use `round_of`.
    """

    step: Step
    ranking: Ranking
    labels: dict[str, TeamLabel]
    placed_by: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[RankedProject, ...]:
        """The open places, best first."""
        return sight(self.ranking, self.step, Viewer.PUBLIC).places

    @property
    def podium_rows(self) -> list[dict[str, Any]]:
        """The podium, first place first, as `_parts/wall.html` shows it; a place that is not open has no name.

        An open one has its `round` where an edition has more than two.
        """
        shown = {line.rank: line.project for line in self.places}
        rows: list[dict[str, Any]] = [
            {"rank": rank, "code": shown.get(rank, ""), "name": self.called(shown[rank]) if rank in shown else ""}
            for rank in range(1, len(podium(self.ranking, PODIUM)) + 1)
        ]
        for row in rows:
            if row["code"] and (turn := self.round_of(row["rank"])):
                row["round"] = turn
        return rows

    def round_of(self, rank: int) -> str:
        """Return the code of the round that gave an open place; "" while it is not open, and where two rounds are all.

        Whoever knows the finalists knows then which round it was.
        """
        has_more = len(set(self.placed_by) | {FIRST, FINALS}) > 2
        is_open = has_more and any(line.rank == rank for line in self.places)
        return self.placed_by[rank - 1] if is_open else ""

    def called(self, code: str) -> str:
        """Return what a team is called."""
        label = self.labels.get(code)
        return label.called if label else code


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Who goes on to a round before the finals: its code, and the teams by code."""

    round: str
    teams: tuple[TeamLabel, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the results page stands on; `published` is None until the results are public.

    `shortlist` is who goes on to the last round before the finals that was announced; None where there is none, and
    once the finalists are known. `has_more` says whether teams went on to any round between the first and the finals.
    """

    public_at: datetime | None
    finalists: tuple[TeamLabel, ...]
    published: Published | None
    shortlist: Shortlist | None = None
    has_more: bool = False


def published(session: Session, edition_id: int) -> Published | None:
    """Return the results as far as they are public; None before. Two statements, one before."""
    return known(session, edition_id).published


def known(session: Session, edition_id: int) -> Known:
    """Return what everybody may know; at most two statements, whatever the data; three with rounds in between."""
    # The ranking itself is read only when it is public: what is not in the process cannot leak from it.
    shown = case((Reveal.public_at.is_not(None), Reveal.ranking), else_=None)
    wanted = select(Reveal.public_at, Reveal.step, Reveal.finalists, shown, Reveal.shortlists)
    row = session.execute(wanted.where(Reveal.edition_id == edition_id)).one_or_none()
    if row is None or not (row.finalists or row.public_at or row.shortlists):
        return Known(None, (), None)
    labels = _labels(session, edition_id)
    finalists = _of_ids(labels, row.finalists)
    if row.public_at is None or row[3] is None:
        goes_on = None if finalists else _shortlist(session, edition_id, row[4], labels)
        return Known(None, finalists, None, goes_on, bool(row[4]))
    by_code = {label.code: label for label in labels.values()}
    found = from_json(row[3])
    public = Published(Step(row.step), found.ranking, by_code, found.placed_by)
    return Known(row.public_at, finalists, public, has_more=bool(row[4]))


def _of_ids(labels: Mapping[int, TeamLabel], team_ids: Sequence[int]) -> tuple[TeamLabel, ...]:
    return tuple(sorted((labels[key] for key in team_ids if key in labels), key=lambda one: one.code))


def _shortlist(
    session: Session, edition_id: int, shortlists: Mapping[str, Sequence[int]], labels: Mapping[int, TeamLabel]
) -> Shortlist | None:
    """Return the shortlist that was announced last; one statement where there is any."""
    known = [code for code, team_ids in shortlists.items() if team_ids]
    if not known:
        return None
    last = select(Round.code).where(Round.edition_id == edition_id, Round.code.in_(known)).order_by(Round.place.desc())
    code = session.execute(last.limit(1)).scalar_one()
    return Shortlist(code, _of_ids(labels, shortlists[code]))


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
