"""Log-in, log-out, invitations, entry links, own settings."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.accounts import actions, passwords, queries, rules
from challenge.accounts.forms import AcceptForm, LoginForm, PreferencesForm
from challenge.accounts.models import Link
from challenge.kernel.access import PUBLIC, SIGNED_IN
from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now
from challenge.kernel.errors import ChallengeError, Invalid, NotFound
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.guard import local_path
from challenge.web.language import LOCALES
from challenge.web.render import page, sentence, tell
from challenge.web.shell import COOKIE, LOCALE_COOKIE, Pages

pages = Pages("accounts", __name__)

YEAR_S = 365 * 86_400


@pages.get("/login", policy=PUBLIC)
def login() -> Response:
    """Show the log-in form."""
    return page("accounts/login.html", email="", next=local_path(request.args.get("next"), ""), problem=None)


@pages.post("/login", policy=PUBLIC)
def post_login() -> Response:
    """Log in; a wrong address and a wrong password are one answer."""
    form = parsed(LoginForm)
    try:
        token = _token_for(form)
    except ChallengeError as problem:
        shown = sentence(here(), problem)
        return page("accounts/login.html", problem.status, email=form.email, next=form.next, problem=shown)
    return _entered(token, local_path(form.next, url_for("editions.start")))


def _token_for(form: LoginForm) -> str:
    at = here()
    known = queries.credentials(at.session, form.email.strip().casefold())
    if known is not None:
        rules.check_wait(known.failures, known.failed_at, real_now())
    if known is None or not passwords.fits(known.password_hash, form.password):
        if known is None:
            passwords.fits(None, form.password)
        else:
            at.house.works.perform(HOUSE, actions.note_wrong_password, known.account_id)
        raise Invalid("accounts.wrong_password", "password")
    return at.house.works.perform(HOUSE, actions.open_session, known.account_id, device=_device(), by="password")


def _device() -> str:
    return request.headers.get("User-Agent", "")[:200]


def _entered(token: str, target: str) -> Response:
    """Set the session cookie and go on; the secret leaves the address bar with this answer."""
    answer = redirect(target, 303)
    secure = here().house.config.secure_cookies
    answer.set_cookie(
        COOKIE, token, max_age=rules.SESSION_DAYS * 86_400, httponly=True, secure=secure, samesite="Lax", path="/"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.post("/logout", policy=SIGNED_IN)
def post_logout() -> Response:
    """End this session."""
    at = here()
    at.house.works.perform(at.actor, actions.close_session, at.actor.session_id)
    answer = redirect(url_for("accounts.login"), 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


@pages.get("/invitations/<token>", policy=PUBLIC)
def invitation(token: str) -> Response:
    """Show what an invitation is for; a used or expired one is explained without saying which."""
    link = _link(token, "invitation")
    account = queries.account(here().session, link.account_id)
    return page("accounts/invitation.html", account=account, role=link.role, token=token, problem=None)


@pages.post("/invitations/<token>", policy=PUBLIC)
def post_invitation(token: str) -> Response:
    """Take an invitation: name, password, and in."""
    link = _link(token, "invitation")
    form = parsed(AcceptForm)
    at = here()
    try:
        rules.check_password(form.password)
    except ChallengeError as problem:
        account = queries.account(at.session, link.account_id)
        values = {"account": account, "role": link.role, "token": token, "problem": sentence(at, problem)}
        return page("accounts/invitation.html", problem.status, **values)
    stored = passwords.hashed(form.password)
    by = queries.account_actor(at.session, link.account_id, link.edition_id)
    session_token = at.house.works.perform(by, actions.accept_invitation, link.id, form.name, stored, _device())
    return _entered(session_token, url_for("editions.start"))


@pages.get("/j/<token>", policy=PUBLIC)
def entry(token: str) -> Response:
    """Let a juror in by the QR code, without an account of their own making."""
    link = _link(token, "entry")
    at = here()
    by = queries.account_actor(at.session, link.account_id, link.edition_id)
    session_token = at.house.works.perform(by, actions.enter_by_link, link.id, _device())
    return _entered(session_token, url_for("editions.start"))


def _link(token: str, purpose: str) -> Link:
    link = queries.valid_link(here().session, token, purpose)
    if link is None:
        raise NotFound("accounts.link")
    return link


@pages.get("/locale/<language>", policy=PUBLIC)
def change_locale(language: str) -> Response:
    """Go on in another language: a plain link, so that pages kept for all visitors need no form for it."""
    if language not in LOCALES:
        raise NotFound("web.absent")
    at = here()
    if at.actor.is_signed_in and at.actor.locale != language:
        at.house.works.perform(at.actor, actions.set_preferences, locale=language, time_zone=at.actor.time_zone)
    return _in_language(redirect(local_path(request.args.get("next"), "/"), 303), language)


def _in_language(answer: Response, language: str) -> Response:
    secure = here().house.config.secure_cookies
    answer.set_cookie(LOCALE_COOKIE, language, max_age=YEAR_S, secure=secure, samesite="Lax", path="/")
    return answer


@pages.get("/account", policy=SIGNED_IN)
def account() -> Response:
    """Show one's own settings and devices."""
    at = here()
    own = queries.account(at.session, at.actor.account_id)
    devices = queries.devices(at.session, at.actor.account_id, at.actor.session_id)
    shown = [device for device in devices if device.is_this] if at.actor.is_bounded else devices
    return page("accounts/account.html", account=own, devices=shown)


@pages.post("/account", policy=SIGNED_IN)
def post_account() -> Response:
    """Store one's own settings."""
    form = parsed(PreferencesForm)
    write(actions.set_preferences, locale=form.locale, time_zone=form.time_zone)
    tell("Saved.")
    return _in_language(redirect(url_for("accounts.account"), 303), form.locale)


@pages.post("/account/devices/<device>/close", policy=SIGNED_IN)
def post_close_device(device: str) -> Response:
    """End one of one's own sessions."""
    write(actions.close_own_device, device)
    tell("That device is logged out.")
    return redirect(url_for("accounts.account"), 303)
