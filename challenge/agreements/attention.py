"""What agreements bring before the organisers: signatures, reveals that wait for them, secrets without a text."""

from collections.abc import Iterator

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from challenge.agreements.models import AgreementText
from challenge.agreements.queries import unsigned_count
from challenge.agreements.rules import Kind
from challenge.editions.attention import Scope, Watch
from challenge.problems.models import Problem
from challenge.problems.rules import Confidentiality, Status
from challenge.teams.models import Team


def watches(session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched. Who owes what is worked out person by person, so it is counted here.

    How many problems are confidential, and which teams wait, is for organisers alone.
    """
    if scope.drafts:
        held = select(func.count(Team.id)).where(
            Team.edition_id == scope.edition_id, Team.reveal_due_at.is_not(None), Team.revealed_at.is_(None)
        )
        yield Watch("agreements.held", "desk/agreements", held.where(Team.size > 0), is_urgent=True)
        has_text = exists().where(
            AgreementText.edition_id == scope.edition_id, AgreementText.kind == Kind.CONFIDENTIALITY.value
        )
        bare = select(func.count(Problem.id)).where(
            Problem.edition_id == scope.edition_id,
            Problem.status == Status.CONFIRMED.value,
            Problem.confidentiality != Confidentiality.OPEN.value,
            ~has_text,
        )
        yield Watch("agreements.no_text", "desk/agreements/texts/confidentiality", bare)
    yield Watch("agreements.unsigned", "desk/agreements", unsigned_count(session, scope.edition_id))
