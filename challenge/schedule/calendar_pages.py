"""Addresses that calendars subscribe to: the public one, and secret ones for each role and for each person."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from challenge.accounts.actions import make_link
from challenge.accounts.models import Link
from challenge.accounts.queries import account_actor, valid_link
from challenge.editions.queries import edition_by_id
from challenge.kernel.access import MEMBERS, PUBLIC
from challenge.kernel.actor import Role
from challenge.kernel.errors import NotFound
from challenge.kernel.ids import public_id, same, signature
from challenge.kernel.work import Work
from challenge.schedule.access import DESK
from challenge.schedule.calendars import ROLES, Feed, concerns, is_public, role_token
from challenge.schedule.hall import hall_zones, zone_label
from challenge.schedule.owners import owners_of
from challenge.schedule.queries import MilestoneLine, lines
from challenge.web.api import write
from challenge.web.context import EditionFace, here
from challenge.web.guard import own_address
from challenge.web.render import page
from challenge.web.shell import Pages

pages = Pages("schedule_calendars", __name__)

PURPOSE = "calendar"
WRITING = "challenge.schedule.calendar_writing"
"""Its library is loaded with the first calendar that somebody asks for: a start waits for it otherwise."""


@pages.get("/e/<slug>/schedule.ics", policy=PUBLIC)
def public_calendar(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Give what everybody is told, as a calendar."""
    at = here()
    edition = at.in_edition()
    return _calendar(edition, [one for one in lines(at.session, edition.id) if is_public(one)], at.locale)


@pages.get("/e/<slug>/calendar/<role>/<token>.ics", policy=PUBLIC)
def role_calendar(slug: str, role: str, token: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Give what concerns a role, as a calendar; whoever has the address reads it, and nothing of other roles.

    The students' one has no follow-ups of projects: all of them read it, and few go on.
    """
    at = here()
    edition = edition_by_id(at.session, at.in_edition().id)
    # An unknown role and a wrong secret answer like what does not exist.
    if edition is None or role not in ROLES or not same(token, role_token(_secret(), edition.id, role)):
        raise NotFound("web.absent")
    shown = [one for one in lines(at.session, edition.id) if concerns(one, frozenset({role}))]
    return _calendar(edition, shown, edition.locale)


@pages.get("/e/<slug>/desk/schedule/calendars", policy=DESK)
def role_calendars(slug: str) -> Response:
    """Show the secret address of each role's calendar, to be passed on."""
    at = here()
    own = f"{own_address(at)}/e/{slug}/calendar"
    found = [(role, f"{own}/{role}/{role_token(_secret(), at.in_edition().id, role)}.ics") for role in ROLES]
    answer = page("schedule/calendars.html", addresses=found, public=f"{own_address(at)}/e/{slug}/schedule.ics")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _secret() -> str:
    return here().house.config.secret_key


@pages.get("/calendar/<token>.ics", policy=PUBLIC)
def own_calendar(token: str) -> Response:
    """Give what concerns one person, as a calendar; whoever has the address reads it, and nothing else.

    Follow-ups stand in it as soon as, and as long as, the person agrees to be reached for their project.
    """
    at = here()
    link: Link | None = valid_link(at.session, token, PURPOSE)
    edition = edition_by_id(at.session, link.edition_id) if link else None
    if link is None or edition is None:
        raise NotFound("accounts.link")
    actor = account_actor(at.session, link.account_id, link.edition_id)
    rows = lines(at.session, edition.id)
    is_owner = link.account_id in owners_of(at.session, edition.id, [one.audience for one in rows])
    shown = [one for one in rows if concerns(one, actor.roles, is_owner=is_owner)]
    return _calendar(edition, shown, actor.locale or edition.locale)


@pages.get("/e/<slug>/calendar", policy=MEMBERS)
def calendar(slug: str) -> Response:
    """Show how to have the schedule in one's own calendar."""
    return page("schedule/calendar.html", public=f"{own_address(here())}/e/{slug}/schedule.ics", own="")


@pages.post("/e/<slug>/calendar", policy=MEMBERS)
def post_calendar(slug: str) -> Response:
    """Make the secret address of one's own calendar; the one before it ends."""
    at = here()
    wish = request.form.get("idempotency_key") or public_id()
    token = signature(_secret(), PURPOSE, str(at.in_edition().id), str(at.actor.account_id), wish)
    write(_make, token)
    base = own_address(at)
    at.session.rollback()  # the write is newer than what this session has read
    # An old page sent again gives its first answer, whose address a newer one may have ended.
    own = f"{base}/calendar/{token}.ics" if valid_link(at.session, token, PURPOSE) else ""
    answer = page("schedule/calendar.html", public=f"{base}/e/{slug}/schedule.ics", own=own)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _make(work: Work, token: str) -> dict[str, Any]:
    # The role of a link counts for those who enter by it; nobody enters by a calendar's.
    make_link(work, work.actor.account_id, Role.VIEWER, purpose=PURPOSE, token=token)
    return {"made": True}


def _calendar(edition: EditionFace, shown: Sequence[MilestoneLine], locale: str) -> Response:
    page_of_it = f"{own_address(here())}/e/{edition.slug}/schedule"
    names = hall_zones(here().session, edition.id)
    zones = {row.hall_zone: zone_label(names, row.hall_zone, locale) for row in shown}
    feed = Feed(edition.name, edition.time_zone, edition.clock, page_of_it, zones)
    answer = Response(import_module(WRITING).written(shown, feed, locale), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="schedule.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
