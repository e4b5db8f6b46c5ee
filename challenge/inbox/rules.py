"""Kinds of notices."""

from enum import StrEnum


class Kind(StrEnum):
    """What a notice is about; each can be had by mail or not, all of them always stand in the inbox."""

    ANNOUNCEMENT = "announcement"
    TEAM = "team"
    PROBLEM = "problem"
    SCHEDULE = "schedule"
    AGREEMENT = "agreement"
    HELP = "help"
    QUESTION = "question"
    JUDGING = "judging"
