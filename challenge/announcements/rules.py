"""Audiences as codes: `everybody`, `role:<role>`, `zone:<name>`, `missing:<deliverable>`; several add up."""

from collections.abc import Sequence
from dataclasses import dataclass

from challenge.kernel.actor import Role
from challenge.kernel.errors import Invalid

EVERYBODY = "everybody"
TITLE_MOST, BODY_MOST = 120, 4000


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told; each part adds to the others."""

    everybody: bool
    roles: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def entry_roles(self) -> tuple[str, ...]:
        """Return the roles to which sessions of an entry link show it."""
        return tuple(role.value for role in Role) if self.everybody else self.roles


def audience_of(codes: Sequence[str]) -> Audience:
    """Return an audience from its codes.

    Raises:
        Invalid("announcements.audience"): nobody is named, or a code means nothing.
    """
    parts: dict[str, list[str]] = {"role": [], "zone": [], "missing": []}
    for code in codes:
        kind, _, value = code.partition(":")
        if code == EVERYBODY:
            continue
        if kind not in parts or not value or (kind == "role" and value not in tuple(Role)):
            raise Invalid("announcements.audience", "audience")
        parts[kind].append(value)
    if not codes:
        raise Invalid("announcements.audience", "audience")
    return Audience(EVERYBODY in codes, tuple(parts["role"]), tuple(parts["zone"]), tuple(parts["missing"]))
