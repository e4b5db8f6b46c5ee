"""What does not fit in a round: more slots than its time holds."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.judging.models import CONFLICT, FROZEN, JURY, Round, Visit
from challenge.schedule.capacity import Shortage
from challenge.schedule.queries import MilestoneLine


def shortages(session: Session, edition_id: int, lines: Sequence[MilestoneLine]) -> Iterator[Shortage]:
    """Say which rounds of the jury need more minutes than the schedule gives them; where slots have a clock."""
    wanted = (
        select(Round.opens_by, Round.freezes_by, Round.slot_min, func.max(Visit.slot))
        .join(Visit, Visit.round_id == Round.id)
        .where(Round.edition_id == edition_id, Round.panel == JURY, Round.state != FROZEN, Visit.state != CONFLICT)
        .where(Round.slot_min.is_not(None))
        .group_by(Round.opens_by, Round.freezes_by, Round.slot_min, Round.place)
        .order_by(Round.place)
    )
    by_code = {line.code: line for line in lines}
    for opens_by, freezes_by, slot_min, slots in session.execute(wanted):
        opens, freezes = by_code.get(opens_by), by_code.get(freezes_by)
        if opens is None or freezes is None:
            continue
        ends_at = freezes.ends_at if freezes.kind == "judging" else freezes.starts_at
        minutes, asked = int((ends_at - opens.starts_at).total_seconds() // 60), (slot_min or 0) * slots
        if asked > minutes:
            yield Shortage(
                code="round",
                values={"asked": asked, "minutes": minutes, "slots": slots},
                titles={"en": opens.title_en, "fr": opens.title_fr},
                path="desk/judging/itineraries",
            )
