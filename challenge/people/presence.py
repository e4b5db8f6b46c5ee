"""Who is there: the one column that the composition of teams reads, set by whoever calls the roll."""

from collections.abc import Collection

from sqlalchemy import update

from challenge.kernel.work import Work
from challenge.people.events import PresenceChanged
from challenge.people.models import Person


def set_presence(work: Work, person_ids: Collection[int], *, present: bool) -> list[int]:
    """Say of students of the work's edition whether they are there; one statement, one fact.

    Args:
        work: whose edition is the scope: ids of another one are passed over.
        person_ids: as many as wanted; those who have left are passed over.
        present: what they are from here on.

    Returns:
        The ids that changed, in their order; those who were so already are not among them. Empty: no fact.
    """
    changing = (
        update(Person)
        .where(
            Person.edition_id == work.edition_id,
            Person.id.in_(sorted(set(person_ids))),
            Person.left_at.is_(None),
            Person.present.is_not(present),
        )
        .values(present=present)
        .returning(Person.id)
        .execution_options(synchronize_session=False)
    )
    changed = sorted(work.session.execute(changing).scalars())
    if changed:
        work.emit(PresenceChanged(person_ids=changed, present=present))
    return changed
