"""Forms of attendance."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from flask import request
from pydantic import Field, field_validator

from challenge.attendance.rules import REASON_MOST, State
from challenge.kernel.errors import Invalid
from challenge.web.forms import LARGEST, Form

LAST_MS = 253_402_300_799_000
STATE, SEEN = "state-", "seen-"


class ScanForm(Form):
    """What a lane saw: a badge's text, or the outside name of a person chosen by name.

    `half` is the half-day's outside name, "" for the present one; `at_ms` the device's instant of the edition (ms since
    1970), 0 for now; `typed` says that a finger typed the code.
    """

    badge: str = Field(default="", max_length=300)
    person: str = Field(default="", max_length=20)
    half: str = Field(default="", max_length=20)
    at_ms: int = Field(default=0, ge=0, le=LAST_MS)
    typed: bool = False

    @property
    def at(self) -> datetime | None:
        """The device's instant, None for now."""
        return datetime.fromtimestamp(self.at_ms / 1000, UTC) if self.at_ms else None


class RollForm(Form):
    """A team's roll of a half-day; the members are fields of their own, see `called_states`."""

    half: str = Field(max_length=20)
    at_ms: int = Field(default=0, ge=0, le=LAST_MS)

    @property
    def at(self) -> datetime | None:
        """The device's instant, None for now."""
        return datetime.fromtimestamp(self.at_ms / 1000, UTC) if self.at_ms else None


def called_states() -> tuple[dict[str, State], dict[str, int]]:
    """Return what a roll says of each member, and the versions it was shown with, by outside name.

    Fields are `state-<name>` and `seen-<name>`, in a form or in a JSON body alike.

    Raises:
        Invalid("attendance.state"): a state that does not exist, or a version that is no number.
    """
    body = request.get_json(silent=True) if request.is_json else request.form
    given: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
    try:
        states = {name.removeprefix(STATE): State(value) for name, value in given.items() if name.startswith(STATE)}
        seen = {name.removeprefix(SEEN): int(value) for name, value in given.items() if name.startswith(SEEN)}
    except (ValueError, TypeError, OverflowError) as wrong:
        raise Invalid("attendance.state", "state") from wrong
    return states, seen


class CorrectionForm(Form):
    """What somebody was in a half-day, and why it is said now; `seen` is the mark's version on the page."""

    half: str = Field(max_length=20)
    state: State
    reason: str = Field(min_length=1, max_length=REASON_MOST)
    seen: int = Field(default=0, ge=0, le=LARGEST)


class WindowForm(Form):
    """The window of a half-day in wall times of the hall, on its own day."""

    opens: time
    late_from: time
    closes: time
    version: int = Field(ge=1, le=LARGEST)

    @field_validator("opens", "late_from", "closes")
    @classmethod
    def _of_the_hall(cls, moment: time) -> time:
        """Refuse a time of another zone: it would be compared with times that have none."""
        if moment.tzinfo is not None:
            raise ValueError(moment)
        return moment
