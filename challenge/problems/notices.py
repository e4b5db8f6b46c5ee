"""What partners are told about their problems."""

from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.problems.events import ProblemConfirmed, ProblemPutOnHold, ProblemRejected, ProblemReworkAsked
from challenge.problems.models import Problem
from challenge.problems.queries import last_reasons, speakers

_SUBJECTS = {
    ProblemConfirmed: "%(ref)s is confirmed: a team will take it",
    ProblemPutOnHold: "%(ref)s is on the waiting list",
    ProblemRejected: "%(ref)s is not taken this time",
    ProblemReworkAsked: "%(ref)s: the organisers ask for a change",
}


def tell_partner(work: Work, stored: Stored) -> None:
    """Tell everybody who speaks for the organisation."""
    event = stored.event
    assert isinstance(event, (ProblemConfirmed, ProblemPutOnHold, ProblemRejected, ProblemReworkAsked))
    row = work.session.get(Problem, event.problem_id)
    if row is None or row.organisation_id is None:
        return
    reason = "" if isinstance(event, ProblemConfirmed) else last_reasons(work.session, [row.id]).get(row.id, "")
    letter = Letter(
        subject=_SUBJECTS[type(event)],
        body="Hello %(name)s,\n\nyour problem “%(title)s” (%(ref)s) has an answer of the organisers.\n\n%(reason)s",
        filling={"ref": row.ref, "title": row.title, "reason": reason},
        path=f"/e/{slug_of(work.session, stored.edition_id)}/partner/problems/{row.public_id}",
    )
    people = speakers(work.session, stored.edition_id, row.organisation_id)
    tell(
        work,
        people,
        Told(kind=Kind.PROBLEM, letter=letter, roles=("partner",)),
        key=f"problems:{stored.edition_id}:{stored.seq}",
    )


LISTENER = Listener("problems.notices", dict.fromkeys(_SUBJECTS, tell_partner))
