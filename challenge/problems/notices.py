"""What partners are told about their problems."""

from dataclasses import dataclass

from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.problems.events import (
    CommentAnswered,
    ProblemCommented,
    ProblemConfirmed,
    ProblemPutOnHold,
    ProblemRejected,
    ProblemReopened,
    ProblemReworkAsked,
)
from challenge.problems.models import Problem, ProblemComment
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


def tell_comment(work: Work, stored: Stored) -> None:
    """Tell the partner that a reviewer says something, or asks for a change."""
    event = stored.event
    assert isinstance(event, ProblemCommented)
    row, comment = work.session.get(Problem, event.problem_id), work.session.get(ProblemComment, event.comment_id)
    if row is None or comment is None or row.organisation_id is None:
        return
    subject = "%(ref)s: a change is asked for" if event.asks else "%(ref)s: the organisers ask"
    people = speakers(work.session, stored.edition_id, row.organisation_id)
    _tell(work, stored, people, row, _Word(subject, comment.said, "partner/problems"))


def tell_answer(work: Work, stored: Stored) -> None:
    """Tell the reviewer that the partner has answered."""
    event = stored.event
    assert isinstance(event, CommentAnswered)
    row, comment = work.session.get(Problem, event.problem_id), work.session.get(ProblemComment, event.comment_id)
    if row is not None and comment is not None and comment.account_id:
        people = [comment.account_id]
        _tell(work, stored, people, row, _Word("%(ref)s: the partner answers", comment.answer, "desk/problems"))


def tell_reopened(work: Work, stored: Stored) -> None:
    """Tell the partner that a decision was taken back."""
    event = stored.event
    assert isinstance(event, ProblemReopened)
    row = work.session.get(Problem, event.problem_id)
    if row is not None and row.organisation_id is not None:
        people = speakers(work.session, stored.edition_id, row.organisation_id)
        _tell(work, stored, people, row, _Word("%(ref)s: the last decision was taken back", "", "partner/problems"))


@dataclass(frozen=True, slots=True)
class _Word:
    """What is told about a problem, and on which page it is read."""

    subject: str
    said: str
    place: str


def _tell(work: Work, stored: Stored, people: list[int], row: Problem, word: _Word) -> None:
    letter = Letter(
        subject=word.subject,
        body="Hello %(name)s,\n\nabout “%(title)s” (%(ref)s):\n\n%(reason)s",
        filling={"ref": row.ref, "title": row.title, "reason": word.said},
        path=f"/e/{slug_of(work.session, stored.edition_id)}/{word.place}/{row.public_id}",
    )
    told = Told(kind=Kind.PROBLEM, letter=letter, roles=("partner",))
    tell(work, people, told, key=f"problems:{stored.edition_id}:{stored.seq}")


LISTENER = Listener(
    "problems.notices",
    {
        **dict.fromkeys(_SUBJECTS, tell_partner),
        ProblemCommented: tell_comment,
        CommentAnswered: tell_answer,
        ProblemReopened: tell_reopened,
    },
)
