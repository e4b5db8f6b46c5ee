"""The team's own page, handing in, files, and the coach's list."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.access import EDITION, OWN, PUBLIC
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError, Invalid, Late, NotFound, TooLarge
from challenge.live.topics import edition_topic, team_topic, user_topic
from challenge.submissions import actions, rules
from challenge.submissions.access import COACH, DESK, READ, STUDENT, SUBMIT, TeamsFile, find_submission
from challenge.submissions.forms import SubmissionForm
from challenge.submissions.models import Deliverable
from challenge.submissions.queries import asked_of, deliverable_by_code, is_kept, received_codes
from challenge.submissions.shown import deliverables_of, shown_of
from challenge.submissions.told import told_of, told_part
from challenge.teams.access import TEAM, find_members_team, find_team
from challenge.teams.models import Team
from challenge.teams.queries import TeamFace, latest_slug_with, own_team, teams_of_coach
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import attachment, page, sentence, tell
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
    told = told_of(at, face)
    shown = {
        "team": row,
        "topic": team_topic(row.public_id),
        "seq": face.head,
        "shown": shown_of(at, face, has_more=face.is_member and told.reads),
        "help_topic": _help_topic(at, face, slug),
        "problem": told_part(at, face, told),
        "questions_topic": user_topic(at.actor.public_id) if told.reads_within and _asks(at, face) else "",
        "may_extend": DESK.allows(at.actor, EDITION),
        "may_submit": SUBMIT.allows(at.actor, OWN if face.is_member else EDITION),
        "refusal": sentence(at, problem) if problem else None,
        "refused_code": code_of,
    }
    return page("submissions/team.html", problem.status if problem else 200, slug=slug, code=code, **shown)


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


@pages.get("/e/<slug>/teams/<code>/problem", policy=TEAM, thing=find_team)
def team_problem(slug: str, code: str) -> str:  # noqa: ARG001 - the shell has found both
    """Show what a team knows of its problem alone, for the island."""
    at = here()
    face = at.the(TeamFace)
    return told_part(at, face, told_of(at, face))


@pages.get("/e/<slug>/teams/<code>/deliverables", policy=TEAM, thing=find_team)
def deliverables(slug: str, code: str) -> str:  # noqa: ARG001 - the shell has found both
    """Show the deliverables alone, for the island."""
    at = here()
    row = at.the(TeamFace).team
    return deliverables_of(at, asked_of(at.session, row.edition_id, row.id))


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
