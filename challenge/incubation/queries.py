"""Reads of interests and prospects; every one takes the scope it may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.incubation.decisions import Decided, latest_decisions
from challenge.incubation.models import Interest
from challenge.incubation.rules import Wish, strength
from challenge.judging.queries import reveal_of
from challenge.judging.rules.reveal import Step
from challenge.organisations.models import Organisation, Participation
from challenge.outcomes.queries import Record, latest_records
from challenge.outcomes.rules import Next
from challenge.problems.models import Problem
from challenge.teams.models import Team


@dataclass(frozen=True, slots=True)
class Candidate:
    """A team that a partner may mark, with the partner's own mark if there is one."""

    team_id: int
    code: str
    title: str
    theme: str
    is_own: bool
    wish: str
    note: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One organisation's mark as organisers and incubators see it."""

    organisation: str
    wish: str
    note: str
    marked_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """That the organisation behind a team's problem decided for incubation."""

    organisation: str
    made: Decided


@dataclass(frozen=True, slots=True)
class Prospect:
    """A team with its marks and, where its partner decided for incubation, that decision.

    Ordered by the decision, then by the most binding wish, then by how many.
    """

    code: str
    team_id: int
    title: str
    theme: str
    is_confidential: bool
    marks: tuple[Mark, ...]
    decision: Decision | None = None

    @property
    def strength(self) -> int:
        """The number it is ordered by."""
        return strength([Wish(mark.wish) for mark in self.marks])


def rivals_of(session: Session, edition_id: int, organisation_ids: Collection[int]) -> set[int]:
    """Return the organisations that share a conflict group with one of these, without them."""
    groups = select(Participation.conflict_group).where(
        Participation.edition_id == edition_id,
        Participation.organisation_id.in_(organisation_ids),
        Participation.conflict_group != "",
    )
    wanted = select(Participation.organisation_id).where(
        Participation.edition_id == edition_id, Participation.conflict_group.in_(groups)
    )
    return set(session.execute(wanted).scalars()) - set(organisation_ids)


def candidates(session: Session, edition_id: int, organisation_ids: Collection[int]) -> list[Candidate]:
    """Return the teams a partner may mark: revealed, not of a rival, not on another's confidential problem."""
    rivals = rivals_of(session, edition_id, organisation_ids)
    rows = session.execute(
        select(
            Team.id,
            Team.code,
            Problem.title,
            Problem.theme,
            Problem.organisation_id,
            Problem.confidentiality,
            Interest.wish,
            Interest.note,
        )
        .join(Problem, Problem.id == Team.problem_id)
        .outerjoin(Interest, (Interest.team_id == Team.id) & Interest.organisation_id.in_(organisation_ids))
        .where(Team.edition_id == edition_id, Team.revealed_at.is_not(None))
        .order_by(Team.code)
    )
    found = [
        Candidate(row[0], row[1], row[2], row[3], row[4] in organisation_ids, row[6] or "", row[7] or "")
        for row in rows
        if row[4] in organisation_ids or (row[4] not in rivals and row[5] == "open")
    ]
    return sorted(found, key=lambda one: (not one.is_own, one.code))


def candidate(session: Session, edition_id: int, organisation_ids: Collection[int], code: str) -> Candidate | None:
    """Return one team that a partner may mark, by its code; None for any other."""
    return next((one for one in candidates(session, edition_id, organisation_ids) if one.code == code.upper()), None)


def own_mark(session: Session, team_id: int, organisation_id: int | None) -> str:
    """Return what the organisation behind a team's problem said it would do with the project; "" for nothing."""
    wanted = select(Interest.wish).where(Interest.team_id == team_id, Interest.organisation_id == organisation_id)
    return session.execute(wanted).scalar_one_or_none() or ""


def prospects(session: Session, edition_id: int) -> list[Prospect]:
    """Return every marked team with its marks, and every team whose partner decided for incubation.

    What is to be incubated comes first, then the most wanted; ties by code. Where the organisation behind the problem
    has decided, its mark is left out: the decision speaks in its place. For organisers and incubators.
    """
    decided, marks = latest_decisions(session, edition_id), _marks(session, edition_id)
    incubated = {team_id: one for team_id, one in decided.items() if one.choice == Next.INCUBATE}
    rows = session.execute(
        select(
            *(Team.code, Team.id, Problem.title, Problem.theme, Problem.confidentiality != "open"),
            *(Problem.organisation_id, Organisation.name),
        )
        .join(Problem, Problem.id == Team.problem_id)
        .outerjoin(Organisation, Organisation.id == Problem.organisation_id)
        .where(Team.edition_id == edition_id, Team.id.in_([*marks, *incubated]))
    )
    found = []
    for code, team_id, title, theme, is_confidential, owner_id, owner in rows:
        own = owner_id if team_id in decided else None
        shown = tuple(mark for by, mark in marks.get(team_id, ()) if by != own)
        decision = Decision(owner or "", incubated[team_id]) if team_id in incubated else None
        if shown or decision:
            found.append(Prospect(code, team_id, title, theme, is_confidential, shown, decision))
    return sorted(found, key=lambda one: (one.decision is None, -one.strength, one.code))


def _marks(session: Session, edition_id: int) -> dict[int, list[tuple[int, Mark]]]:
    """Return by team who marked it, in the order of their names."""
    wanted = select(Interest, Organisation.name).join(Organisation, Organisation.id == Interest.organisation_id)
    wanted = wanted.where(Interest.edition_id == edition_id).order_by(Organisation.name)
    found: dict[int, list[tuple[int, Mark]]] = {}
    for interest, name in session.execute(wanted):
        mark = Mark(name, interest.wish, interest.note, interest.marked_at)
        found.setdefault(interest.team_id, []).append((interest.organisation_id, mark))
    return found


def shared_records(session: Session, edition_id: int, team_ids: Collection[int]) -> dict[int, Record]:
    """Return what teams say they made and want next, for partners and incubators; nothing before all places are open.

    Which of the teams the reader may see is for the caller to say. At most two statements.
    """
    reveal = reveal_of(session, edition_id)
    if reveal is None or reveal.public_at is None or reveal.step != Step.ALL:
        return {}
    return latest_records(session, edition_id, team_ids)
