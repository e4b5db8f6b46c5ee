"""What an organisation would go on with, per edition: for its page in the directory, as counts alone."""

from collections.abc import Iterator

from sqlalchemy import Select, func, select

from challenge.incubation.models import Interest


def record(organisation_id: int) -> Iterator[tuple[str, Select[int, int]]]:
    """Give its marks on teams."""
    yield (
        "interests",
        (
            select(Interest.edition_id, func.count(Interest.id))
            .where(Interest.organisation_id == organisation_id)
            .group_by(Interest.edition_id)
        ),
    )
