"""The navigation of each role: which pages are offered where. Composition, no rights: routes have those."""

from collections.abc import Sequence

from flask import request

from challenge.kernel.actor import Role
from challenge.web.context import Here, NavEntry

# role, path below the edition, label, icon; the first entry of a role is its own page
_DESK = (
    ("desk/", "Overview", "columns-gap"),
    ("desk/problems", "Problems", "lightbulb"),
    ("desk/people", "People", "person"),
    ("desk/teams", "Teams", "people"),
    ("desk/agreements", "Agreements", "pencil-fill"),
    ("desk/attendance", "Attendance", "check-circle-fill"),
    ("desk/schedule", "Schedule", "calendar-week"),
    ("desk/announcements", "Announcements", "broadcast"),
    ("desk/submissions", "Deliverables", "file-earmark-text"),
    ("help", "Help queue", "life-preserver"),
    ("desk/questions", "Questions", "send"),
    ("desk/judging", "Judging", "star"),
    ("incubation", "Follow-up", "flag"),
    ("desk/wall", "Wall", "easel"),
)
_BY_ROLE: tuple[tuple[Role, tuple[tuple[str, str, str], ...]], ...] = (
    (Role.ORGANISER, _DESK),
    (Role.ADMINISTRATOR, _DESK),
    (Role.CHAIR, (("desk/judging", "Judging", "star"),)),
    (Role.JUROR, (("jury/", "My visits", "star"),)),
    (
        Role.STUDENT,
        (
            ("team", "My team", "people"),
            ("agreements", "Agreements", "pencil-fill"),
            ("attendance", "My badge", "person"),
            ("me", "My data", "file-earmark-text"),
        ),
    ),
    (
        Role.COACH,
        (
            ("coach/", "My teams", "people"),
            ("help", "Help queue", "life-preserver"),
            ("coach/roll", "Roll-call", "check-lg"),
            ("checkin", "Check-in", "check-circle-fill"),
        ),
    ),
    (
        Role.EXPERT,
        (("help", "Help queue", "life-preserver"), ("assess/school", "Marks of the school", "pencil-fill")),
    ),
    (
        Role.PARTNER,
        (
            ("partner/", "My problems", "lightbulb"),
            ("partner/questions", "Questions", "send"),
            ("partner/interests", "Teams to follow", "star"),
        ),
    ),
    (Role.INCUBATOR, (("incubation", "Follow-up", "flag"),)),
)
_EVERYBODY = (
    ("", "Home", "house"),
    ("problems", "Problems", "lightbulb"),
    ("teams", "Teams", "people"),
    ("schedule", "Schedule", "calendar-week"),
    ("results", "Results", "trophy"),
)


def navigation(here: Here) -> list[NavEntry]:
    """Return the entries for the actor in this edition; none outside an edition."""
    if here.edition is None:
        return []
    base, current = f"/e/{here.edition.slug}/", request.path
    entries = [entry for role, own in _BY_ROLE if here.actor.has(role) for entry in own]
    if not any(path == "desk/" for path, _, _ in entries):
        entries += _EVERYBODY
    unique = list(dict.fromkeys(entries))
    here_now = _nearest(current.removeprefix(base), [path for path, _, _ in unique])
    return [NavEntry(here.say(label), base + path, icon, active=path == here_now) for path, label, icon in unique]


def _nearest(current: str, paths: Sequence[str]) -> str | None:
    """Return the entry that a page belongs to: itself, else the nearest one above it; the overview has none below."""
    above = [
        path for path in paths if path == current or (path[-1:] != "/" and current.startswith(f"{path}/") and path)
    ]
    return max(above, key=len, default=None)
