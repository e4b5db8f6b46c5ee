"""Files beside a problem, as its partner and the organisers handle them."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError, Invalid
from challenge.kernel.files import media_types
from challenge.problems import attaching, rules
from challenge.problems.access import PARTNER_OWN, ProblemsFile, find_own_file, find_problem
from challenge.problems.forms import FileForm
from challenge.problems.models import Problem
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("problems_files", __name__)


@pages.get("/e/<slug>/partner/problems/<problem>/files", policy=PARTNER_OWN, thing=find_problem)
def files(slug: str, problem: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show a problem's files with their levels, and take another one."""
    return _files()


def _files(refused: ChallengeError | None = None) -> Response:
    at = here()
    row = at.the(Problem)
    return page(
        "problems/files.html",
        refused.status if refused else 200,
        problem=row,
        files=attaching.files_of(at.session, row.id),
        kinds=",".join(media_types()),
        most_bytes=rules.FILE_MOST_BYTES,
        most_files=rules.FILES_MOST,
        takes_files=rules.takes_files(row.stands),
        refusals=said(refused),
    )


@pages.post(
    "/e/<slug>/partner/problems/<problem>/files",
    policy=PARTNER_OWN,
    thing=find_problem,
    most_bytes=rules.FILE_MOST_BYTES + 100_000,
)
def post_file(slug: str, problem: str) -> Response:
    """Put a file beside a problem; a wrong kind or size is refused and explained."""
    try:
        answer = _added()
    except ChallengeError as refused:
        return _files(refused)
    tell("%(name)s is kept. Only you and the organisers read it until its level is disclosed.", name=answer["name"])
    return redirect(url_for("problems_files.files", slug=slug, problem=problem), 303)


def _added() -> dict[str, object]:
    at = here()
    form = parsed(FileForm)
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid("problems.no_file", "file")
    stored = at.house.files.keep(upload.stream, upload.filename, most=rules.FILE_MOST_BYTES)
    try:
        answer = write(attaching.add_file, at.the(Problem).id, attaching.Sent(stored, upload.filename, form.level))
    except ChallengeError:
        at.house.files.drop(stored.key)
        raise
    with at.house.database.read() as session:
        # Sent twice under one key: the first one's file is the one that counts.
        if not attaching.is_kept(session, stored.key):
            at.house.files.drop(stored.key)
    return answer


@pages.post("/e/<slug>/partner/attachments/<attachment>", policy=PARTNER_OWN, thing=find_own_file)
def post_level(slug: str, attachment: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Give a file another level of disclosure."""
    found = here().the(ProblemsFile)
    write(attaching.level_file, found.file.id, parsed(FileForm).level)
    tell("Kept.")
    return redirect(url_for("problems_files.files", slug=slug, problem=found.problem.public_id), 303)


@pages.post("/e/<slug>/partner/attachments/<attachment>/remove", policy=PARTNER_OWN, thing=find_own_file)
def post_removal(slug: str, attachment: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Take a file away."""
    found = here().the(ProblemsFile)
    answer = write(attaching.remove_file, found.file.id)
    tell("%(name)s is taken away.", name=answer["name"])
    return redirect(url_for("problems_files.files", slug=slug, problem=found.problem.public_id), 303)
