"""What questions bring before the organisers: those that wait for them, and partners beyond what was promised."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.editions.attention import Scope, Watch
from challenge.questions.models import Question
from challenge.questions.rules import State


def watches(_session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched; that somebody asks about a confidential problem is for organisers alone."""
    if not scope.drafts:
        return
    counted = select(func.count(Question.id)).where(Question.edition_id == scope.edition_id)
    yield Watch(
        "questions.waiting",
        "desk/questions?state=waiting",
        counted.where(Question.state == State.WAITING),
        is_urgent=True,
    )
    beyond = counted.where(Question.state == State.FORWARDED, Question.due_at <= scope.now)
    yield Watch("questions.beyond", "desk/questions?state=forwarded", beyond)
