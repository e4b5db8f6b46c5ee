"""What live screens are told of problems: counts, never a title."""

from sqlalchemy import select

from challenge.editions.queries import slug_of
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic
from challenge.organisations.events import MergeUndone, OrganisationsMerged
from challenge.problems.events import (
    ProblemConfirmed,
    ProblemPutOnHold,
    ProblemRejected,
    ProblemReopened,
    ProblemRevised,
    ProblemReworkAsked,
    ProblemSubmitted,
    ProblemWithdrawn,
)
from challenge.problems.models import Problem
from challenge.problems.queries import status_counts
from challenge.problems.rules import Confidentiality, Status


def show_counts(work: Work, stored: Stored) -> None:
    """Tell organisers how many stand where, and everybody how many are confirmed.

    The public topic is the key of the kept public list, so it hears of every change of that list, also of a text
    alone; and of nothing else: decisions about problems that nobody sees leave no trace there.
    """
    slug = slug_of(work.session, stored.edition_id)
    counts = status_counts(work.session, stored.edition_id)
    feed.push(work, edition_topic(slug, "staff"), "problems", {"counts": counts})
    if isinstance(stored.event, ProblemConfirmed) or getattr(stored.event, "was_confirmed", False):
        feed.push(work, edition_topic(slug, "public"), "problems", {"counts": {"confirmed": counts["confirmed"]}})


def show_names(work: Work, stored: Stored) -> None:
    """Let the public list be drawn anew when a firm behind a problem that it names has become another."""
    event = stored.event
    assert isinstance(event, (OrganisationsMerged, MergeUndone))
    named = select(Problem.id).where(
        Problem.edition_id == stored.edition_id,
        Problem.organisation_id.in_((event.kept_id, event.gone_id)),
        Problem.status == Status.CONFIRMED.value,
        Problem.confidentiality == Confidentiality.OPEN.value,
    )
    if work.session.execute(named.limit(1)).first() is not None:
        counts = status_counts(work.session, stored.edition_id)
        slug = slug_of(work.session, stored.edition_id)
        feed.push(work, edition_topic(slug, "public"), "problems", {"counts": {"confirmed": counts["confirmed"]}})


LISTENER = Listener(
    "problems.screens",
    dict.fromkeys((OrganisationsMerged, MergeUndone), show_names)
    | dict.fromkeys(
        (
            ProblemSubmitted,
            ProblemRevised,
            ProblemConfirmed,
            ProblemRejected,
            ProblemPutOnHold,
            ProblemReworkAsked,
            ProblemWithdrawn,
            ProblemReopened,
        ),
        show_counts,
    ),
)
