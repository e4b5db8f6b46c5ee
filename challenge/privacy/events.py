"""Facts of personal data."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PersonErased(Event):
    """Somebody was taken out of an edition; `account_id` is 0 when they never had one, `is_whole` when it went too."""

    name: ClassVar[str] = "privacy.person_erased"
    account_id: int
    is_whole: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RetentionSwept(Event):
    """What was kept so many days after the edition was blanked."""

    name: ClassVar[str] = "privacy.retention_swept"
    keep_days: int
    rows: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RetentionHeld(Event):
    """Organisers keep everything until a day (ISO), or no longer ("")."""

    name: ClassVar[str] = "privacy.retention_held"
    until: str
