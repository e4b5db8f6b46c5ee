"""Reads of the lists behind the numbers of the past: who and what they were, under the names of today."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.announcements.models import Announcement
from challenge.control.past_lines import (
    AnnouncementThen,
    AttemptThen,
    ConflictThen,
    JurorThen,
    MomentThen,
    PersonThen,
    ProblemThen,
    RequestThen,
)
from challenge.control.past_queries import (
    ASKED,
    PROBLEMS,
    STUDENTS,
    TEAMS,
    VISITS,
    WAITING,
    Board,
)
from challenge.control.queries import Table
from challenge.judging.models import Juror, Round
from challenge.mentoring.models import HelpRequest
from challenge.people.models import Person
from challenge.problems.models import Problem
from challenge.schedule.models import Milestone
from challenge.submissions.models import Deliverable, RefusedAttempt
from challenge.teams.models import Team, TeamMember

HALL_LISTS = (TEAMS, "teams.silent", "submissions.missing")
"""Lists of teams that everybody may open who sees the hall; viewers find the teams in them that the staff knew of."""
Lines = Sequence[Any]
"""What a list shows, of one kind of `past_lines`, tables of teams, or instants."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list is asked for.

    Fields:
        session: for reading.
        edition_id: the scope.
        at: the edition's instant; found: the control room as it was then.
        code: of a number or a concern.
    """

    session: Session
    edition_id: int
    at: datetime
    found: Board
    code: str


def lines_of(asked: Asked) -> tuple[str, Lines] | None:
    """Return the kind of a list and what it shows; None where no list is called so. At most two statements.

    Who was forgotten since is shown as everywhere today, and rows that are gone are left out: the log holds no names.
    """
    kind = _KINDS.get(asked.code)
    return (kind, _READERS[kind](asked)) if kind else None


def _teams(asked: Asked) -> list[Table]:
    wanted = {account for account in asked.found.coaches.values() if account}
    rows = asked.session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    names = {row[0]: row[1] for row in rows}
    own = [
        replace(asked.found.known[key], coach=names.get(asked.found.coaches[key] or 0, ""))
        for key in asked.found.behind[asked.code]
    ]
    return sorted(own, key=lambda one: (one.zone, one.table_no, one.code))


def _people(asked: Asked) -> list[PersonThen]:
    wanted = select(Person, TeamMember.team_id).outerjoin(TeamMember, TeamMember.person_id == Person.id)
    rows = asked.session.execute(
        wanted.where(Person.edition_id == asked.edition_id).order_by(Person.sort_name, Person.id)
    )
    shown, then, lacks = set(asked.found.behind[asked.code]), asked.found.past.seats_then, asked.found.waiting.unsigned
    return [
        PersonThen(
            name=person.name,
            school=person.school,
            team=asked.found.known[team].code if (team := then.get(person.id, team_id)) in asked.found.known else "",
            present=asked.found.waited.present.get(person.id, person.present),
            lacks=lacks.get(person.id, ()) if asked.code != STUDENTS else (),
        )
        for person, team_id in rows
        if person.id in shown
    ]


def _requests(asked: Asked) -> list[RequestThen]:
    wanted = select(HelpRequest, Team.code).join(Team, Team.id == HelpRequest.team_id)
    rows = asked.session.execute(
        wanted.where(HelpRequest.edition_id == asked.edition_id).order_by(HelpRequest.asked_at)
    )
    shown = set(asked.found.behind[asked.code])
    return [
        RequestThen(team, row.kind, row.skill, row.need, row.asked_at, row.due_at)
        for row, team in rows
        if row.id in shown
    ]


def _jurors(asked: Asked) -> list[JurorThen]:
    shown = set(asked.found.behind[asked.code])
    rows = asked.session.execute(
        select(Juror).where(Juror.edition_id == asked.edition_id).order_by(Juror.ref)
    ).scalars()
    return [_juror(row, asked.found) for row in rows if row.id in shown]


def _juror(row: Juror, found: Board) -> JurorThen:
    own = [one for one in found.turns.visits if one.juror_id == row.id and one.id not in found.turns.conflicts]
    sent = [one.sent_at for one in own if one.sent_at is not None]
    return JurorThen(row.ref, row.name, len(sent), len(own), max(sent, default=None))


def _conflicts(asked: Asked) -> list[ConflictThen]:
    own = [asked.found.turns.conflicts[key] for key in asked.found.behind[asked.code]]
    pairs = select(Juror, Team.code, Team.name, Team.id).join(Team, Team.edition_id == Juror.edition_id)
    wanted = pairs.where(Juror.edition_id == asked.edition_id, Juror.id.in_({one[1] for one in own}))
    names = {
        (row[0].id, row[3]): row for row in asked.session.execute(wanted.where(Team.id.in_({one[2] for one in own})))
    }
    rounds = select(Round.id, Round.code).where(Round.edition_id == asked.edition_id)
    codes = {row[0]: row[1] for row in asked.session.execute(rounds)}
    lines = [
        ConflictThen(row[0].ref, row[0].name, row[1], row[2], codes[turn])
        for turn, juror, team in own
        if (row := names.get((juror, team))) is not None
    ]
    return sorted(lines, key=lambda one: (one.ref, one.team))


def _problems(asked: Asked) -> list[ProblemThen]:
    rows = asked.session.execute(
        select(Problem.id, Problem.ref, Problem.title)
        .where(Problem.edition_id == asked.edition_id)
        .order_by(Problem.ref)
    )
    shown = set(asked.found.behind[asked.code])
    return [ProblemThen(ref, title) for key, ref, title in rows if key in shown]


def _attempts(asked: Asked) -> list[AttemptThen]:
    columns = (Team.code, Deliverable.code, RefusedAttempt.code, RefusedAttempt.received_at)
    wanted = select(*columns).join(Team, Team.id == RefusedAttempt.team_id)
    wanted = wanted.join(Deliverable, Deliverable.id == RefusedAttempt.deliverable_id)
    own = wanted.where(RefusedAttempt.edition_id == asked.edition_id, RefusedAttempt.received_at <= asked.at)
    return [AttemptThen(*row) for row in asked.session.execute(own.order_by(RefusedAttempt.id))]


def _moments(asked: Asked) -> list[MomentThen]:
    wanted = select(Milestone.id, Milestone.title_en, Milestone.title_fr).where(
        Milestone.edition_id == asked.edition_id
    )
    names = {row[0]: {"en": row[1], "fr": row[2]} for row in asked.session.execute(wanted)}
    return [MomentThen(names[key], transition) for key, transition, _ in asked.found.waiting.moments]


def _announcements(asked: Asked) -> list[AnnouncementThen]:
    columns = (Announcement.title_en, Announcement.title_fr)
    wanted = select(*columns).where(
        Announcement.edition_id == asked.edition_id, Announcement.id.in_(asked.found.behind[asked.code])
    )
    return [
        AnnouncementThen({"en": en, "fr": fr}) for en, fr in asked.session.execute(wanted.order_by(Announcement.id))
    ]


def _steps(asked: Asked) -> list[datetime]:
    return list(asked.found.waited.steps.values())


_READERS: Mapping[str, Callable[[Asked], Lines]] = {
    "teams": _teams,
    "people": _people,
    "requests": _requests,
    "jurors": _jurors,
    "conflicts": _conflicts,
    "problems": _problems,
    "attempts": _attempts,
    "moments": _moments,
    "announcements": _announcements,
    "steps": _steps,
}
_KINDS: Mapping[str, str] = {
    **dict.fromkeys((TEAMS, ASKED, "teams.silent", "submissions.missing", "teams.alone"), "teams"),
    **dict.fromkeys((STUDENTS, "agreements.unsigned"), "people"),
    **dict.fromkeys((WAITING, "mentoring.beyond"), "requests"),
    **dict.fromkeys((VISITS, "judging.silent", "judging.late"), "jurors"),
    "judging.conflict": "conflicts",
    PROBLEMS: "problems",
    "submissions.refused": "attempts",
    "schedule.held": "moments",
    "announcements.held": "announcements",
    "schedule.stepped": "steps",
}
