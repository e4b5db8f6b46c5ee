"""People as organisers see them."""

from typing import Any
from urllib.parse import urlencode

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.exchange.queries import proposals_count
from challenge.kernel.access import ORGANISERS
from challenge.notifications.actions import Letter
from challenge.people import actions
from challenge.people.queries import PeopleFilter, people_counts, people_page, staff, uninvited_count
from challenge.web.context import here
from challenge.web.guard import own_address
from challenge.web.render import page, tell
from challenge.web.shell import Pages

pages = Pages("people", __name__)

_ASKED = ("department", "level", "school", "q", "left")


@pages.get("/e/<slug>/desk/people", policy=ORGANISERS)
def people(slug: str) -> Response:
    """Show the students: counts that filter the list, filters in the address, pages by family name."""
    at = here()
    edition_id = at.in_edition().id
    asked = {name: request.args.get(name, "")[:80] for name in _ASKED}
    wanted = PeopleFilter(
        department=asked["department"],
        level=int(asked["level"]) if asked["level"].isdecimal() and len(asked["level"]) < 3 else None,
        school=asked["school"],
        text=asked["q"],
        left=asked["left"] == "1",
    )
    after = request.args.get("after", "")[:20]
    found = people_page(at.session, edition_id, wanted, after=after)
    address = _Addresses(f"/e/{slug}/desk/people", asked)
    counts = people_counts(at.session, edition_id, wanted)
    return page(
        "people/desk.html",
        rows=found.rows,
        counts=counts,
        asked=asked,
        base=address.base,
        departments=address.pills("department", counts.departments),
        levels=address.pills("level", counts.levels),
        schools=address.pills("school", counts.schools),
        chosen=address.chosen(),
        following=address.of(after=found.after) if found.after else "",
        first=address.of() if after else "",
        left_href=address.of(left="1"),
        uninvited=uninvited_count(at.session, edition_id),
        proposals=proposals_count(at.session, edition_id, "roster"),
    )


class _Addresses:
    """Addresses of the list with other filters than the present ones."""

    def __init__(self, base: str, asked: dict[str, str]) -> None:
        self.base = base
        self._asked = asked

    def of(self, **other: str) -> str:
        """Return the address with some filters set ("" takes one away)."""
        kept = {name: value for name, value in {**self._asked, **other}.items() if value}
        return f"{self.base}?{urlencode(kept)}" if kept else self.base

    def pills(self, name: str, counts: tuple[tuple[Any, int], ...]) -> list[dict[str, Any]]:
        """Return the values of a filter with their counts; the chosen one is taken away by a second press."""
        return [
            {
                "label": str(value or "–"),
                "href": self.of(**{name: "" if str(value) == self._asked[name] else str(value)}),
                "active": str(value) == self._asked[name],
                "count": count,
            }
            for value, count in counts
            if value
        ]

    def chosen(self) -> list[dict[str, str]]:
        """Return the present filters, each with the address without it."""
        return [
            {"label": value, "href": self.of(**{name: ""})}
            for name, value in self._asked.items()
            if value and name != "left"
        ]


def _letter() -> Letter:
    at = here()
    return Letter(
        subject="Your access to %(edition)s",
        body="Hello %(name)s,\n\nyou take part in %(edition)s. Choose a password by this link; it works for 14 days.",
        filling={"edition": at.in_edition().name},
        base=own_address(at),
        opens_door=True,
    )


@pages.post("/e/<slug>/desk/people/invite", policy=ORGANISERS)
def post_invitations(slug: str) -> Response:
    """Invite everybody who was not invited yet; pressed twice, the second finds nobody left."""
    at = here()
    letter, total = _letter(), 0
    while count := at.house.works.perform(at.actor, actions.invite_some, letter)["count"]:
        total += count
    tell("%(count)s invitations are on their way.", count=total)
    return redirect(url_for("people.people", slug=slug), 303)


@pages.get("/e/<slug>/desk/people/staff", policy=ORGANISERS)
def staff_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show coaches, experts and organisers with what one must know to plan with them."""
    at = here()
    rows = staff(at.session, at.in_edition().id)
    counts = {role: sum(row.role == role for row, _ in rows) for role in ("coach", "expert", "organiser")}
    return page("people/staff.html", rows=rows, counts=counts)
