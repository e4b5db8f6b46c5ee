"""The act that sets how long jurors may be silent or late."""

from typing import Any

from challenge.editions.models import Edition
from challenge.judging.events import PatienceSet
from challenge.judging.patience import MINUTES_MOST, SETTING, Patience
from challenge.kernel.errors import Invalid
from challenge.kernel.work import Work


def set_patience(work: Work, patience: Patience) -> dict[str, Any]:
    """Set after how many minutes the organisers are told of a silent or late juror.

    Raises:
        Invalid("judging.patience"): not 5 to 240 minutes of silence, or not 0 to 240 late.
    """
    for name, minutes, least in (("silent_min", patience.silent_min, 5), ("late_min", patience.late_min, 0)):
        if not least <= minutes <= MINUTES_MOST:
            raise Invalid("judging.patience", name, least=least, most=MINUTES_MOST)
    edition = work.locked(Edition, work.edition_id)
    edition.settings = {**edition.settings, SETTING: patience.as_setting()}
    work.emit(PatienceSet(**patience.as_setting()))
    return patience.as_setting()
