"""The inbox as its owner reads it, and what they want by mail."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.accounts.queries import account_actor
from challenge.inbox.access import Declining, find_declining, find_notice
from challenge.inbox.actions import choose, choose_ways, mark_read
from challenge.inbox.forms import ChoiceForm
from challenge.inbox.models import Notice
from challenge.inbox.queries import InboxLine, choices, declined_since, inbox_page, unread
from challenge.inbox.rules import Kind, Way, offered
from challenge.kernel.access import PUBLIC, SIGNED_IN
from challenge.kernel.errors import NotFound
from challenge.live.feed import heads
from challenge.live.topics import user_topic
from challenge.web.api import intent_of_request, write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import page, tell
from challenge.web.shell import Pages
from challenge.webpush.keys import public_key
from challenge.webpush.queries import browsers

pages = Pages("inbox", __name__)


@pages.get("/e/<slug>/inbox", policy=SIGNED_IN)
def inbox(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what one was told, the latest first."""
    at = here()
    topic = user_topic(at.actor.public_id)
    seq = heads(at.session, [topic])[topic]
    return page("inbox/inbox.html", topic=topic, seq=seq, **_shown(at))


@pages.get("/e/<slug>/inbox/list", policy=SIGNED_IN)
def inbox_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the list alone, for the island."""
    return page("inbox/_list.html", **_shown(here()))


@pages.get("/e/<slug>/inbox/count", policy=SIGNED_IN)
def inbox_count(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show how many are new, for the island of every page."""
    return page("_shell/unread.html", new_notices=unread(here().session, here().actor))


def _shown(at: Here) -> dict[str, Any]:
    given = request.args.get("after", "")
    after = int(given) if given.isdecimal() and len(given) < 10 else 0
    found = inbox_page(at.session, at.actor, after=after)
    return {
        "lines": [(line, *wording(at, line)) for line in found.rows],
        "following": f"?after={found.after}" if found.after else "",
        "after": after,
        "new": unread(at.session, at.actor),
    }


def wording(at: Here, line: InboxLine) -> tuple[str, str]:
    """Return title and Markdown of a notice in the reader's language."""
    if line.texts:
        title, body = line.texts[at.locale]
        return title, body
    filling = {**line.filling, "name": at.actor.name}
    return at.say(line.subject, **filling), at.say(line.body, **filling)


@pages.post("/e/<slug>/inbox/<notice>/read", policy=SIGNED_IN, thing=find_notice)
def post_read(slug: str, notice: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Count one as read."""
    write(mark_read, here().the(Notice).id)
    return redirect(url_for("inbox.inbox", slug=slug), 303)


@pages.post("/e/<slug>/inbox/read", policy=SIGNED_IN)
def post_all_read(slug: str) -> Response:
    """Count all as read."""
    write(mark_read)
    return redirect(url_for("inbox.inbox", slug=slug), 303)


@pages.get("/e/<slug>/inbox/choices", policy=SIGNED_IN)
def inbox_choices(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show which kinds come by mail, and in which browsers as well; only those that may reach somebody here."""
    at = whole_account()
    wanted = {way: choices(at.session, at.actor.account_id, way) for way in Way}
    return page(
        "inbox/choices.html",
        offered=offered(at.actor.roles),
        wanted={way.value: [kind.value for kind, chosen in kinds.items() if chosen] for way, kinds in wanted.items()},
        browsers=browsers(at.session, at.actor.account_id),
        push_key=public_key(at.house.config.secret_key),
        since=declined_since(at.session, at.actor.account_id),
    )


@pages.post("/e/<slug>/inbox/choices", policy=SIGNED_IN)
def post_inbox_choices(slug: str) -> Response:
    """Set which kinds come by mail, and in browsers as well; what the page did not offer stays as it is."""
    at = whole_account()
    form, shown = parsed(ChoiceForm), offered(at.actor.roles)
    chosen = {Way.MAIL: form.by_mail, **({Way.PUSH: form.by_push} if form.with_push else {})}
    ways = {
        way: {kind: kind in kinds for kind in Kind if kind in shown or kind in kinds} for way, kinds in chosen.items()
    }
    write(choose_ways, at.actor.account_id, ways)
    tell("Kept. Everything stands in the inbox in any case.")
    return redirect(url_for("inbox.inbox_choices", slug=slug), 303)


@pages.get("/unsubscribe/<token>", policy=PUBLIC, thing=find_declining)
def unsubscribe(token: str) -> Response:
    """Ask whether the kind is to be declined: programs that look into mails open its addresses, and must turn nothing.

    Nothing names the person: who holds the mail may be another one.
    """
    found = here().the(Declining)
    is_off = found.kind.value in declined_since(here().session, found.account_id)
    return page("inbox/unsubscribe.html", token=token, kind=found.kind.value, is_off=is_off)


@pages.post("/unsubscribe/<token>", policy=PUBLIC, thing=find_declining, is_signed=True)
def post_unsubscribe(token: str) -> Response:
    """Turn a kind off by mail; done again it changes nothing. Mail programs follow no redirect here (RFC 8058)."""
    at = here()
    found = at.the(Declining)
    by = account_actor(at.session, found.account_id, 0)
    at.house.works.perform_once(by, intent_of_request(), choose, found.account_id, {found.kind: False})
    return page("inbox/unsubscribe.html", token=token, kind=found.kind.value, is_off=True)


def whole_account() -> Here:
    """Return the request's context; an entry link opens one role and nothing of the account.

    Raises:
        NotFound("web.absent"): such a session.
    """
    at = here()
    if at.actor.is_bounded:
        raise NotFound("web.absent")
    return at
