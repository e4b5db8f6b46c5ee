"""What organisers set for the call of an edition; lies among the edition's settings under `call`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from challenge.kernel.errors import Late

SETTING = "call"


class Door(StrEnum):
    """Whether problems are taken: by the word of the desk, or by a milestone."""

    BY_MILESTONE = "milestone"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnField:
    """A field that an edition adds to the form; `code` names it in what is stored."""

    code: str
    label_fr: str
    label_en: str
    is_required: bool = False

    def label(self, locale: str) -> str:
        """Return what the field is called in a language."""
        return self.label_fr if locale == "fr" else self.label_en


@dataclass(frozen=True, kw_only=True, slots=True)
class CallSettings:
    """The call of an edition.

    Fields:
        door: see `Door`; without a milestone, `milestone` leaves it open.
        milestone: code of the milestone between whose start and last moment problems are taken; "" for none.
        answer_days: working days within which a partner gets a first answer.
        approvals: how many reviewers must agree to a confirmation, 1 to 3.
        checks_all: organisers approve every newcomer's organisation, not only the known ones.
        own_fields: added to the form, in their order.
    """

    door: Door = Door.BY_MILESTONE
    milestone: str = ""
    answer_days: int = 5
    approvals: int = 1
    checks_all: bool = False
    own_fields: tuple[OwnField, ...] = ()

    def stored(self) -> dict[str, Any]:
        """Return it as it lies among the settings."""
        return {**asdict(self), "door": self.door.value, "own_fields": [asdict(one) for one in self.own_fields]}


def call_of(settings: Mapping[str, Any]) -> CallSettings:
    """Return the call of an edition from its settings; the usual one when nothing was set."""
    known = {field.name for field in fields(CallSettings)}
    said = {name: value for name, value in settings.get(SETTING, {}).items() if name in known}
    said["door"] = Door(said.get("door", Door.BY_MILESTONE))
    said["own_fields"] = tuple(OwnField(**one) for one in said.get("own_fields", ()))
    return CallSettings(**said)


def is_open(call: CallSettings, window: tuple[datetime, datetime] | None, now: datetime) -> bool:
    """True while problems are taken; `window` is the milestone's first and last moment, None without one."""
    if call.door is not Door.BY_MILESTONE or window is None:
        return call.door is not Door.CLOSED
    return window[0] <= now < window[1]


def check_open(*, open_now: bool) -> None:
    """Refuse a problem outside the call.

    Raises:
        Late("problems.call_closed"): drafts are kept all the same.
    """
    if not open_now:
        raise Late("problems.call_closed")
