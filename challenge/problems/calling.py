"""The call of an edition as it stands: open or closed, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from challenge.problems.settings import CallSettings, Door, call_of, is_open
from challenge.schedule.queries import lines


@dataclass(frozen=True, slots=True)
class CallState:
    """Whether problems are taken now; `ends_at` when that changes by itself, None when it does not."""

    is_open: bool
    starts_at: datetime | None
    ends_at: datetime | None
    call: CallSettings


def call_state(session: Session, edition_id: int, settings: Mapping[str, Any], now: datetime) -> CallState:
    """Return how the call of an edition stands at an instant of the edition."""
    call = call_of(settings)
    window = _window(session, edition_id, call)
    found = is_open(call, window, now)
    if window is None:
        return CallState(found, None, None, call)
    return CallState(found, window[0], window[1] if now < window[1] else None, call)


def _window(session: Session, edition_id: int, call: CallSettings) -> tuple[datetime, datetime] | None:
    if call.door is not Door.BY_MILESTONE or not call.milestone:
        return None
    line = next((one for one in lines(session, edition_id) if one.code == call.milestone), None)
    if line is None:
        return None
    return line.announced_at or line.starts_at, max(one for one in (line.ends_at, line.due_at, line.lock_at) if one)
