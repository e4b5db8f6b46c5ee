"""The outbox as organisers see it."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.access import ORGANISERS
from challenge.notifications import rules
from challenge.notifications.access import find_message, find_refused
from challenge.notifications.actions import release_addresses, try_again
from challenge.notifications.models import RefusedAddress
from challenge.notifications.queries import Preview, outbox_counts, outbox_page, refused_addresses
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.language import LOCALES
from challenge.web.render import page, tell
from challenge.web.shell import Pages

pages = Pages("notifications", __name__)


@pages.get("/e/<slug>/desk/outbox", policy=ORGANISERS)
def outbox(slug: str) -> Response:
    """Show what is sent, waits or failed; `?state=` narrows the list."""
    at = here()
    edition_id = at.in_edition().id
    state = request.args.get("state", "")[:10]
    given = request.args.get("after", "")
    after = int(given) if given.isdecimal() and len(given) < 12 else 0
    found = outbox_page(at.session, edition_id, state=state, after=after)
    base, counts = f"/e/{slug}/desk/outbox", outbox_counts(at.session, edition_id)
    pace = at.house.config.mail_per_minute if at.house.config.mail_url else 0
    kept = f"state={state}&" if state in ("sent", "failed", "pending") else ""
    return page(
        "notifications/outbox.html",
        rows=[(line, at.say(line.subject, **{**line.filling, "name": line.name})) for line in found.rows],
        counts=counts,
        pace=pace,
        minutes=rules.minutes_left(counts["pending"], pace),
        refused=refused_addresses(at.session, edition_id),
        state=state,
        base=base,
        by_server=bool(at.house.config.mail_url),
        following=f"{base}?{kept}after={found.after}" if found.after else "",
        first=f"{base}?{kept}" if after else "",
    )


@pages.get("/e/<slug>/desk/outbox/<message>", policy=ORGANISERS, thing=find_message)
def outbox_message(slug: str, message: str) -> Response:  # noqa: ARG001 - the shell has found it
    """Show one message in both languages, its reader's first; never its link, by which one may enter."""
    at = here()
    found = at.the(Preview)
    filling = {**found.filling, "name": found.name}
    text = at.house.languages.text
    worded = [
        (locale, text(locale, found.subject, filling), text(locale, found.body, filling))
        for locale in sorted(LOCALES, key=lambda locale: locale != found.locale)
    ]
    return page("notifications/message.html", message=found, worded=worded, base=f"/e/{slug}/desk/outbox")


@pages.post("/e/<slug>/desk/outbox/retry", policy=ORGANISERS)
def post_retry(slug: str) -> Response:
    """Try everything that was given up once more."""
    count = write(try_again)["count"]
    tell("%(count)s messages are tried again.", count=count)
    return redirect(url_for("notifications.outbox", slug=slug), 303)


@pages.post("/e/<slug>/desk/outbox/refused/retry", policy=ORGANISERS)
def post_retry_refused(slug: str) -> Response:
    """Try all addresses once more that do not work: it may have been the server's fault."""
    return _released(slug)


@pages.post("/e/<slug>/desk/outbox/refused/<refused>/retry", policy=ORGANISERS, thing=find_refused)
def post_retry_address(slug: str, refused: str) -> Response:  # noqa: ARG001 - the shell has found it
    """Try an address once more."""
    return _released(slug, here().the(RefusedAddress).public_id)


def _released(slug: str, public_id: str = "") -> Response:
    count = write(release_addresses, public_id)["count"]
    tell("%(count)s addresses are tried again.", count=count)
    return redirect(url_for("notifications.outbox", slug=slug), 303)
