"""What the schedule asks of the alarm clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import bindparam, select

from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now
from challenge.kernel.db import table_of
from challenge.kernel.errors import Invalid
from challenge.kernel.prepared import Prepared
from challenge.kernel.work import Works
from challenge.runtime.alarms import Alarm
from challenge.schedule.actions import reach_milestone
from challenge.schedule.holding import hold_late
from challenge.schedule.lateness import sorted_out
from challenge.schedule.models import MilestoneFiring
from challenge.schedule.unfired import Pending, pending

HORIZON = timedelta(seconds=5)
"""How far ahead alarms are set; every second they are set anew, so that much longer may one setting take."""

_FIRING = table_of(MilestoneFiring)
_FIRED = Prepared(
    select(_FIRING.c.fired_at).where(
        *(_FIRING.c[name] == bindparam(name) for name in ("milestone_id", "transition", "version"))
    )
)


def alarms(works: Works) -> list[Alarm]:
    """Return an alarm for each unfired moment of the next five real seconds, and for those that are past.

    What came too long ago is not fired: an alarm for each edition of such moments lets them wait for the desk's word.
    """
    now = real_now()
    with works.database.read() as session:
        found = pending(session, now + HORIZON)
    fire, hold = sorted_out(found, now)
    late: dict[int, Pending] = {one.edition_id: one for one in hold}
    waits = [Alarm(f"hold:{_key(one)}", one.real_at, _holding(works, edition_id)) for edition_id, one in late.items()]
    return waits + [Alarm(_key(one), one.real_at, _firing(works, one)) for one in fire]


def _key(one: Pending) -> str:
    # The real time is part of the name: a clock that was paused or sped up makes another alarm of it.
    return f"{one.milestone_id}:{one.transition}:{one.version}:{one.real_at.timestamp():.3f}"


def _firing(works: Works, one: Pending) -> Callable[[], None]:
    by = replace(HOUSE, edition_id=one.edition_id)
    key = {"milestone_id": one.milestone_id, "transition": one.transition.value, "version": one.version}

    def fire() -> None:
        # Where several workers contend, all but one come too late: to look costs a tenth of finding that out in line.
        with works.database.read() as session:
            is_fired = _FIRED.first(session.connection(), key)
        if is_fired is None:
            try:
                works.perform(by, reach_milestone, one.milestone_id, one.transition, one.version)
            except Invalid as problem:
                # The clock was slowed or stopped since the alarm was set: within a second it is set anew.
                if problem.code != "schedule.early":
                    raise

    return fire


def _holding(works: Works, edition_id: int) -> Callable[[], None]:
    by = replace(HOUSE, edition_id=edition_id)

    def hold() -> None:
        works.perform(by, hold_late)

    return hold
