"""The walls as organisers drive them, from a phone in the hall."""

from typing import Any

import segno
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.gallery.milestones import public_milestones
from challenge.kernel.errors import ChallengeError
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.schedule.queries import now_and_next
from challenge.wall import actions
from challenge.wall.access import DESK, find_screen
from challenge.wall.forms import PhaseForm, ScreenForm, SwitchForm, ZonesForm
from challenge.wall.queries import public_codes
from challenge.wall.rules import ZONES_MOST, Phase, Screen, Zone, wall_of
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.guard import own_address
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("wall_desk", __name__)

TYPED = ("message_fr", "message_en", "team", "name")


@pages.get("/e/<slug>/desk/wall", policy=DESK)
def desk_wall(slug: str) -> Response:
    """Show the screens, what each shows, and everything that can be put there."""
    return _showing(slug)


@pages.get("/e/<slug>/desk/wall/list", policy=DESK)
def screen_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the screens alone, for the island."""
    return page("wall/_list.html", **_listed())


def _listed() -> dict[str, Any]:
    at = here()
    edition = at.in_edition()
    under_way, _ = now_and_next(public_milestones(at.session, edition.id), at.now)
    found = wall_of(edition.settings).led_by({row.kind for row in under_way})
    base = _base()
    return {
        "wall": found,
        "short": base.partition("://")[2],
        "codes_of": {screen.code: _drawn(base, edition.slug, screen) for screen in found.screens if base},
        "phases": list(Phase),
        "choices": list(Zone),
        "places": range(1, ZONES_MOST + 1),
        "codes": public_codes(at.session, edition.id),
        "typed": {},
        "at_screen": None,
    }


def _base() -> str:
    """Return where projectors reach the house; "" where nobody has said it."""
    try:
        return own_address(here()).rstrip("/")
    except ChallengeError:
        return ""


def _drawn(base: str, slug: str, screen: Screen) -> str:
    """Return a screen's address as a QR code."""
    path = url_for("wall.wall", slug=slug) if screen.is_main else url_for("wall.screen", slug=slug, screen=screen.code)
    return str(segno.make(base + path, error="m", micro=False).svg_data_uri(scale=4, border=2, light="#fff"))


def _showing(slug: str, problem: ChallengeError | None = None, at_screen: str = "") -> Response:
    topic = edition_topic(slug, "staff")
    seq = heads(here().session, [topic])[topic]
    shown = {**_listed(), "topic": topic, "seq": seq, "problems": said(problem)}
    if problem:
        shown |= {"typed": {name: request.form.get(name, "") for name in TYPED}, "at_screen": at_screen}
    return page("wall/desk.html", problem.status if problem else 200, **shown)


def _back(slug: str) -> Response:
    return redirect(url_for("wall_desk.desk_wall", slug=slug), 303)


@pages.post("/e/<slug>/desk/wall/phase", policy=DESK)
def post_phase(slug: str) -> Response:
    """Put the whole wall into a phase."""
    write(actions.choose_phase, parsed(PhaseForm).phase)
    tell("The whole wall has changed.")
    return _back(slug)


@pages.post("/e/<slug>/desk/wall/show", policy=DESK)
def post_everywhere(slug: str) -> Response:
    """Show something on every screen."""
    return _switch(slug, [])


@pages.post("/e/<slug>/desk/wall/screens", policy=DESK)
def post_new_screen(slug: str) -> Response:
    """Add a screen."""
    try:
        write(actions.add_screen, parsed(ScreenForm).name)
    except ChallengeError as problem:
        return _showing(slug, problem, "new")
    tell("The screen is there. Open its address on its projector.")
    return _back(slug)


@pages.post("/e/<slug>/desk/wall/<screen>/show", policy=DESK, thing=find_screen)
def post_show(slug: str, screen: str) -> Response:
    """Show something on one screen."""
    return _switch(slug, [screen])


def _switch(slug: str, codes: list[str]) -> Response:
    try:
        write(actions.switch_screens, codes, parsed(SwitchForm).switch())
    except ChallengeError as problem:
        return _showing(slug, problem, codes[0] if codes else "all")
    tell("It is on the wall.")
    return _back(slug)


@pages.post("/e/<slug>/desk/wall/<screen>/zones", policy=DESK, thing=find_screen)
def post_zones(slug: str, screen: str) -> Response:
    """Give a screen other zones in a phase."""
    try:
        form = parsed(ZonesForm)
        write(actions.arrange_screen, here().the(Screen).code, form.zones(), phase=form.phase, version=form.version)
    except ChallengeError as problem:
        return _showing(slug, problem, screen)
    tell("The zones are kept for this phase.")
    return _back(slug)


@pages.post("/e/<slug>/desk/wall/<screen>/name", policy=DESK, thing=find_screen)
def post_name(slug: str, screen: str) -> Response:  # noqa: ARG001 - the shell has found it
    """Give a screen another name."""
    try:
        write(actions.rename_screen, here().the(Screen).code, parsed(ScreenForm).name)
    except ChallengeError as problem:
        return _showing(slug, problem)
    tell("It has another name. Its address stays.")
    return _back(slug)


@pages.post("/e/<slug>/desk/wall/<screen>/remove", policy=DESK, thing=find_screen)
def post_removal(slug: str, screen: str) -> Response:
    """Take a screen away."""
    write(actions.remove_screen, screen)
    tell("The screen is gone.")
    return _back(slug)
