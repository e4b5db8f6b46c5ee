"""Whom questions are told to: organisers, partner, teams. The words stay on the pages: a mail is read by anybody."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from challenge.accounts.queries import members as accounts_with
from challenge.agreements.queries import unsigned_readers
from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.kernel.actor import Role
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.problems.models import Problem
from challenge.questions.events import (
    QuestionAnswered,
    QuestionAsked,
    QuestionEvent,
    QuestionForwarded,
    QuestionRefused,
)
from challenge.questions.queries import members_of, readers_of
from challenge.questions.screens import speaking
from challenge.teams.models import Team


def _tell(work: Work, stored: Stored, people: Collection[int], letter: Letter, who: str) -> None:
    told = Told(kind=Kind.QUESTION, letter=letter)
    tell(work, people, told, key=f"questions:{stored.edition_id}:{stored.seq}:{who}")


def _tell_readers(work: Work, stored: Stored, people: Collection[int], letter: Letter, who: str) -> None:
    """Tell people of a team; whoever has not signed would find nothing behind the link, and is led to the signature."""
    event = stored.event
    assert isinstance(event, QuestionEvent)
    unsigned = unsigned_readers(work.session, stored.edition_id, event.problem_id)
    _tell(work, stored, [one for one in people if one not in unsigned], letter, who)
    body, path = "You read it once you have signed.", f"{_base(work, stored)}/agreements"
    late = [one for one in people if one in unsigned]
    if late:
        _tell(work, stored, late, replace(letter, body=body, path=path), f"{who}:unsigned")


def _about(work: Work, event: QuestionEvent) -> dict[str, Any]:
    return {"ref": work.session.get_one(Problem, event.problem_id).ref}


def _base(work: Work, stored: Stored) -> str:
    return f"/e/{slug_of(work.session, stored.edition_id)}"


def _own_page(work: Work, stored: Stored, event: QuestionEvent) -> str:
    return f"{_base(work, stored)}/teams/{work.session.get_one(Team, event.team_id).code}/questions"


def tell_organisers(work: Work, stored: Stored) -> None:
    """Tell organisers that a question waits for them."""
    event = stored.event
    assert isinstance(event, QuestionAsked)
    code = work.session.get_one(Team, event.team_id).code
    letter = Letter(
        subject="Team %(code)s has a question for the partner of %(ref)s",
        body="Pass it on, answer it, or say why not.",
        filling={**_about(work, event), "code": code},
        path=f"{_base(work, stored)}/desk/questions",
    )
    _tell(work, stored, accounts_with(work.session, stored.edition_id, [Role.ORGANISER]), letter, "organisers")


def tell_partner(work: Work, stored: Stored) -> None:
    """Tell the partner that a team, whichever, waits for an answer."""
    event = stored.event
    assert isinstance(event, QuestionForwarded)
    letter = Letter(
        subject="A team asks about %(ref)s",
        body="Your answer serves every team on the problem.",
        filling=_about(work, event),
        path=f"{_base(work, stored)}/partner/questions",
    )
    _tell(work, stored, speaking(work, event.problem_id), letter, "partner")


def tell_teams(work: Work, stored: Stored) -> None:
    """Tell every team on the problem, and its coaches, that an answer stands."""
    event = stored.event
    assert isinstance(event, QuestionAnswered)
    problem = work.session.get_one(Problem, event.problem_id)
    letter = Letter(
        subject="A question about your problem is answered",
        body="It stands on the page of your problem.",
        filling={},
        path=f"{_base(work, stored)}/problems/{problem.public_id}/text#answers",
    )
    _tell_readers(work, stored, readers_of(work.session, event.problem_id), letter, "teams")


def tell_refused(work: Work, stored: Stored) -> None:
    """Tell the team alone that its question was not passed on."""
    event = stored.event
    assert isinstance(event, QuestionRefused)
    letter = Letter(
        subject="Your question was not passed on",
        body="The organisers say why on your page.",
        filling={},
        path=_own_page(work, stored, event),
    )
    _tell_readers(work, stored, members_of(work.session, event.team_id), letter, "refused")


LISTENER = Listener(
    "questions.notices",
    {
        QuestionAsked: tell_organisers,
        QuestionForwarded: tell_partner,
        QuestionAnswered: tell_teams,
        QuestionRefused: tell_refused,
    },
)
