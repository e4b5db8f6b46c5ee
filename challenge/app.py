"""The composition root of the pages: the only function that knows every room."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask
from werkzeug.security import safe_join

import config as configuration
from challenge.accounts.queries import bearer_actor, session_actor
from challenge.editions.queries import edition_by_slug
from challenge.kernel.turns import Turns
from challenge.navigation import navigation
from challenge.rooms import all_pages
from challenge.runtime.opening import Opened, opened
from challenge.topics import TOPICS
from challenge.web import render, shell
from challenge.web.context import House, Ports
from challenge.web.in_turn import in_turn
from challenge.web.language import Languages
from config import ROOT, Config

TRANSLATIONS = Path(__file__).parent / "translations"
YEAR_S = 31_536_000
# SQLite answers from this process, so a second turn would only get in the way; PostgreSQL computes elsewhere meanwhile.
TURNS_EMBEDDED, TURNS_SERVER = 1, 4


class UndeclaredRoute(RuntimeError):
    """A route without a policy; the application does not start with one."""


def create_app(config: Config | None = None, ground: Opened | None = None) -> Flask:
    """Build the application.

    Args:
        config: read from the environment unless given.
        ground: an opened database and files, for tests; opened from the configuration unless given.

    Raises:
        UndeclaredRoute: names the endpoints that declare no policy.
    """
    settings = config or configuration.load()
    base = ground or opened(settings)
    app = Flask("challenge", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.secret_key = settings.secret_key
    app.config.update(
        SESSION_COOKIE_NAME="challenge_visitor",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SEND_FILE_MAX_AGE_DEFAULT=YEAR_S,
    )
    app.extensions["challenge"] = House(
        settings, base.database, base.works, base.files, Languages(TRANSLATIONS), _ports(), build_name()
    )
    app.extensions["challenge.topics"] = TOPICS
    for pages in all_pages():
        app.register_blueprint(pages)
    render.install(app, _asset, shell.live_address)
    shell.install(app)
    if missing := shell.undeclared_endpoints(app):
        raise UndeclaredRoute(", ".join(missing))
    turns = Turns(TURNS_EMBEDDED if base.database.is_sqlite else TURNS_SERVER)
    app.wsgi_app = in_turn(app.wsgi_app, turns)  # type: ignore[method-assign, assignment]
    return app


def _ports() -> Ports:
    return Ports(edition_by_slug, session_actor, bearer_actor, navigation)


@cache
def build_name() -> str:
    """Return a name of this build: changes whenever a template, a static file or the code does."""
    digest = hashlib.sha256()
    for folder in ("templates", "static", "challenge"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(ROOT)}:{path.stat().st_size}:{path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()[:12]


@cache
def _asset(name: str) -> str:
    """Return the address of a static file; its hash lets browsers keep it for a year."""
    path = safe_join(str(ROOT / "static"), name)
    digest = hashlib.sha256(Path(path or "").read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"
