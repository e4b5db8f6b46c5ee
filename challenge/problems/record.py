"""What an organisation posted, per edition: for its page in the directory."""

from collections.abc import Iterator

from sqlalchemy import Select, func, select

from challenge.problems.models import Problem
from challenge.problems.rules import Status


def record(organisation_id: int) -> Iterator[tuple[str, Select[int, int]]]:
    """Give the problems posted and confirmed."""
    posted = (
        select(Problem.edition_id, func.count(Problem.id))
        .where(Problem.organisation_id == organisation_id)
        .group_by(Problem.edition_id)
    )
    yield "posted", posted
    yield "confirmed", posted.where(Problem.status == Status.CONFIRMED.value)
