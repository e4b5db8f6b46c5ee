"""Kinds of notices."""

from enum import StrEnum

from challenge.kernel.actor import Role


class Way(StrEnum):
    """How a notice comes on top of the inbox; each is the name of the column that says so."""

    MAIL = "by_mail"
    PUSH = "by_push"


class Kind(StrEnum):
    """What a notice is about; each can be had by mail or push or not, all of them always stand in the inbox."""

    ANNOUNCEMENT = "announcement"
    TEAM = "team"
    PROBLEM = "problem"
    SCHEDULE = "schedule"
    AGREEMENT = "agreement"
    HELP = "help"
    QUESTION = "question"
    JUDGING = "judging"
    TIMES = "times"


URGENT = frozenset({Kind.ANNOUNCEMENT, Kind.SCHEDULE, Kind.HELP, Kind.TIMES})
"""What a phone may be woken for."""

_OVERSEE = frozenset({Role.ORGANISER, Role.ADMINISTRATOR})
_CONCERNED = {
    Kind.TEAM: frozenset({Role.STUDENT, Role.COACH}),
    Kind.PROBLEM: frozenset({Role.PARTNER}),
    Kind.SCHEDULE: _OVERSEE,
    Kind.HELP: frozenset({Role.STUDENT, Role.COACH, Role.EXPERT}) | _OVERSEE,
    Kind.QUESTION: frozenset({Role.STUDENT, Role.COACH, Role.PARTNER}) | _OVERSEE,
    Kind.JUDGING: frozenset({Role.COACH, Role.EXPERT, Role.PARTNER, Role.JUROR, Role.CHAIR}),
}
"""Whom a kind may reach; one that is not here may reach anybody."""


def offered(roles: frozenset[Role]) -> tuple[Kind, ...]:
    """Return the kinds that may reach somebody with these roles, in the order of `Kind`."""
    return tuple(kind for kind in Kind if kind not in _CONCERNED or not roles.isdisjoint(_CONCERNED[kind]))
