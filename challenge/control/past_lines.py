"""What the lists of the past show, line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from challenge.agreements.rules import Kind


@dataclass(frozen=True, slots=True)
class PersonThen:
    """A student; `team` is their team's code then, "" for none that is still there; `lacks` what they owed."""

    name: str
    school: str
    team: str
    present: bool
    lacks: Sequence[Kind]


@dataclass(frozen=True, slots=True)
class RequestThen:
    """A request for help that waited; words and promise are those that its table keeps."""

    team: str
    kind: str
    skill: str
    need: str
    asked_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class JurorThen:
    """A juror with the visits of the open rounds, those that a conflict took away left out; `last_at` of a sheet."""

    ref: str
    name: str
    done: int
    total: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class ConflictThen:
    """A visit that a conflict of interest had taken away; who and to whom, and in which round."""

    ref: str
    name: str
    team: str
    team_name: str
    round: str


@dataclass(frozen=True, slots=True)
class ProblemThen:
    """A confirmed problem."""

    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class AttemptThen:
    """An upload that was refused; `code` is the error's."""

    team: str
    deliverable: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MomentThen:
    """A moment of the schedule that waited for a word; titles by language."""

    titles: Mapping[str, str]
    transition: str


@dataclass(frozen=True, slots=True)
class AnnouncementThen:
    """An announcement that waited for a word; titles by language."""

    titles: Mapping[str, str]
