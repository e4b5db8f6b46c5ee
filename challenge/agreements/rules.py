"""Which agreements somebody owes, what a signature must hold, and what proves it."""

import hashlib
from collections.abc import Collection, Mapping
from enum import StrEnum

from challenge.kernel.errors import Conflict, Invalid

TITLE_MOST = 120
BODY_MOST = 20_000
NAME_MOST = 160
REASON_MOST = 300


class Kind(StrEnum):
    """What a text is about; the four rights are the regimes of which each problem has one (R11)."""

    RULES = "rules"
    CONFIDENTIALITY = "confidentiality"
    RIGHTS_STUDENTS = "rights_students"
    RIGHTS_PARTNER = "rights_partner"
    RIGHTS_SHARED = "rights_shared"
    RIGHTS_OPEN = "rights_open"
    IMAGE = "image"


def rights_kind(rights: str) -> Kind:
    """Return the text of a problem's rights regime; an unknown one falls to the shared licence, the usual one."""
    name = f"rights_{rights}"
    return Kind(name) if name in set(Kind) else Kind.RIGHTS_SHARED


def waited_for(confidentiality: str, rights: str) -> frozenset[Kind]:
    """Return the texts that every member signs before the problem of their team is revealed (R10); open: none."""
    return frozenset() if confidentiality == "open" else frozenset({Kind.CONFIDENTIALITY, rights_kind(rights)})


def owed(published: Collection[Kind], confidentiality: str | None, rights: str) -> tuple[Kind, ...]:
    """Return the texts that somebody is asked for, in the order of `Kind`; the image rights are asked, never owed.

    Args:
        published: the kinds that the edition has a text of.
        confidentiality: of the problem of one's team; None without a team that one knows of.
        rights: regime of that problem.
    """
    wanted = {Kind.RULES, Kind.IMAGE}
    if confidentiality is not None:
        wanted |= {rights_kind(rights)} | waited_for(confidentiality, rights)
    return tuple(kind for kind in Kind if kind in wanted and kind in published)


def is_optional(kind: Kind) -> bool:
    """True for what somebody may leave unsigned without anything waiting for it."""
    return kind is Kind.IMAGE


def lacking(asked: Collection[Kind], signed: Mapping[Kind, int], since: Mapping[Kind, int]) -> tuple[Kind, ...]:
    """Return the owed kinds without a signature that counts.

    Args:
        asked: the kinds that somebody is asked for.
        signed: latest signed version per kind, without what was withdrawn.
        since: version of each kind from which on signatures count.
    """
    return tuple(kind for kind in asked if not is_optional(kind) and signed.get(kind, 0) < since[kind])


def is_waited_for(*, present: bool, has_left: bool, is_aside: bool) -> bool:
    """True for a member whom a reveal waits for: those who left, are absent or were set aside hold nobody up."""
    return present and not has_left and not is_aside


def text_hash(locale: str, title: str, body: str) -> str:
    """Return the SHA-256 of a text in its language: of language, title and body, a line feed between them, UTF-8."""
    return hashlib.sha256("\n".join((locale, title, body)).encode()).hexdigest()


def check_same(held: Mapping[str, str], seen: str) -> str:
    """Return the language in which a text was read.

    Args:
        held: language -> hash of the text that stands.
        seen: hash of what the signer had before their eyes.

    Raises:
        Conflict("agreements.changed"): the text is another one by now; nobody signs what they have not read.
    """
    for locale, known in held.items():
        if seen == known:
            return locale
    raise Conflict("agreements.changed")


def check_signer(*, typed_name: str, is_minor: bool, guardian: str, guardian_agrees: bool) -> None:
    """Refuse a signature that names nobody, or a minor's without a guardian.

    Raises:
        Invalid("agreements.name"): no name was typed.
        Invalid("agreements.guardian"): under 18 without the guardian's name and word.
    """
    if not typed_name:
        raise Invalid("agreements.name", "typed_name")
    if is_minor and not (guardian and guardian_agrees):
        raise Invalid("agreements.guardian", "guardian")
