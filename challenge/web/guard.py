"""Forged requests and hostile pages: CSRF tokens, origins, and the headers of every answer."""

import secrets
from functools import lru_cache
from urllib.parse import urlsplit

from flask import Response, request, session

from challenge.kernel.errors import Conflict, Forbidden, Invalid
from challenge.kernel.ids import same, signature, token_hash
from challenge.web.context import Here

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


def csrf_token(here: Here) -> str:
    """Return the token that forms of this session carry; a visitor's hangs on a signed cookie."""
    if here.token:
        return signature(here.house.config.secret_key, "csrf", token_hash(here.token))
    if "visitor" not in session:
        session["visitor"] = secrets.token_urlsafe(16)
    return signature(here.house.config.secret_key, "csrf", session["visitor"])


def refuse_forged(here: Here) -> None:
    """Refuse a write that another site may have caused.

    Raises:
        Forbidden("web.origin"): the browser says that the request comes from another site.
        Forbidden("web.csrf"): no token or another session's.
    """
    if request.method in SAFE_METHODS or here.is_program:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("web.origin")
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        raise Forbidden("web.origin")
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not same(sent, csrf_token(here)):
        raise Forbidden("web.csrf")


def refuse_zeros(*, body: bool) -> None:
    """Refuse a request with a zero character in its address, or in the fields of its body: no person types one.

    PostgreSQL breaks off the statement that holds one, SQLite takes it; refused here, both answer alike.

    Raises:
        Invalid("web.request"): there is one.
    """
    fields = request.form if body else request.args
    texts = [request.path, *(text for pair in fields.items(multi=True) for text in pair)]
    if body:
        texts += [file.filename or "" for _, file in request.files.items(multi=True)]
    escaped = body and request.is_json and b"\\u0000" in request.get_data(cache=True)
    if escaped or any("\0" in text for text in texts):
        raise Invalid("web.request", None, status=Invalid.status)


@lru_cache(maxsize=64)
def policy_line(live_url: str, host: str) -> str:
    """Return the content security policy: own files only, and the live address for sockets."""
    connect = "'self'"
    if live_url:
        parts = urlsplit(live_url)
        secure = "wss" if parts.scheme == "https" else "ws"
        connect += f" {live_url} {secure}://{parts.netloc}"
    else:
        connect += f" ws://{host} wss://{host}"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        f"connect-src {connect}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
        "worker-src 'self'"
    )


def harden(response: Response, *, live_url: str, secure: bool) -> Response:
    """Add the security headers; pages are private unless the view said otherwise."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", policy_line(live_url, request.host))
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    headers.setdefault("Cache-Control", "private, no-cache")
    if secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def own_address(here: Here) -> str:
    """Return where links from outside lead: the configured address, never what a request claims to be.

    On the machine itself (a demonstration, a first try) the address of the request will do.

    Raises:
        Conflict("web.base_url"): none is configured and the request comes from elsewhere.
    """
    configured = here.house.config.base_url
    if configured:
        return configured
    if request.host.rsplit(":", 1)[0] in LOOPBACK:
        return request.host_url.rstrip("/")
    raise Conflict("web.base_url")


def local_path(target: str | None, fallback: str) -> str:
    """Return where to go after log-in: a path of this site, nothing that a browser could read as another one."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return fallback
    if any(ord(char) < 33 for char in target):
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc else target
