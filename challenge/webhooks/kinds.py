"""What programs can be told of: public moments alone, each with the few values that everybody may know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from challenge.announcements.events import AnnouncementSent
from challenge.announcements.models import Announcement
from challenge.judging.events import ResultsRevealed, RoundFrozen, RoundOpened
from challenge.judging.models import JURY, Round
from challenge.kernel.events import Event
from challenge.problems.events import ProblemConfirmed
from challenge.problems.models import Problem
from challenge.schedule.events import MilestoneReached
from challenge.schedule.models import Milestone
from challenge.submissions.events import WorkSubmitted
from challenge.submissions.models import Deliverable
from challenge.teams.events import ProblemsRevealed, TeamsPublished
from challenge.teams.models import Team

Data = dict[str, Any]
MILESTONE = "milestone"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of moment.

    Fields:
        code: what requests call it.
        label: its name on the desk, a text of the catalogues.
        path: page of the edition that shows more.
        data: gives the values of a fact; None for one that is not told.
    """

    code: str
    label: str
    path: str
    data: Callable[[Session, Any], Data | None]


def _milestone(session: Session, event: MilestoneReached) -> Data:
    row = session.get_one(Milestone, event.milestone_id)
    at = datetime.fromtimestamp(event.at_ms / 1000, UTC)
    titles = {"title_fr": row.title_fr, "title_en": row.title_en}
    return {"milestone": event.code, "transition": event.transition, "at": at.isoformat(), **titles}


def _announcement(session: Session, event: AnnouncementSent) -> Data | None:
    row = session.get_one(Announcement, event.announcement_id)
    return {"title_fr": row.title_fr, "title_en": row.title_en} if row.is_public else None


def _submission(session: Session, event: WorkSubmitted) -> Data:
    team, deliverable = session.get_one(Team, event.team_id), session.get_one(Deliverable, event.deliverable_id)
    return {"team": team.code, "deliverable": deliverable.code, "number": event.number, "late": event.late}


def _problem(session: Session, event: ProblemConfirmed) -> Data:
    return {"problem": session.get_one(Problem, event.problem_id).ref}


def _teams(_session: Session, event: TeamsPublished) -> Data:
    return {"audience": event.audience, "teams": event.teams}


def _revealed(_session: Session, event: ProblemsRevealed) -> Data:
    return {"teams": event.teams}


def _round(session: Session, event: RoundOpened | RoundFrozen) -> Data | None:
    row = session.get_one(Round, event.round_id)
    return {"round": row.code} if row.panel == JURY else None


def _results(_session: Session, event: ResultsRevealed) -> Data:
    return {"step": event.step}


KINDS: Mapping[type[Event], Kind] = {
    MilestoneReached: Kind(MILESTONE, "A moment of the schedule has come", "schedule", _milestone),
    AnnouncementSent: Kind("announcement", "A public announcement was sent", "", _announcement),
    ProblemConfirmed: Kind("problem", "A problem was confirmed", "problems", _problem),
    TeamsPublished: Kind("teams", "Teams were published", "teams", _teams),
    ProblemsRevealed: Kind("reveal", "Teams know their problems", "teams", _revealed),
    WorkSubmitted: Kind("submission", "A team has handed in", "teams", _submission),
    RoundOpened: Kind("judging", "A round of the jury has opened", "", _round),
    RoundFrozen: Kind("judging_over", "A round of the jury is frozen", "", _round),
    ResultsRevealed: Kind("results", "A step of the results is public", "results", _results),
}
CODES = {kind.code: kind for kind in KINDS.values()}
