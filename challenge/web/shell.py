"""Routes with policies, and everything that happens around a view."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack
from urllib.parse import quote

from flask import Blueprint, Flask, Response, g, redirect, request
from pydantic import BaseModel
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from challenge.kernel.access import EDITION, Policy
from challenge.kernel.clock import real_now
from challenge.kernel.errors import ChallengeError, Forbidden, NotFound, TooLarge, Unauthenticated
from challenge.kernel.turns import waiting
from challenge.web import guard
from challenge.web.context import Here, House, Loader, house
from challenge.web.language import best
from challenge.web.render import error_answer

View = Callable[..., Any]

COOKIE = "challenge_session"
LOCALE_COOKIE = "challenge_locale"
SMALL_BODY = 2_000_000


@dataclass(frozen=True, slots=True)
class Declared:
    """What a route declares beside its address.

    Fields:
        policy: who may.
        thing: finds the object the address names; None when the edition itself is the object.
        most_bytes: bound of the whole body, checked before anything is read; 0 for pages.
        on_too_large: told of a write beyond it, before it is refused (an attempt worth recording).
        is_signed: the address itself proves the wish, and programs without a session post to it (RFC 8058).
        takes: what programs send as JSON; None where nothing but the address is said.
    """

    policy: Policy
    thing: Loader | None = None
    most_bytes: int = 0
    on_too_large: Callable[[Here], None] | None = None
    is_signed: bool = False
    takes: type[BaseModel] | None = None


class Write(TypedDict, total=False):
    """What a write may declare further: see `Declared`."""

    most_bytes: int
    on_too_large: Callable[[Here], None] | None
    is_signed: bool
    takes: type[BaseModel] | None


class Pages(Blueprint):
    """A blueprint whose every route has a policy; the only way to add one is with it."""

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(name, import_name)
        self.declared: dict[str, Declared] = {}

    def get(self, rule: str, *, policy: Policy, thing: Loader | None = None) -> Callable[[View], View]:  # type: ignore[override]
        """Declare a page: address, who may, and how the thing it shows is found."""
        return self._declare("GET", rule, Declared(policy, thing))

    def post(  # type: ignore[override]
        self, rule: str, *, policy: Policy, thing: Loader | None = None, **more: Unpack[Write]
    ) -> Callable[[View], View]:
        """Declare a write; `more` are fields of `Declared`, a body of at most two megabytes unless said."""
        said: Write = {"most_bytes": SMALL_BODY}
        said.update(more)
        return self._declare("POST", rule, Declared(policy, thing, **said))

    def _declare(self, method: str, rule: str, declared: Declared) -> Callable[[View], View]:
        def declare(view: View) -> View:
            self.declared[f"{self.name}.{view.__name__}"] = declared
            self.add_url_rule(rule, view.__name__, view, methods=[method])
            return view

        return declare


def declarations(app: Flask) -> dict[str, Declared]:
    """Return every endpoint's declaration."""
    found: dict[str, Declared] = {}
    for blueprint in app.blueprints.values():
        if isinstance(blueprint, Pages):
            found.update(blueprint.declared)
    return found


def undeclared_endpoints(app: Flask) -> list[str]:
    """Return endpoints without a policy; the application refuses to start with one."""
    return sorted({rule.endpoint for rule in app.url_map.iter_rules()} - set(declarations(app)) - {"static"})


def install(app: Flask) -> None:
    """Put the shell around every view of the application."""
    declared = declarations(app)
    app.before_request(lambda: _enter(declared))
    app.teardown_request(_leave)
    app.after_request(_harden)
    app.register_error_handler(ChallengeError, _refused)
    app.register_error_handler(HTTPException, _http_problem)


def _harden(response: Response) -> Response:
    config = house().config
    here: Here | None = g.get("here")
    answers_session = any(cookie.startswith(f"{COOKIE}=") for cookie in response.headers.getlist("Set-Cookie"))
    if here is not None and here.has_dead_cookie and not answers_session:
        # A socket with a dead session is refused; a visitor without one is welcome.
        response.delete_cookie(COOKIE, path="/")
    return guard.harden(response, live_url=live_address(), secure=config.secure_cookies)


def live_address() -> str:
    """Return where browsers reach `live`: as configured; a port alone (`:8001`) means the host they came by."""
    live = house().config.live_url
    return f"{request.scheme}://{request.host.rsplit(':', 1)[0]}{live}" if live.startswith(":") else live


def _enter(declared: dict[str, Declared]) -> BaseResponse | None:
    """Find out who is here and whether they may, before the body is read."""
    if request.endpoint == "static":
        return None
    here = Here(house(), house().database.session(), received_at=real_now())
    g.here = here
    here.locale = best(request.cookies.get(LOCALE_COOKIE), request.headers.get("Accept-Language", ""))
    if request.endpoint is None or request.endpoint not in declared:
        return None
    g.route = route = declared[request.endpoint]
    request.max_content_length = route.most_bytes
    guard.refuse_zeros(body=False)
    _identify(here, here.house)
    if route.policy.needs_account() and not here.actor.is_signed_in:
        return _to_log_in(here)
    _permit(here, route)
    if (request.content_length or 0) > route.most_bytes:
        if route.on_too_large is not None:
            route.on_too_large(here)
        raise TooLarge("web.too_large", None, most_mb=max(1, route.most_bytes // 1_000_000))
    if request.method not in guard.SAFE_METHODS:
        _receive()
    if not route.is_signed:
        guard.refuse_forged(here)
    return None


def _receive() -> None:
    """Read the body; a phone with a bad radio takes its time, and nobody waits for it meanwhile."""
    with waiting():
        request.get_data(cache=True, parse_form_data=True)
    guard.refuse_zeros(body=True)


def _identify(here: Here, at: House) -> None:
    slug = (request.view_args or {}).get("slug")
    if isinstance(slug, str):
        here.edition = at.ports.find_edition(here.session, slug)
    edition_id = here.edition.id if here.edition else 0
    bearer = request.headers.get("Authorization", "")
    if bearer.startswith("Bearer "):
        here.is_program = True
        here.actor = at.ports.identify_bearer(here.session, bearer.removeprefix("Bearer ").strip(), edition_id)
    elif token := request.cookies.get(COOKIE):
        here.actor = at.ports.identify(here.session, token, edition_id)
        here.token = token if here.actor.is_signed_in else ""
        here.has_dead_cookie = not here.actor.is_signed_in
    if here.actor.is_signed_in and LOCALE_COOKIE not in request.cookies:
        here.locale = here.actor.locale


def _permit(here: Here, route: Declared) -> None:
    """Raise NotFound unless the policy allows; absent and forbidden are one answer."""
    arguments = request.view_args or {}
    if "slug" in arguments and here.edition is None:
        raise NotFound("web.absent")
    writes = request.method not in guard.SAFE_METHODS
    if writes:
        here.actor = here.actor.for_writing(route.policy.seat)
    relation = EDITION
    if route.thing is not None:
        here.found = route.thing(here, arguments)
        if here.found is None:
            raise NotFound("web.absent")
        relation = here.found.relation
    if not route.policy.allows(here.actor, relation) or (writes and not here.actor.may_write):
        raise NotFound("web.absent")


def _to_log_in(here: Here) -> BaseResponse:
    if here.is_program or request.path.startswith("/api/"):
        raise Unauthenticated("web.log_in")
    target = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(f"/login?next={quote(target)}" if target else "/login", 303)


def _leave(_problem: BaseException | None) -> None:
    here: Here | None = g.pop("here", None)
    if here is not None:
        here.session.close()


def _refused(problem: ChallengeError) -> BaseResponse:
    return error_answer(problem)


def _too_large(here: Here | None, route: Declared | None) -> BaseResponse:
    """Answer a body that turned out too large while it was read (it announced no length)."""
    if here is not None and route is not None and route.on_too_large is not None:
        route.on_too_large(here)
    most = route.most_bytes if route else SMALL_BODY
    return error_answer(TooLarge("web.too_large", None, most_mb=max(1, most // 1_000_000)))


def _http_problem(problem: HTTPException) -> BaseResponse:
    if isinstance(problem, RequestEntityTooLarge):
        return _too_large(g.get("here"), g.get("route"))
    known = {403: Forbidden("web.forbidden"), 404: NotFound("web.absent")}
    if problem.code is not None and problem.code < 400:
        return BaseResponse(problem.get_body(), problem.code, problem.get_headers())
    return error_answer(known.get(problem.code or 500, _Other(problem.code or 500)))


class _Other(ChallengeError):
    """Any other refusal of HTTP itself (wrong method, broken request)."""

    def __init__(self, status: int) -> None:
        super().__init__("web.request", None, status=status)
        self.status = status  # type: ignore[misc]
