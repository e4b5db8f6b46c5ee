"""Acts on submissions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from challenge.kernel.clock import milliseconds
from challenge.kernel.errors import ChallengeError, Invalid, NotFound
from challenge.kernel.files import StoredFile
from challenge.kernel.text import bounded, clean_block, clean_line
from challenge.kernel.work import Work
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.schedule.queries import milestones_of_kind
from challenge.schedule.rules import Transition
from challenge.submissions import rules
from challenge.submissions.events import AttemptRefused, ExtensionGranted, WindowChanged, WorkSubmitted
from challenge.submissions.models import Deliverable, EarlierExtension, Extension, RefusedAttempt, Submission
from challenge.submissions.queries import deadline_of
from challenge.submissions.rules import Deadline
from challenge.teams.models import Team


@dataclass(frozen=True, slots=True)
class Handed:
    """What a team hands in: the stored file, its name, a note, and the declared use of AI tools (R21)."""

    file: StoredFile
    file_name: str
    note: str
    ai_use: str


def follow_schedule(work: Work) -> int:
    """Give every milestone of kind `deliverable` its deliverable, in the order of time; return how many are new."""
    found = milestones_of_kind(work.session, work.edition_id, "deliverable")
    wanted = select(Deliverable).where(Deliverable.edition_id == work.edition_id)
    known = {row.milestone_id: row for row in work.session.execute(wanted).scalars()}
    for position, row in enumerate(found):
        if row.id in known:
            known[row.id].position = position
        else:
            work.add(Deliverable(edition_id=work.edition_id, milestone_id=row.id, code=row.code, position=position))
    return sum(row.id not in known for row in found)


def deadline(work: Work, team_id: int, deliverable: Deliverable) -> Deadline:
    """Return a deliverable's deadline for one team."""
    milestone = work.session.get_one(Milestone, deliverable.milestone_id)
    extension = work.session.get(Extension, (team_id, deliverable.id))
    return deadline_of(milestone, extension.until if extension else None)


def submit_work(
    work: Work, team_id: int, deliverable_id: int, handed: Handed, *, received_at: datetime
) -> dict[str, Any]:
    """Store one version with its receipt; late ones are taken until the lock and stay visible as late (R14).

    Args:
        work: by a member of the team, or an organiser for it.
        team_id: whose.
        deliverable_id: what.
        handed: the file lies on disk already.
        received_at: the edition's instant of the request's first byte; the deadline looks at nothing else.

    Raises:
        Invalid("submissions.early"), Late("submissions.locked"): outside the window; the caller records the attempt.
        Invalid("text.too_long"): note or declaration.
    """
    team = work.locked(Team, team_id)
    deliverable = work.session.get_one(Deliverable, deliverable_id)
    late = rules.admit(deadline(work, team.id, deliverable), received_at, was_locked=_was_locked(work, deliverable))
    number = _next_number(work, team.id, deliverable.id)
    row = work.add(
        Submission(
            edition_id=work.edition_id,
            team_id=team.id,
            deliverable_id=deliverable.id,
            number=number,
            submitted_by=work.actor.account_id,
            received_at=received_at,
            late=late,
            file_key=handed.file.key,
            file_name=clean_line(handed.file_name)[:200],
            media_type=handed.file.media_type,
            size=handed.file.size,
            sha256=handed.file.sha256,
            note=bounded(clean_block(handed.note), "note", most=rules.NOTE_MOST, required=False),
            ai_use=bounded(clean_block(handed.ai_use), "ai_use", most=rules.NOTE_MOST, required=False),
        )
    )
    work.emit(
        WorkSubmitted(submission_id=row.id, team_id=team.id, deliverable_id=deliverable.id, number=number, late=late)
    )
    return {"submission": row.public_id, "number": number, "sha256": row.sha256, "late": late}


def _was_locked(work: Work, deliverable: Deliverable) -> bool:
    """True when a deliverable locked at a real instant that lies ahead: the server's clock was set back since.

    A clock of the edition that somebody set back on purpose opens the window again; this one may not.
    """
    milestone = work.session.get_one(Milestone, deliverable.milestone_id)
    last = Transition.LOCKED if milestone.lock_at else Transition.DUE if milestone.due_at else Transition.CLOSED
    firing = work.session.get(MilestoneFiring, (milestone.id, last.value, milestone.version))
    return firing is not None and firing.fired_at > work.real


def _next_number(work: Work, team_id: int, deliverable_id: int) -> int:
    wanted = select(func.coalesce(func.max(Submission.number), 0)).where(
        Submission.team_id == team_id, Submission.deliverable_id == deliverable_id
    )
    return int(work.session.execute(wanted).scalar_one()) + 1


def record_refusal(
    work: Work, team_id: int, deliverable_id: int, problem: ChallengeError, *, received_at: datetime, size: int
) -> None:
    """Keep that somebody tried and why it was refused; `size` in bytes as announced by the sender."""
    work.add(
        RefusedAttempt(
            edition_id=work.edition_id,
            team_id=team_id,
            deliverable_id=deliverable_id,
            account_id=work.actor.account_id,
            received_at=received_at,
            code=problem.code,
            size=size,
        )
    )
    work.emit(AttemptRefused(team_id=team_id, deliverable_id=deliverable_id, code=problem.code))


def grant_extension(work: Work, team_id: int, deliverable_id: int, *, until: datetime, reason: str) -> dict[str, Any]:
    """Give one team its own lock for one deliverable; what it had been given before is kept with its reason.

    Raises:
        Invalid("submissions.extension"): not later than everybody's lock.
        Invalid("submissions.extension_past"): over already.
        Invalid("submissions.cancelled"): nobody is asked for the deliverable any more.
        Invalid("text.missing"): no reason.
        NotFound("web.absent"): team or deliverable of another edition, or gone.
    """
    team, deliverable = _asked_of(work, team_id, deliverable_id)
    rules.check_extension(until, deadline(work, team.id, deliverable).lock, work.now)
    words = bounded(clean_line(reason), "reason", most=200)
    row = _replaced(work, team, deliverable)
    row.until, row.reason, row.granted_by, row.granted_at = until, words, work.actor.account_id, work.real
    work.session.flush()
    work.emit(ExtensionGranted(team_id=team.id, deliverable_id=deliverable.id, until_ms=milliseconds(until)))
    return {"team": team.code, "deliverable": deliverable.code, "until": until.isoformat()}


def _replaced(work: Work, team: Team, deliverable: Deliverable) -> Extension:
    """Return the row of a team's extension, new or with what stood in it kept beside."""
    row = work.session.get(Extension, (team.id, deliverable.id))
    if row is None:
        row = Extension(team_id=team.id, deliverable_id=deliverable.id)
        work.session.add(row)
        return row
    before = EarlierExtension(edition_id=team.edition_id, team_id=team.id, deliverable_id=deliverable.id)
    before.until, before.reason = row.until, row.reason
    before.granted_by, before.granted_at = row.granted_by, row.granted_at
    work.session.add(before)
    return row


def give_minutes(work: Work, team_id: int, deliverable_id: int, *, minutes: int, reason: str) -> dict[str, Any]:
    """Give one team so many more minutes for one deliverable; see `rules.longer` from when they count.

    Raises:
        As `grant_extension`.
    """
    team, deliverable = _asked_of(work, team_id, deliverable_id)
    until = rules.longer(deadline(work, team.id, deliverable), work.now, minutes)
    return grant_extension(work, team.id, deliverable.id, until=until, reason=reason)


def _asked_of(work: Work, team_id: int, deliverable_id: int) -> tuple[Team, Deliverable]:
    """Return a team, locked, and what it is asked for: two organisers who give time at once do it one after the other.

    Raises:
        Invalid("submissions.cancelled"), NotFound("web.absent"): see `grant_extension`.
    """
    team = work.locked(Team, team_id)
    deliverable = work.session.get(Deliverable, deliverable_id)
    if deliverable is None or deliverable.edition_id != work.edition_id or team.edition_id != work.edition_id:
        raise NotFound("web.absent")
    if work.session.get_one(Milestone, deliverable.milestone_id).cancelled_at is not None:
        raise Invalid("submissions.cancelled", "deliverable")
    return team, deliverable


def tell_window(work: Work, milestone_id: int, transition: str) -> None:
    """Store that a deliverable's window changed, for the screens of every team."""
    row = work.session.execute(
        select(Deliverable.id).where(Deliverable.milestone_id == milestone_id)
    ).scalar_one_or_none()
    if row is not None:
        work.emit(WindowChanged(deliverable_id=row, transition=transition))
