"""Places are settled when a problem comes, goes or comes back, and when two firms become one."""

from challenge.dues.actions import settle_places
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.organisations.events import MergeUndone, OrganisationsMerged
from challenge.problems.events import (
    ProblemConfirmed,
    ProblemPutOnHold,
    ProblemRejected,
    ProblemReopened,
    ProblemReworkAsked,
    ProblemSplit,
    ProblemSubmitted,
    ProblemWithdrawn,
)
from challenge.problems.models import Problem

_OF_PROBLEMS = (
    *(ProblemSubmitted, ProblemConfirmed, ProblemPutOnHold, ProblemReworkAsked),
    *(ProblemRejected, ProblemReopened, ProblemSplit, ProblemWithdrawn),
)


def settle(work: Work, stored: Stored) -> None:
    """Settle the places of the organisation behind a problem."""
    problem = work.session.get(Problem, getattr(stored.event, "problem_id", 0))
    if problem is not None and problem.organisation_id is not None:
        settle_places(work, [problem.organisation_id])


def settle_both(work: Work, stored: Stored) -> None:
    """Settle the places of two organisations that became one, or two again."""
    event = stored.event
    assert isinstance(event, (OrganisationsMerged, MergeUndone))
    settle_places(work, [event.kept_id, event.gone_id])


LISTENER = Listener(
    "dues.places",
    dict.fromkeys(_OF_PROBLEMS, settle) | dict.fromkeys((OrganisationsMerged, MergeUndone), settle_both),
)
