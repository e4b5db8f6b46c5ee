"""All that an organisation has in an edition, as an archive: JSON and CSV of the same rows, and its files.

Nothing of other organisations is among it, nor which team asked what.
"""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Collection, Iterator
from itertools import chain
from typing import IO, Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account, RoleGrant
from challenge.exchange.writing import Sheet, csv_bytes, json_bytes
from challenge.incubation.models import Interest, PartnerDecision
from challenge.judging.models import PARTNERS, Criterion, Juror, Mark, Visit
from challenge.kernel.actor import Role
from challenge.kernel.files import FileStore
from challenge.partners.dues_exports import dues_sheets
from challenge.problems.models import Problem, ProblemComment, ProblemFile, ProblemStep, ProblemVersion
from challenge.problems.openings import who_saw_what
from challenge.questions.models import Question
from challenge.questions.rules import State
from challenge.teams.models import Team

IN_MEMORY = 8_000_000
_PROBLEM = (
    *("ref", "title", "teaser", "summary", "full_text", "category", "theme", "language", "site", "confidentiality"),
    *("rights", "min_teams", "max_teams", "status", "version", "submitted_at", "contact_email", "contacts", "details"),
)


def own_archive(session: Session, edition_id: int, organisation_ids: Collection[int], files: FileStore) -> IO[bytes]:
    """Return an archive of what some organisations have in an edition; the caller closes it."""
    own = select(Problem.id).where(Problem.edition_id == edition_id, Problem.organisation_id.in_(organisation_ids))
    made = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - sent, then closed by the server
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        sheets = chain(
            _sheets(session, edition_id, organisation_ids, own), dues_sheets(session, edition_id, organisation_ids)
        )
        for sheet in sheets:
            archive.writestr(_entry(f"{sheet.title}.json"), json_bytes(sheet))
            archive.writestr(_entry(f"{sheet.title}.csv"), csv_bytes(sheet.header, sheet.rows))
        for number, row in enumerate(_files(session, own), 1):
            # The name is a partner's own words: it is told in files.csv, never taken as a path.
            with files.path(row.file_key).open("rb") as source, archive.open(_entry(f"files/{number:03}"), "w") as kept:
                shutil.copyfileobj(source, kept)
    made.seek(0)
    return made


def _entry(name: str) -> zipfile.ZipInfo:
    """Return a name in the archive without a time: the same rows are the same bytes."""
    return zipfile.ZipInfo(name)


def _files(session: Session, own: Select[Any]) -> list[ProblemFile]:
    wanted = select(ProblemFile).where(ProblemFile.problem_id.in_(own), ProblemFile.removed_at.is_(None))
    return list(session.execute(wanted.order_by(ProblemFile.id)).scalars())


def _sheets(session: Session, edition_id: int, organisation_ids: Collection[int], own: Select[Any]) -> Iterator[Sheet]:
    problems = list(session.execute(select(Problem).where(Problem.id.in_(own)).order_by(Problem.ref)).scalars())
    yield Sheet("problems", _PROBLEM, tuple(tuple(_told(getattr(row, name)) for name in _PROBLEM) for row in problems))
    yield _rows(session, "versions", ("problem", "number", "at", "said"), _versions(own))
    yield _rows(session, "history", ("problem", "at", "act", "status", "reason"), _history(own))
    yield _rows(session, "comments", ("problem", "field", "said", "at", "answer", "answered_at"), _comments(own))
    yield _rows(session, "questions", ("problem", "question", "answer", "by_partner", "state"), _questions(own))
    yield _rows(session, "interests", ("team", "wish", "note", "marked_at"), _interests(edition_id, organisation_ids))
    yield _rows(
        session,
        "decisions",
        ("team", "problem", "decision", "note", "version", "received_at", "late", "team_told_at", "words"),
        _decisions(own),
    )
    yield _rows(
        session,
        "evaluations",
        ("team", "problem", "evaluator", "state", "criterion", "mark", "comment", "at"),
        _evaluations(edition_id, organisation_ids, own),
    )
    refs = {row.id: row.ref for row in problems}
    seen = [(refs[key], one) for key in refs for one in who_saw_what(session, key)]
    yield Sheet(
        "who-saw-what",
        ("problem", "at", "who", "code", "role", "team", "level", "file"),
        tuple((ref, one.at, one.who, one.code, one.role, one.team, one.level, one.file) for ref, one in seen),
    )
    kept = enumerate(_files(session, own), 1)
    told = tuple(
        (f"files/{number:03}", refs[row.problem_id], row.file_name, row.level, row.sha256) for number, row in kept
    )
    yield Sheet("files", ("path", "problem", "name", "level", "sha256"), told)


def _told(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def _rows(session: Session, name: str, header: tuple[str, ...], wanted: "Select[*tuple[Any, ...]]") -> Sheet:
    return Sheet(name, header, tuple(tuple(_told(value) for value in row) for row in session.execute(wanted)))


def _versions(own: Select[Any]) -> "Select[*tuple[Any, ...]]":
    row = ProblemVersion
    wanted = select(Problem.ref, row.number, row.at, row.said).join(Problem, Problem.id == row.problem_id)
    return wanted.where(row.problem_id.in_(own)).order_by(row.id)


def _history(own: Select[Any]) -> "Select[*tuple[Any, ...]]":
    row = ProblemStep
    wanted = select(Problem.ref, row.at, row.act, row.status, row.reason).join(Problem, Problem.id == row.problem_id)
    return wanted.where(row.problem_id.in_(own)).order_by(row.id)


def _comments(own: Select[Any]) -> "Select[*tuple[Any, ...]]":
    row = ProblemComment
    wanted = select(Problem.ref, row.field, row.said, row.at, row.answer, row.answered_at)
    return wanted.join(Problem, Problem.id == row.problem_id).where(row.problem_id.in_(own)).order_by(row.id)


def _questions(own: Select[Any]) -> "Select[*tuple[Any, ...]]":
    row = Question
    wanted = select(Problem.ref, row.question, row.answer, row.by_partner, row.state)
    shown = row.state.in_((State.FORWARDED, State.ANSWERED))
    return wanted.join(Problem, Problem.id == row.problem_id).where(row.problem_id.in_(own), shown).order_by(row.id)


def _interests(edition_id: int, organisation_ids: Collection[int]) -> "Select[*tuple[Any, ...]]":
    row = Interest
    wanted = select(Team.code, row.wish, row.note, row.marked_at).join(Team, Team.id == row.team_id)
    return wanted.where(row.edition_id == edition_id, row.organisation_id.in_(organisation_ids)).order_by(row.id)


def _decisions(own: Select[Any]) -> "Select[*tuple[Any, ...]]":
    row = PartnerDecision
    told = (row.choice, row.note, row.number, row.received_at, row.late, row.told_at, row.words)
    wanted = select(Team.code, Problem.ref, *told).join(Team, Team.id == row.team_id)
    wanted = wanted.join(Problem, Problem.id == Team.problem_id)
    return wanted.where(Team.problem_id.in_(own)).order_by(Team.code, row.number)


def _evaluations(edition_id: int, organisation_ids: Collection[int], own: Select[Any]) -> "Select[*tuple[Any, ...]]":
    speaking = select(RoleGrant.account_id).where(
        RoleGrant.edition_id == edition_id,
        RoleGrant.role == Role.PARTNER.value,
        RoleGrant.organisation_id.in_(organisation_ids),
    )
    wanted = (
        select(
            *(Team.code, Problem.ref, Account.name, Visit.state, Criterion.label_en, Mark.value, Visit.comment),
            Visit.scored_at,
        )
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Account, Account.id == Juror.account_id)
        .join(Team, Team.id == Visit.team_id)
        .join(Problem, Problem.id == Team.problem_id)
        .outerjoin(Mark, Mark.visit_id == Visit.id)
        .outerjoin(Criterion, Criterion.id == Mark.criterion_id)
    )
    theirs = (Visit.edition_id == edition_id, Juror.panel == PARTNERS, Juror.account_id.in_(speaking))
    return wanted.where(*theirs, Team.problem_id.in_(own)).order_by(Team.code, Visit.id, Criterion.place)
