"""Acts on disclosure."""

from collections.abc import Collection
from typing import Any

from challenge.disclosure.events import DisclosureRuled
from challenge.disclosure.rules import SETTING, asked_ruling
from challenge.editions.models import Edition
from challenge.kernel.work import Work
from challenge.schedule.queries import milestones as moments


def rule_disclosure(work: Work, needs: Collection[str], milestones: Collection[str]) -> dict[str, Any]:
    """Say what the levels need, see `rules.asked_ruling`.

    Raises:
        Invalid("disclosure.rule"): a word that is none, or nothing needed by a problem that is not open.
    """
    row = work.locked(Edition, work.edition_id)
    known = {one.code for one in moments(work.session, work.edition_id)}
    row.settings = {**row.settings, SETTING: asked_ruling(needs, milestones, known)}
    work.emit(DisclosureRuled(levels=len(row.settings[SETTING])))
    return {}
