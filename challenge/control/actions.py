"""Acts of the control room."""

from typing import Any

from challenge.control import rules
from challenge.control.events import SilenceSet
from challenge.editions.models import Edition
from challenge.kernel.errors import Invalid
from challenge.kernel.work import Work


def set_silence(work: Work, hours: int) -> dict[str, Any]:
    """Set after how many working hours without a sign a team is called silent.

    Raises:
        Invalid("control.hours"): not between 1 and 48.
    """
    if not 1 <= hours <= rules.HOURS_MOST:
        raise Invalid("control.hours", "hours", most=rules.HOURS_MOST)
    edition = work.locked(Edition, work.edition_id)
    edition.settings = {**edition.settings, rules.SETTING: {"silent_hours": hours}}
    work.emit(SilenceSet(hours=hours))
    return {"hours": hours}
