"""Browsers that are told: turned on by the browser itself, turned off by their owner from wherever they are."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.inbox.access import find_browser
from challenge.inbox.forms import BrowserForm
from challenge.inbox.views import whole_account
from challenge.kernel.access import SIGNED_IN
from challenge.web.api import answer, write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import tell
from challenge.web.shell import Pages
from challenge.webpush.actions import Given, add_browser, remove_browser
from challenge.webpush.models import Subscription

pages = Pages("inbox_browsers", __name__)


@pages.post("/e/<slug>/inbox/browsers", policy=SIGNED_IN, takes=BrowserForm)
def post_browser(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Tell this browser from now on."""
    at = whole_account()
    form = parsed(BrowserForm)
    given = Given(form.endpoint, form.p256dh, form.auth, request.headers.get("User-Agent", "")[:200])
    return answer(write(add_browser, given, at.house.config.push_networks), 201)


@pages.post("/e/<slug>/inbox/browsers/<browser>/remove", policy=SIGNED_IN, thing=find_browser)
def post_browser_removal(slug: str, browser: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Tell a browser nothing more."""
    write(remove_browser, here().the(Subscription).id)
    tell("That browser is told nothing more.")
    return redirect(url_for("inbox.inbox_choices", slug=slug), 303)
