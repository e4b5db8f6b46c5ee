"""The life of a problem, and how much of it is disclosed to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from challenge.kernel.actor import Actor, Role
from challenge.kernel.errors import Invalid


class Status(StrEnum):
    """Where a problem stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    """What an organiser decides; `rework` gives it back to the partner with a question."""

    CONFIRM = "confirm"
    WAIT = "wait"
    REWORK = "rework"
    REJECT = "reject"


class Confidentiality(StrEnum):
    """How far a problem may be read before its teams have signed (R10)."""

    OPEN = "open"
    RESTRICTED = "restricted"
    SECRET = "secret"


class Rights(StrEnum):
    """Who holds the rights in what comes out (R11)."""

    SHARED = "shared"
    STUDENTS = "students"
    PARTNER = "partner"
    OPEN = "open"


class Reading(IntEnum):
    """How much somebody reads; each level contains those below."""

    NOTHING = 0
    MASKED = 1
    TITLE = 2
    FULL = 3


class Level(StrEnum):
    """How far a text or file of a problem is meant to be disclosed; each level contains those before it."""

    TEASER = "teaser"
    SUMMARY = "summary"
    FULL = "full"


LEVEL_OF = {
    **dict.fromkeys(("title", "teaser", "theme", "themes", "category", "language", "languages", "site"), Level.TEASER),
    **dict.fromkeys(("summary", "context", "question", "expected"), Level.SUMMARY),
    **dict.fromkeys(("full_text", "materials", "safety"), Level.FULL),
}
"""The level from which on a part of a problem is read; contacts and availability are at none: organisers alone."""

MOMENTS = ("launch", "midway", "final")
"""The three moments at which a partner is asked to be there, in their order."""

FILE_MOST_BYTES = 20_000_000
FILES_MOST = 10
WEIGHT_USUAL = 2
WEIGHT_MOST = 3

THEMES = (
    "circular",
    "city",
    "culture",
    "education",
    "energy",
    "food",
    "health",
    "industry",
    "mobility",
    "organisation",
    "security",
)

_RESULT = {
    Decision.CONFIRM: Status.CONFIRMED,
    Decision.WAIT: Status.WAITING,
    Decision.REWORK: Status.DRAFT,
    Decision.REJECT: Status.REJECTED,
}
_DECIDED_FROM = {
    Status.SUBMITTED: set(Decision),
    Status.WAITING: {Decision.CONFIRM, Decision.REWORK, Decision.REJECT},
    Status.CONFIRMED: {Decision.WAIT, Decision.REJECT},
    Status.REJECTED: {Decision.CONFIRM, Decision.WAIT},
}
_REVISED_FROM = {Status.DRAFT, Status.SUBMITTED, Status.WAITING}
_WITHDRAWN_FROM = {Status.DRAFT, Status.SUBMITTED, Status.WAITING}


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to the problems of an edition.

    Fields:
        organisation_ids: those one speaks for as a partner.
        is_member: takes part in the edition (student, coach, expert, juror, chair, viewer), partners apart.
        is_organiser: sees everything.
    """

    organisation_ids: frozenset[int] = frozenset()
    is_member: bool = False
    is_organiser: bool = False


_MEMBERS = (Role.STUDENT, Role.COACH, Role.EXPERT, Role.JUROR, Role.CHAIR, Role.VIEWER)


def standing(actor: Actor) -> Standing:
    """Return how an actor stands to the problems; a partner who is also a member reads as a partner."""
    partner = actor.has(Role.PARTNER)
    return Standing(
        actor.organisation_ids if partner else frozenset(),
        actor.has(*_MEMBERS) and not partner,
        actor.is_house or actor.has(Role.ORGANISER, Role.ADMINISTRATOR),
    )


def reading(status: Status, confidentiality: Confidentiality, organisation_id: int | None, who: Standing) -> Reading:
    """Return how much somebody reads of a problem.

    Organisers and the organisation itself read everything at every stage. Everybody else reads confirmed problems
    alone: open ones in full; of restricted ones members read the title and the public a mask; secret ones are masked.
    Rivals are the public: a partner reads nothing of others that a visitor does not read.
    """
    if who.is_organiser or (organisation_id is not None and organisation_id in who.organisation_ids):
        return Reading.FULL
    if status is not Status.CONFIRMED:
        return Reading.NOTHING
    if confidentiality is Confidentiality.OPEN:
        return Reading.FULL
    if confidentiality is Confidentiality.RESTRICTED and who.is_member:
        return Reading.TITLE
    return Reading.MASKED


def decided(status: Status, decision: Decision, reason: str) -> Status:
    """Return the status after a decision.

    Raises:
        Invalid("problems.decision"): not from this status.
        Invalid("problems.reason_missing"): every decision but a confirmation says why.
    """
    if decision not in _DECIDED_FROM.get(status, set()):
        raise Invalid("problems.decision", "decision", status=status.value, decision=decision.value)
    if decision is not Decision.CONFIRM and not reason:
        raise Invalid("problems.reason_missing", "reason")
    return _RESULT[decision]


def possible(status: Status) -> tuple[Decision, ...]:
    """Return the decisions that can be taken now, the usual one first."""
    return tuple(decision for decision in Decision if decision in _DECIDED_FROM.get(status, set()))


def can_revise(status: Status) -> bool:
    """True while the partner may change the text: once confirmed or refused it stands."""
    return status in _REVISED_FROM


def can_withdraw(status: Status) -> bool:
    """True while the partner may take it back alone; afterwards teams may depend on it."""
    return status in _WITHDRAWN_FROM


def takes_files(status: Status) -> bool:
    """True while files may be put beside a problem: until it is refused or withdrawn."""
    return status not in (Status.REJECTED, Status.WITHDRAWN)


def check_open(allowed: bool, status: Status) -> None:
    """Refuse an act of the partner that comes too late.

    Raises:
        Invalid("problems.closed"): the problem is confirmed, refused or withdrawn.
    """
    if not allowed:
        raise Invalid("problems.closed", "status", status=status.value)


def weighed(words: Sequence[str], field: str) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return wanted names without their weights, and the weights: "INFO:3" weighs 3, "INFO" the usual 2.

    Raises:
        Invalid("problems.weight"): what stands after the last colon is not 1, 2 or 3.
    """
    weights: dict[str, int] = {}
    for word in words:
        name, colon, said = word.rpartition(":")
        name, said = (name.strip(), said.strip()) if colon else (word, str(WEIGHT_USUAL))
        if not name or not said.isdecimal() or not 1 <= int(said) <= WEIGHT_MOST:
            raise Invalid("problems.weight", field, word=word[:60], most=WEIGHT_MOST)
        weights[name] = int(said)
    return tuple(weights), weights


def with_weights(names: Sequence[str], weights: Mapping[str, int]) -> str:
    """Return wanted names as a partner writes them: the usual weight is not said."""
    said = ((name, weights.get(name, WEIGHT_USUAL)) for name in names)
    return ", ".join(name if weight == WEIGHT_USUAL else f"{name}:{weight}" for name, weight in said)


def check_confirmable(decision: Decision, *, of_partner: bool, contact: str, backup: str) -> None:
    """Refuse to confirm what nobody answers for when its contact is ill.

    Args:
        decision: only confirmations are checked.
        of_partner: False for start-up ideas, whose teams are their own contact.
        contact: address for questions.
        backup: address of somebody else.

    Raises:
        Invalid("problems.backup_missing"): there is no second address.
    """
    if decision is Decision.CONFIRM and of_partner and (not backup or backup == contact):
        raise Invalid("problems.backup_missing", "backup_email")


def check_room_for_file(count: int) -> None:
    """Refuse one attachment more than a problem takes.

    Raises:
        Invalid("problems.files_most").
    """
    if count >= FILES_MOST:
        raise Invalid("problems.files_most", "file", most=FILES_MOST)


def answer_due(submitted: datetime, days: int) -> datetime:
    """Return until when a partner is to have a first answer: so many working days later, weekends apart."""
    due = submitted
    while days > 0:
        due += timedelta(days=1)
        days -= due.weekday() < 5
    return due


def stricter(left: str, right: str) -> str:
    """Return the confidentiality that discloses less."""
    order = [one.value for one in Confidentiality]
    return max(left, right, key=order.index)
