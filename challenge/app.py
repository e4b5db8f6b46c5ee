"""The composition root of the pages: the only function that knows every room."""

import hashlib
from collections import OrderedDict
from functools import cache, partial
from importlib import import_module
from pathlib import Path

from flask import Flask
from werkzeug.security import safe_join

import config as configuration
from challenge.accounts.queries import bearer_actor, session_actor
from challenge.editions.queries import edition_by_slug
from challenge.kernel.turns import Turns
from challenge.navigation import navigation
from challenge.rooms import ROOMS
from challenge.runtime.opening import Opened, opened
from challenge.topics import TOPICS
from challenge.web import render, shell
from challenge.web.context import House, Ports
from challenge.web.in_turn import in_turn
from challenge.web.language import spoken
from challenge.web.shell import Pages
from config import ROOT, Config

YEAR_S = 31_536_000
# SQLite answers from this process, so a second turn would only get in the way; PostgreSQL computes elsewhere meanwhile.
TURNS_EMBEDDED, TURNS_SERVER = 1, 4


class UndeclaredRoute(RuntimeError):
    """A route without a policy; the application does not start with one."""


def create_app(config: Config | None = None, ground: Opened | None = None) -> Flask:
    """Build the application and give it its house.

    Args:
        config: read from the environment unless given.
        ground: an opened database and files; opened from the configuration unless given.

    Raises:
        UndeclaredRoute: names the endpoints that declare no policy.
    """
    settings = config or configuration.load()
    app = build_app()
    furnish(app, settings, ground or opened(settings))
    return app


def build_app() -> Flask:
    """Build every room's pages, without a house to show: what is the same for every configuration.

    Raises:
        UndeclaredRoute: names the endpoints that declare no policy.
    """
    app = Flask("challenge", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(
        SESSION_COOKIE_NAME="challenge_visitor", SESSION_COOKIE_SAMESITE="Lax", SEND_FILE_MAX_AGE_DEFAULT=YEAR_S
    )
    app.extensions["challenge.topics"] = TOPICS
    for pages in all_pages():
        app.register_blueprint(pages)
    render.install(app, _asset, shell.live_address)
    shell.install(app)
    if missing := shell.undeclared_endpoints(app):
        raise UndeclaredRoute(", ".join(missing))
    return app


def all_pages() -> list[Pages]:
    """Load and return every blueprint, in the order of the rooms."""
    return [import_module(f"challenge.{room.name}.{module}").pages for room in ROOMS for module in room.pages]


def furnish(app: Flask, settings: Config, ground: Opened) -> None:
    """Let an application show this house, in place of the one it had; no request may be under way."""
    app.extensions["challenge.kept"] = OrderedDict()
    app.secret_key = settings.secret_key
    app.config["SESSION_COOKIE_SECURE"] = settings.secure_cookies
    languages = spoken()
    languages.read()
    app.extensions["challenge"] = House(
        settings, ground.database, ground.works, ground.files, languages, _ports(), build_name()
    )
    turns = Turns(TURNS_EMBEDDED if ground.database.is_sqlite else TURNS_SERVER)
    app.wsgi_app = in_turn(partial(Flask.wsgi_app, app), turns)  # type: ignore[method-assign, assignment]


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
