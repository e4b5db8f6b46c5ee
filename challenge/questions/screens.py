"""What live screens are told of questions: that something changed, each person on their own topic.

Nothing goes to the topics of edition or team: that somebody asks about a confidential problem is nobody else's affair.
"""

from collections.abc import Collection

from sqlalchemy import select

from challenge.accounts.models import Account
from challenge.accounts.queries import members as accounts_with
from challenge.kernel.actor import Role
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import user_topic
from challenge.problems.models import Problem
from challenge.problems.queries import speakers
from challenge.questions.events import (
    ContactClosed,
    ContactOpened,
    QuestionAnswered,
    QuestionAsked,
    QuestionEvent,
    QuestionForwarded,
    QuestionRefused,
    QuestionWithdrawn,
)
from challenge.questions.models import Question
from challenge.questions.queries import members_of, readers_of


def speaking(work: Work, problem_id: int) -> list[int]:
    """Return who speaks for the organisation behind a problem."""
    organisation_id = work.session.get_one(Problem, problem_id).organisation_id
    return speakers(work.session, work.edition_id, organisation_id) if organisation_id else []


def show(work: Work, stored: Stored) -> None:
    """Wake the organisers, the team, the partner once it was asked, and every team once an answer stands."""
    event = stored.event
    assert isinstance(event, QuestionEvent)
    people = set(accounts_with(work.session, stored.edition_id, [Role.ORGANISER]))
    people |= set(members_of(work.session, event.team_id))
    if isinstance(event, QuestionAnswered):
        people |= set(readers_of(work.session, event.problem_id))
    # A partner never learns of a question that ended before it was passed on.
    if isinstance(event, QuestionAnswered) or work.session.get_one(Question, event.question_id).forwarded_at:
        people |= set(speaking(work, event.problem_id))
    _wake(work, people, stored.seq)


def show_contact(work: Work, stored: Stored) -> None:
    """Wake the teams on a problem and its partner: whom to call is to be seen, or not any more."""
    event = stored.event
    assert isinstance(event, (ContactOpened, ContactClosed))
    _wake(work, {*readers_of(work.session, event.problem_id), *speaking(work, event.problem_id)}, stored.seq)


def _wake(work: Work, people: Collection[int], version: int) -> None:
    named = select(Account.public_id).where(Account.id.in_(people)).order_by(Account.id)
    topics = [user_topic(public_id) for public_id in work.session.execute(named).scalars()]
    feed.push_many(work, topics, "questions", {"version": version})


LISTENER = Listener(
    "questions.screens",
    {
        **dict.fromkeys((QuestionAsked, QuestionForwarded, QuestionAnswered, QuestionRefused, QuestionWithdrawn), show),
        ContactOpened: show_contact,
        ContactClosed: show_contact,
    },
)
