"""Webhooks as organisers enter them, and the log of what was sent."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError
from challenge.schedule.queries import lines
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages
from challenge.webhooks import actions
from challenge.webhooks.access import DESK, find_delivery, find_webhook
from challenge.webhooks.forms import WebhookForm
from challenge.webhooks.kinds import CODES
from challenge.webhooks.models import Webhook, WebhookDelivery
from challenge.webhooks.queries import deliveries, webhook_lines
from challenge.webhooks.rules import secret_of

pages = Pages("webhooks", __name__)
STATES = ("sent", "failed", "pending")
FRESH: Mapping[str, Any] = {"title": "", "url": "", "kinds": (), "milestones": (), "is_on": True, "version": 0}


@pages.get("/e/<slug>/desk/webhooks", policy=DESK)
def webhook_list(slug: str) -> Response:
    """Show the programs that are told, and what was sent; `?state=` narrows the log."""
    at, state = here(), request.args.get("state", "")
    edition_id = at.in_edition().id
    given = request.args.get("after", "")
    after = int(given) if given.isdecimal() and len(given) < 12 else 0
    state = state if state in STATES else ""
    found = deliveries(at.session, edition_id, state=state, after=after)
    base, kept = f"/e/{slug}/desk/webhooks", f"state={state}&" if state else ""
    return page(
        "webhooks/list.html",
        rows=webhook_lines(at.session, edition_id),
        log=found.rows,
        kinds=CODES,
        state=state,
        base=base,
        following=f"{base}?{kept}after={found.after}" if found.after else "",
        first=f"{base}?{kept}" if after else "",
    )


@pages.get("/e/<slug>/desk/webhooks/new", policy=DESK)
def new_webhook(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show an empty form."""
    return _writing(here(), FRESH)


@pages.post("/e/<slug>/desk/webhooks", policy=DESK)
def post_webhook(slug: str) -> Response:
    """Enter a program."""
    at = here()
    try:
        done = write(actions.add_webhook, _wanted(parsed(WebhookForm)), at.house.config.webhook_networks)
    except ChallengeError as problem:
        return _writing(at, _typed(), problem=problem)
    tell("The program is told from now on. Give it the secret below.")
    return redirect(url_for("webhooks.webhook", slug=slug, webhook=done["webhook"]), 303)


@pages.get("/e/<slug>/desk/webhooks/<webhook>", policy=DESK, thing=find_webhook)
def webhook(slug: str, webhook: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show a program with its secret."""
    row = here().the(Webhook)
    return _writing(here(), {name: getattr(row, name) for name in FRESH}, row)


@pages.post("/e/<slug>/desk/webhooks/<webhook>", policy=DESK, thing=find_webhook)
def post_change(slug: str, webhook: str) -> Response:
    """Change a program."""
    at = here()
    try:
        form = parsed(WebhookForm)
        networks = at.house.config.webhook_networks
        write(actions.change_webhook, at.the(Webhook).id, _wanted(form), networks, form.version)
    except ChallengeError as problem:
        return _writing(at, _typed(), at.the(Webhook), problem)
    tell("Kept.")
    return redirect(url_for("webhooks.webhook", slug=slug, webhook=webhook), 303)


@pages.post("/e/<slug>/desk/webhooks/<webhook>/secret", policy=DESK, thing=find_webhook)
def post_secret(slug: str, webhook: str) -> Response:
    """Renew the secret."""
    version = request.form.get("version", "")
    held = int(version) if version.isdecimal() and len(version) < 10 else 0
    write(actions.renew_secret, here().the(Webhook).id, held)
    tell("The next request is signed with the new secret.")
    return redirect(url_for("webhooks.webhook", slug=slug, webhook=webhook), 303)


@pages.post("/e/<slug>/desk/webhooks/<webhook>/remove", policy=DESK, thing=find_webhook)
def post_removal(slug: str, webhook: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Forget a program."""
    write(actions.remove_webhook, here().the(Webhook).id)
    tell("The program is told nothing more.")
    return redirect(url_for("webhooks.webhook_list", slug=slug), 303)


@pages.post("/e/<slug>/desk/webhooks/resend", policy=DESK)
def post_resend_failed(slug: str) -> Response:
    """Send everything again that was given up."""
    count = write(actions.send_failed_again)["count"]
    tell("%(count)s requests are sent again.", count=count)
    return redirect(url_for("webhooks.webhook_list", slug=slug), 303)


@pages.post("/e/<slug>/desk/webhooks/deliveries/<delivery>/resend", policy=DESK, thing=find_delivery)
def post_resend(slug: str, delivery: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Send one request again."""
    write(actions.send_again, here().the(WebhookDelivery).id)
    tell("The request is sent again.")
    return redirect(url_for("webhooks.webhook_list", slug=slug), 303)


def _wanted(form: WebhookForm) -> actions.Wanted:
    return actions.Wanted(form.title, form.url, form.kinds, form.milestones, form.is_on)


def _typed() -> dict[str, Any]:
    """Return what was sent, to be shown again."""
    lists = {name: request.form.getlist(name) for name in ("kinds", "milestones")}
    texts = {name: request.form.get(name, "") for name in ("title", "url", "version")}
    return {**FRESH, **lists, **texts, "is_on": bool(request.form.get("is_on"))}


def _writing(
    at: Here, typed: Mapping[str, Any], row: Webhook | None = None, problem: ChallengeError | None = None
) -> Response:
    return page(
        "webhooks/webhook.html",
        problem.status if problem else 200,
        row=row,
        typed=typed,
        secret=secret_of(at.house.config.secret_key, row.public_id, row.turn) if row else "",
        kinds=CODES,
        stops=lines(at.session, at.in_edition().id),
        problems=said(problem),
    )
