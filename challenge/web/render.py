"""Pages and error answers, in the reader's language."""

import json
from collections.abc import Callable, Hashable, MutableMapping
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import IO, Any

from babel.dates import format_date
from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    get_flashed_messages,
    make_response,
    render_template,
    request,
    send_file,
)
from flask.templating import Environment
from jinja2 import StrictUndefined
from markupsafe import Markup

from challenge.kernel.clock import milliseconds
from challenge.kernel.errors import ChallengeError, Rejected
from challenge.kernel.ids import public_id
from challenge.kernel.text import markdown
from challenge.web import guard
from challenge.web.bytecode import Bytecode
from challenge.web.context import Here, here
from challenge.web.language import moment_in


class _Environment(Environment):
    """Flask's, whose templates without globals of their own share one plain dictionary.

    Each import of a macro compares the names of both sides; of Jinja's chained maps that takes as long as the macro.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


class _CsrfToken:
    """The token of a page's forms, made when a template first writes it and once for all of them.

    So pages without a form set no cookie and can be kept for everybody.
    """

    def __init__(self, at: Here) -> None:
        self._at = at

    @cached_property
    def _made(self) -> str:
        return guard.csrf_token(self._at)

    def __html__(self) -> str:
        return self._made


def install(app: Flask, asset: Callable[[str], str], live_address: Callable[[], str]) -> None:
    """Give every template the shell's variables and both languages."""
    app.jinja_environment = _Environment
    env = app.jinja_env
    env.bytecode_cache = Bytecode(Path(app.root_path) / "templates" / "__pycache__")
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    # Newstyle: `_("%(n)s teams", n=3)` fills in and escapes by itself.
    env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    # A page asks for a hundred texts: `_` goes straight to the catalogue; `N_` marks a text for later.
    env.globals.update(_=_translated, N_=str)
    env.filters.update(markdown=markdown, day=day_named, decimal=decimal, raised=raised)
    env.globals.update(asset=asset, intent=public_id, once=_once, drawn=drawn)

    def shell() -> dict[str, Any]:
        at = here()
        return {
            "actor": at.actor,
            "edition": at.edition,
            "locale": at.locale,
            "build": at.house.build,
            "csrf_token": _CsrfToken(at),
            "live_url": live_address(),
            "path": request.path,
            "when": when,
            "time_zone": at.time_zone,
            "nav": tuple(at.house.ports.navigation(at)),
            "messages": [{"kind": note[0], "text": note[1]} for note in get_flashed_messages(with_categories=True)],
            "now_ms": milliseconds(at.now),
            "clock_speed": 0.0 if at.clock.paused_at else at.clock.speed,
        }

    app.context_processor(shell)


def _translated(key: str, **values: object) -> str:
    """Return a text with values filled in; the template escapes the whole."""
    at: Here = g.here
    return at.house.languages.text(at.locale, key, values)


def _once(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """Return a macro that draws the same part once per language: small ones occur a hundred times on a page.

    It may depend on nothing but its arguments. Plain text and markup that read alike are different arguments.
    """

    @lru_cache(maxsize=2048, typed=True)
    def drawn(_locale: str, *given: object, **named: object) -> Markup:
        return macro(*given, **named)

    def part(*given: object, **named: object) -> Markup:
        return drawn(g.here.locale, *given, **named)

    return part


def _gettext(key: str) -> str:
    at = here()
    return at.house.languages.text(at.locale, key)


def _ngettext(one: str, many: str, count: int) -> str:
    at = here()
    return at.house.languages.plural(at.locale, one, many, count)


def raised(text: str) -> str:
    """Return a text that begins with a capital letter; the rest stays as it is ("de la R&D")."""
    return text[:1].upper() + text[1:]


def when(moment: datetime | None, pattern: str | None = None) -> str:
    """Return an instant as weekday, day, hour and zone ("CET") of the reader; an en dash for None."""
    if moment is None:
        return "–"
    at = here()
    return moment_in(moment, at.time_zone, at.locale, pattern)


def day_named(day: date) -> str:
    """Return a day as the reader writes it: "24 May 2027"."""
    return format_date(day, "d MMMM y", locale=here().locale)


def decimal(value: float, places: int | None = 1, *, sign: bool = False) -> str:
    """Return a number as the reader writes it: 4.5 is "4,5" in French.

    Args:
        value: any finite number.
        places: after the decimal sign, always as many; None for as many as it has, at most six digits in all.
        sign: with a plus before what is not negative.
    """
    form = f"{'+' if sign else ''}{'g' if places is None else f'.{places}f'}"
    text = format(value, form)
    return text.replace(".", ",") if here().locale == "fr" else text


def part(template: str, /, **values: Any) -> Markup:  # noqa: ANN401 - template values
    """Return a part of a page, rendered apart from it: what it shows is escaped already."""
    return Markup(render_template(template, **values))


def drawn(template: str, /, **shown: Hashable) -> Markup:
    """Return a part of a page that is drawn once for everybody who is shown the same.

    It sees what it is given, the reader's language and zone, and nothing else of the request: there is nothing of a
    person in it, and nothing that could be out of date.

    Args:
        template: its file; it may ask for `locale` and `when`.
        shown: everything else it shows, by value: tuples and frozen dataclasses, no rows of the database and no
            markup, which is equal to a text that reads alike.
    """
    at = here()
    return _drawn(template, at.locale, at.time_zone, tuple(shown.items()))


@lru_cache(maxsize=2048)
def _drawn(template: str, _locale: str, _zone: str, shown: tuple[tuple[str, Hashable], ...]) -> Markup:
    return apart(template, **dict(shown))


def apart(template: str, /, **shown: Any) -> Markup:  # noqa: ANN401 - template values
    """Return a part of a page that sees what it is given, the reader's language and zone, and nothing else.

    For what its caller keeps; it may ask for `locale` and `when`.
    """
    given = {"locale": here().locale, "when": when, **shown}
    return current_app.jinja_env.get_template(template).make_module(given).__html__()


def page(template: str, status: int = 200, /, **values: Any) -> Response:  # noqa: ANN401 - template values
    """Return a rendered page."""
    return make_response(render_template(template, **values), status)


def tell(text: str, kind: str = "done", **values: object) -> None:
    """Show a message on the next page; `kind` is done, note, warning or error."""
    flash(here().say(text, **values), kind)


def tell_number(one: str, many: str, count: int, kind: str = "done", **values: object) -> None:
    """Show a message that has a number, `%(num)s`, in the form that the number takes."""
    text = here().house.languages.plural(here().locale, one, many, count)
    flash(text % {"num": count, **values}, kind)


def error_answer(problem: ChallengeError) -> Response:
    """Return the answer for an expected failure: a page, or problem+json for programs."""
    if wants_json():
        return problem_json(problem)
    sentence = here().house.languages.sentence(here().locale, problem)
    values = {"code": problem.code, "status": problem.status, "sentence": sentence, "findings": findings(problem)}
    return page("_shell/error.html", problem.status, **values)


def wants_json() -> bool:
    """True for the API and for clients that ask for JSON."""
    if request.path.startswith("/api/"):
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def findings(problem: ChallengeError) -> list[dict[str, str]]:
    """Return the wrong places of a batch, each with its sentence; one entry for a single error with a place."""
    at = here()
    parts = problem.findings if isinstance(problem, Rejected) else [problem] if problem.place else []
    return [{"place": part.place or "", "code": part.code, "sentence": sentence(at, part)} for part in parts]


def said(problem: ChallengeError | None) -> list[tuple[str, str]]:
    """Return what a form says above it: each wrong place with its sentence, or the one of the whole without a place."""
    if problem is None:
        return []
    return [(part["place"], part["sentence"]) for part in findings(problem)] or [("", sentence(here(), problem))]


def sentence(at: Here, problem: ChallengeError) -> str:
    """Return an error's sentence in the reader's language."""
    return at.house.languages.sentence(at.locale, problem)


def problem_json(problem: ChallengeError) -> Response:
    """Return `application/problem+json` with the stable code (RFC 9457)."""
    body = {
        "type": "about:blank",
        "title": sentence(here(), problem),
        "status": problem.status,
        "code": problem.code,
        "errors": findings(problem),
    }
    response = Response(json.dumps(body, ensure_ascii=False), problem.status, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response


def attachment(source: Path | IO[bytes], name: str, media_type: str) -> Response:
    """Return a stored file, or what was made of one, as a download that no browser runs."""
    response = send_file(source, mimetype=media_type, as_attachment=True, download_name=name, etag=False)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # Not what static files get: a proxy must not keep for everybody what one person may see.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def download(body: bytes, name: str, media_type: str) -> Response:
    """Return bytes that were made for this request as a download that no browser runs; `name` is never a user's."""
    response = Response(body, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
