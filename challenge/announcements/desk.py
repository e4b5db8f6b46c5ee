"""Announcements as organisers write, send, correct and withdraw them."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.announcements import actions
from challenge.announcements.access import DESK, find_announcement
from challenge.announcements.audiences import deliverables_of, recipients, zones_of
from challenge.announcements.forms import AnnouncementForm, WordsForm
from challenge.announcements.models import Announcement
from challenge.announcements.queries import announcements, wordings
from challenge.announcements.rules import BODY_MOST, EVERYBODY, TITLE_MOST, audience_of
from challenge.inbox.queries import mail_readers, readers_count
from challenge.inbox.rules import Kind
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.schedule.ordering import over_at
from challenge.schedule.queries import lines, milestone_by_public_id
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("announcements", __name__)

FIELDS = (
    "title_fr",
    "title_en",
    "body_fr",
    "body_en",
    "by_mail",
    "is_public",
    "moment",
    "at",
    "milestone",
    "transition",
)
FRESH = {"moment": "now", "by_mail": "1", "transition": "opened"}


@pages.get("/e/<slug>/desk/announcements", policy=DESK)
def desk_announcements(slug: str) -> Response:
    """Show what was announced and what waits."""
    topic = edition_topic(slug, "staff")
    seq = heads(here().session, [topic])[topic]
    return page("announcements/desk.html", topic=topic, seq=seq, **_listed(here()))


@pages.get("/e/<slug>/desk/announcements/list", policy=DESK)
def announcement_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the list alone, for the island."""
    return page("announcements/_list.html", **_listed(here()))


def _listed(at: Here) -> dict[str, Any]:
    edition_id = at.in_edition().id
    rows = announcements(at.session, edition_id)
    return {"rows": rows, "stops": {row.id: row for row in lines(at.session, edition_id)}}


@pages.get("/e/<slug>/desk/announcements/new", policy=DESK)
def new_announcement(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show an empty form; `?missing=D2` reminds the teams without that deliverable.

    `?milestone=<outside name>&transition=due` has it go out with that moment.
    """
    missing = request.args.get("missing", "")[:40]
    bound = {name: request.args[name][:16] for name in ("milestone", "transition") if request.args.get(name)}
    chosen = {"moment": "milestone", **bound} if "milestone" in bound else {}
    return _writing(here(), FRESH | chosen, [f"missing:{missing}"] if missing else [EVERYBODY])


@pages.post("/e/<slug>/desk/announcements/preview", policy=DESK)
def post_preview(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what people would see, in both languages, and how many are reached how; nothing is kept."""
    at = here()
    typed = {name: request.form.get(name, "") for name in FIELDS}
    codes = request.form.getlist("audience")
    try:
        draft = _draft(at)
        words = draft.words.checked(title_most=TITLE_MOST, body_most=BODY_MOST)
        people = recipients(at.session, at.in_edition().id, audience_of(draft.audience))
        mails = len(mail_readers(at.session, people, Kind.ANNOUNCEMENT)) if draft.by_mail else 0
    except ChallengeError as problem:
        return _writing(at, typed, codes, problem=problem)
    return _writing(at, typed, codes, preview={"words": words, "people": len(people), "mails": mails})


@pages.post("/e/<slug>/desk/announcements", policy=DESK)
def post_announcement(slug: str) -> Response:
    """Keep it, and send it unless its moment lies ahead."""
    at = here()
    try:
        done = write(actions.write_announcement, _draft(at))
    except ChallengeError as problem:
        typed = {name: request.form.get(name, "") for name in FIELDS}
        return _writing(at, typed, request.form.getlist("audience"), problem=problem)
    if done["state"] == "sent":
        tell("%(count)s people were told.", count=done["people"])
    else:
        tell("Kept. It goes out by itself at its moment.")
    return redirect(url_for("announcements.desk_announcements", slug=slug), 303)


def _draft(at: Here) -> actions.Draft:
    form = parsed(AnnouncementForm)
    row = milestone_by_public_id(at.session, at.in_edition().id, form.milestone) if form.milestone else None
    return form.draft(at.in_edition().time_zone, row.id if row else None)


def _writing(
    at: Here,
    typed: dict[str, str],
    codes: list[str],
    *,
    problem: ChallengeError | None = None,
    preview: dict[str, Any] | None = None,
) -> Response:
    edition_id = at.in_edition().id
    shown = {
        "typed": {**dict.fromkeys(FIELDS, ""), **typed},
        "codes": codes,
        "roles": [role.value for role in Role if role is not Role.ADMINISTRATOR],
        "zones": zones_of(at.session, edition_id),
        "asked": deliverables_of(at.session, edition_id),
        "stops": [row for row in lines(at.session, edition_id) if over_at(row.moments()) > at.now],
        "preview": preview,
    }
    return page("announcements/new.html", problem.status if problem else 200, problems=said(problem), **shown)


@pages.get("/e/<slug>/desk/announcements/<announcement>", policy=DESK, thing=find_announcement)
def announcement(slug: str, announcement: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show one with who has read it, its wordings, and what can still be done."""
    row = here().the(Announcement)
    return _showing(here(), row, {"title_fr": row.title_fr, "title_en": row.title_en}, None)


def _showing(at: Here, row: Announcement, typed: dict[str, str], problem: ChallengeError | None) -> Response:
    told, read = readers_count(at.session, actions.notice_key(row.id))
    kept = {name: typed.get(name, getattr(row, name)) for name in ("title_fr", "title_en", "body_fr", "body_en")}
    shown = {"row": row, "typed": kept, "told": told, "read": read, "wordings": wordings(at.session, row.id)}
    shown["stop"] = {one.id: one for one in lines(at.session, row.edition_id)}.get(row.milestone_id or 0)
    status = problem.status if problem else 200
    return page("announcements/announcement.html", status, problems=said(problem), **shown)


@pages.post("/e/<slug>/desk/announcements/<announcement>", policy=DESK, thing=find_announcement)
def post_correction(slug: str, announcement: str) -> Response:
    """Correct the words; those who were told are told so."""
    at = here()
    row = at.the(Announcement)
    try:
        form = parsed(WordsForm)
        write(actions.correct_announcement, row.id, form.words(), version=form.version)
    except ChallengeError as problem:
        return _showing(at, row, dict(request.form), problem)
    tell("The words are corrected. Whoever was told sees it as new.")
    return redirect(url_for("announcements.announcement", slug=slug, announcement=announcement), 303)


@pages.post("/e/<slug>/desk/announcements/<announcement>/send", policy=DESK, thing=find_announcement)
def post_word(slug: str, announcement: str) -> Response:
    """Send one that is held."""
    done = write(actions.send_held, here().the(Announcement).id, version=_version())
    tell("%(count)s people were told.", count=done["people"])
    return redirect(url_for("announcements.announcement", slug=slug, announcement=announcement), 303)


@pages.post("/e/<slug>/desk/announcements/<announcement>/withdraw", policy=DESK, thing=find_announcement)
def post_withdrawal(slug: str, announcement: str) -> Response:
    """Withdraw it."""
    write(actions.withdraw_announcement, here().the(Announcement).id, version=_version())
    tell("It is withdrawn; whoever was told sees that it holds no more.")
    return redirect(url_for("announcements.announcement", slug=slug, announcement=announcement), 303)


def _version() -> int:
    """Return the version that a button was shown with; 0 for nonsense."""
    version = request.form.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0
