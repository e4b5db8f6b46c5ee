"""What moments of the schedule do to deliverables: open them, make work late, lock them."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from challenge.schedule.effects import Effect, Moment
from challenge.schedule.queries import MilestoneLine
from challenge.schedule.rules import Transition
from challenge.submissions.queries import deadline_of
from challenge.teams.publishing import visibility


def effects(session: Session, edition_id: int, lines: Sequence[MilestoneLine]) -> Iterator[tuple[Moment, Effect]]:
    """Say from which moment on a deliverable can be handed in, is late, and is taken no more."""
    asked = [line for line in lines if line.kind == "deliverable"]
    if not asked:
        return
    students = visibility(session, edition_id).students
    for line in asked:
        for transition, code in _windows(line):
            path = f"desk/submissions?missing={line.code}"
            titles = {"fr": line.title_fr, "en": line.title_en}
            yield (line.id, transition), Effect(code=code, titles=titles, people=students, path=path)


def _windows(line: MilestoneLine) -> Iterator[tuple[Transition, str]]:
    """Give the moments of a deliverable that mean something for its window."""
    window = deadline_of(line, None)
    known = {transition for transition, _ in line.moments().transitions()}
    yield Transition.ANNOUNCED if Transition.ANNOUNCED in known else Transition.OPENED, "window_opens"
    last = Transition.LOCKED if Transition.LOCKED in known else Transition.CLOSED
    if Transition.DUE in known and window.due < window.lock:
        yield Transition.DUE, "window_due"
    elif Transition.DUE in known:
        last = Transition.DUE
    if last in known:
        yield last, "window_locks"
