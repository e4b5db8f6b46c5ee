"""The team's own page, handing in, files, and the coach's list."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from challenge.agreements.queries import unsigned_in_team
from challenge.kernel.access import EDITION, OWN, PUBLIC
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError, Invalid, Late, NotFound, TooLarge
from challenge.kernel.files import media_types
from challenge.live.topics import edition_topic, team_topic, user_topic
from challenge.schedule.queries import lines, now_and_next
from challenge.submissions import actions, rules
from challenge.submissions.access import COACH, READ, STUDENT, SUBMIT, TeamsFile, find_submission
from challenge.submissions.forms import SubmissionForm
from challenge.submissions.models import Deliverable
from challenge.submissions.queries import Asked, asked_of, deliverable_by_code, is_kept, received_codes
from challenge.teams.access import TEAM, find_members_team, find_team
from challenge.teams.models import Team
from challenge.teams.queries import TeamFace, latest_slug_with, members, own_team, teams_of_coach
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import attachment, drawn, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("submissions", __name__)


@pages.get("/e/<slug>/team", policy=STUDENT)
def own(slug: str) -> Response:
    """Bring a student to their team's page, or say that there is none yet."""
    at = here()
    team = own_team(at.session, at.in_edition().id, at.actor.account_id)
    if team is None:
        return page("submissions/no_team.html")
    return redirect(url_for("submissions.team", slug=slug, code=team.code), 303)


@pages.get("/t/<code>", policy=PUBLIC)
def short(code: str) -> Response:
    """Bring somebody who scanned a table's code to the team of the latest edition that has one."""
    at = here()
    slug = latest_slug_with(at.session, code)
    if slug is None:
        raise NotFound("web.absent")
    return redirect(url_for("submissions.team", slug=slug, code=code.upper()), 303)


@pages.get("/e/<slug>/teams/<code>", policy=TEAM, thing=find_team)
def team(slug: str, code: str) -> Response:
    """Show what to do now, where to be next, what is asked, and what was handed in."""
    return _team_page(slug, code)


def _team_page(slug: str, code: str, problem: ChallengeError | None = None, code_of: str = "") -> Response:
    at = here()
    face = at.the(TeamFace)
    row = face.team
    asked = asked_of(at.session, row.edition_id, row.id)
    told = _told(at, face)
    shown = {
        "team": row,
        "topic": team_topic(row.public_id),
        "seq": face.head,
        "asked": asked,
        "now": at.now,
        "deliverables": _deliverables(at, asked),
        **_around(at, face, asked, has_more=face.is_member and told["problem_row"] is not None),
        "help_topic": _help_topic(at, face, slug),
        **told,
        "questions_topic": user_topic(at.actor.public_id) if told["reads_within"] and _asks(at, face) else "",
        "may_submit": SUBMIT.allows(at.actor, OWN if face.is_member else EDITION),
        "refusal": sentence(at, problem) if problem else None,
        "refused_code": code_of,
        "kinds": ",".join(media_types()),
        "most_bytes": rules.MOST_BYTES,
    }
    return page("submissions/team.html", problem.status if problem else 200, slug=slug, code=code, **shown)


def _around(at: Here, face: TeamFace, asked: Sequence[Asked], *, has_more: bool) -> dict[str, Markup]:
    """Return what stands around a team's work: what is next for it, and beside it the days and its members."""
    under_way, ahead = now_and_next(lines(at.session, face.team.edition_id), at.now)
    due = next((one for one in asked if not one.versions and one.state(at.now) in ("open", "late")), None)
    first = drawn("submissions/_first.html", asked=due, ahead=ahead[0] if ahead else None)
    beside = drawn(
        "submissions/_beside.html",
        slug=at.in_edition().slug,
        code=face.team.code,
        under_way=tuple(under_way[:3]),
        ahead=tuple(ahead),
        members=members(at.session, face.team.id),
        has_more=has_more,
    )
    return {"first": first, "beside": beside}


def _deliverables(at: Here, asked: Sequence[Asked]) -> Markup:
    stands = tuple((one, one.state(at.now)) for one in asked)
    return drawn("submissions/_deliverables.html", slug=at.in_edition().slug, asked=stands)


def _help_topic(at: Here, face: TeamFace, slug: str) -> str:
    """Return what the help box follows; "" for those who may not see it. The team's topic is open to its partner."""
    if at.actor.has(Role.ORGANISER, Role.ADMINISTRATOR):
        return edition_topic(slug, "staff")
    is_coach = bool(at.actor.account_id) and face.team.coach_id == at.actor.account_id
    is_concerned = (face.is_member and at.actor.has(Role.STUDENT)) or (is_coach and at.actor.has(Role.COACH))
    return user_topic(at.actor.public_id) if is_concerned else ""


def _asks(at: Here, face: TeamFace) -> bool:
    """True for those to whom a team's questions are open: its members, its coach, organisers; not its partner."""
    return bool(_help_topic(at, face, ""))


def _told(at: Here, face: TeamFace) -> dict[str, Any]:
    """Return what somebody is told of a team's problem: its text, or to its members who has not signed for it."""
    team, account_id = face.team, at.actor.account_id
    if face.problem.confidentiality == "open":
        concerned = _is_concerned(at, face)
        return _NOTHING_TOLD | {"problem_row": face.problem if team.revealed_at else None, "reads_within": concerned}
    if not face.is_member:
        reads = team.revealed_at is not None and _is_concerned(at, face)
        return _NOTHING_TOLD | {"problem_row": face.problem if reads else None, "reads_within": reads}
    late = unsigned_in_team(at.session, team.edition_id, team.id)
    own = next((one for one in late if one.account_id == account_id), None)
    if team.revealed_at is None:
        return _NOTHING_TOLD | {"unsigned": [one for one in late if one.is_expected], "owes": own is not None}
    row = None if own else face.problem
    return _NOTHING_TOLD | {"problem_row": row, "must_sign": own is not None, "reads_within": row is not None}


_NOTHING_TOLD: dict[str, Any] = {
    "problem_row": None,
    "unsigned": (),
    "owes": False,
    "must_sign": False,
    "reads_within": False,
}


def _is_concerned(at: Here, face: TeamFace) -> bool:
    """True for those whom a confidential problem concerns; other staff see the team, not what it works on."""
    return face.is_own(at.actor) or at.actor.has(Role.ORGANISER, Role.ADMINISTRATOR)


@pages.get("/e/<slug>/teams/<code>/problem", policy=TEAM, thing=find_team)
def team_problem(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what a team knows of its problem alone, for the island."""
    at = here()
    face = at.the(TeamFace)
    return page("submissions/_problem.html", team=face.team, **_told(at, face))


@pages.get("/e/<slug>/teams/<code>/deliverables", policy=TEAM, thing=find_team)
def deliverables(slug: str, code: str) -> str:  # noqa: ARG001 - the shell has found both
    """Show the deliverables alone, for the island."""
    at = here()
    row = at.the(TeamFace).team
    return _deliverables(at, asked_of(at.session, row.edition_id, row.id))


def _refused_by_size(at: Here) -> None:
    """Record an upload that was too large before a byte of it was read."""
    row, asked = at.the(TeamFace).team, _asked_code()
    deliverable = deliverable_by_code(at.session, row.edition_id, asked)
    if deliverable is not None:
        _record(at, row, deliverable, TooLarge("files.too_large", "file", most_mb=rules.MOST_BYTES // 1_000_000))


def _asked_code() -> str:
    return str((request.view_args or {}).get("deliverable", ""))


def _record(at: Here, row: Team, deliverable: Deliverable, problem: ChallengeError) -> None:
    size = request.content_length or 0
    arguments = (row.id, deliverable.id, problem)
    at.house.works.perform(at.actor, actions.record_refusal, *arguments, received_at=at.now, size=size)


@pages.post(
    "/e/<slug>/teams/<code>/deliverables/<deliverable>",
    policy=SUBMIT,
    thing=find_members_team,
    most_bytes=rules.MOST_BYTES + 100_000,
    on_too_large=_refused_by_size,
)
def post_submission(slug: str, code: str, deliverable: str) -> Response:
    """Hand in one version; the answer is a receipt. A refused attempt is kept and explained."""
    at = here()
    row = at.the(TeamFace).team
    asked = deliverable_by_code(at.session, row.edition_id, deliverable)
    if asked is None:
        raise NotFound("web.absent")
    try:
        answer = _handed_in(at, row, asked)
    except (Invalid, Late, TooLarge) as problem:
        _record(at, row, asked, problem)
        return _team_page(slug, code, problem, deliverable)
    tell("Version %(number)s is received. Its receipt is below.", number=answer["number"])
    return redirect(url_for("submissions.team", slug=slug, code=code) + f"#{deliverable}", 303)


def _handed_in(at: Here, row: Team, asked: Deliverable) -> dict[str, object]:
    form = parsed(SubmissionForm)
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid("submissions.no_file", "file")
    stored = at.house.files.keep(upload.stream, upload.filename, most=rules.MOST_BYTES)
    handed = actions.Handed(stored, upload.filename, form.note, form.ai_use)
    try:
        answer = write(actions.submit_work, row.id, asked.id, handed, received_at=at.now)
    except ChallengeError:
        at.house.files.drop(stored.key)
        raise
    with at.house.database.read() as session:
        # Sent twice under one key: the first one's file is the one that counts.
        if not is_kept(session, stored.key):
            at.house.files.drop(stored.key)
    return answer


@pages.get("/e/<slug>/submissions/<submission>", policy=READ, thing=find_submission)
def file(slug: str, submission: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Give a handed-in file as a download."""
    at = here()
    row = at.the(TeamsFile).submission
    return attachment(at.house.files.path(row.file_key), row.file_name, row.media_type)


@pages.get("/e/<slug>/coach/", policy=COACH)
def coach(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show a coach's teams with what each has handed in."""
    at = here()
    edition_id = at.in_edition().id
    rows = teams_of_coach(at.session, edition_id, at.actor.account_id)
    asked = asked_of(at.session, edition_id, 0)
    received = received_codes(at.session, edition_id, [row.id for row in rows])
    return page("submissions/coach.html", teams=rows, asked=asked, received=received, now=at.now)
