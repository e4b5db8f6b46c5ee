"""Kinds of notices."""

from enum import StrEnum


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


URGENT = frozenset({Kind.ANNOUNCEMENT, Kind.SCHEDULE, Kind.HELP})
"""What a phone may be woken for."""
