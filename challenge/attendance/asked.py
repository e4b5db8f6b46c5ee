"""What the addresses of attendance ask for: which half-day, which people."""

from urllib.parse import urlencode

from flask import request

from challenge.attendance.board import GROUPS, LEFT, MISSING, UNKNOWN, MarkFilter
from challenge.attendance.half_days import half_to_show
from challenge.attendance.queries import HalfLine, halves
from challenge.attendance.rules import State
from challenge.web.context import Here, here

STATES = (*(state.value for state in State), UNKNOWN, MISSING, LEFT)
_FILTERS = ("state", "school", "department", "zone", "team", "q")


def chosen_half(at: Here) -> tuple[list[HalfLine], HalfLine | None]:
    """Return the half-days and the one that the address asks for (`?half=3`), else the present one."""
    rows = halves(at.session, at.in_edition().id)
    asked = request.args.get("half", "")
    found = next((row for row in rows if str(row.number) == asked), None)
    return rows, found or half_to_show(rows, at.now)


class Asked:
    """What the address of the board asks for, and addresses that ask for something else.

    Args:
        slug: the edition's.
        half: the half-day that is shown.
    """

    def __init__(self, slug: str, half: HalfLine) -> None:
        self.base = f"/e/{slug}/desk/attendance"
        self.half = half
        by = request.args.get("by", "")
        self.by = by if by in GROUPS else GROUPS[0]
        self.values = {name: request.args.get(name, "")[:80] for name in _FILTERS}
        if self.values["state"] not in STATES:
            self.values["state"] = ""

    def filter(self) -> MarkFilter:
        """Return the filter; a list without any shows those who are missing."""
        values = dict(self.values)
        text = values.pop("q")
        if not any(values.values()) and not text:
            values["state"] = MISSING
        return MarkFilter(**values, text=text)

    def of(self, **other: str) -> str:
        """Return the board's address with some parts set ("" takes one away)."""
        parts = {"half": str(self.half.number), "by": self.by, **self.values, **other}
        return f"{self.base}?{urlencode({name: value for name, value in parts.items() if value})}"

    def only(self, **wanted: str) -> str:
        """Return the board's address with these filters and no others."""
        return self.of(**{**dict.fromkeys(_FILTERS, ""), **wanted}) + "#people"

    def chosen(self) -> list[dict[str, str]]:
        """Return the present filters, each with the address without it."""
        at = here()
        return [
            {"label": at.say(value) if name == "state" else value, "href": self.of(**{name: ""})}
            for name, value in self.values.items()
            if value
        ]

    def fragment(self) -> str:
        """Return the address of the numbers alone."""
        return f"{self.base}/counts?{urlencode({'half': self.half.number, 'by': self.by})}"
