"""The rooms in their order, and what they bring together."""

from importlib import import_module
from importlib.util import find_spec

from challenge.accounts import room as accounts
from challenge.agreements import queries as agreements_queries
from challenge.agreements import room as agreements
from challenge.announcements import actions as announcements_actions
from challenge.announcements import room as announcements
from challenge.attendance import room as attendance
from challenge.call import room as call
from challenge.control import parked as control_parked
from challenge.control import room as control
from challenge.disclosure import room as disclosure
from challenge.dues import room as dues
from challenge.editions import attention as editions_attention
from challenge.editions import room as editions
from challenge.exchange import importing
from challenge.exchange import room as exchange
from challenge.gallery import room as gallery
from challenge.inbox import room as inbox
from challenge.incubation import record as incubation_record
from challenge.incubation import room as incubation
from challenge.judging import room as judging
from challenge.kernel.relay import Listener
from challenge.kernel.work import Works
from challenge.live import room as live
from challenge.mentoring import room as mentoring
from challenge.notifications import room as notifications
from challenge.organisations import record as organisations_record
from challenge.organisations import room as organisations
from challenge.outcomes import owners as outcomes_owners
from challenge.outcomes import room as outcomes
from challenge.partners import room as partners
from challenge.people import room as people
from challenge.privacy import room as privacy
from challenge.problems import record as problems_record
from challenge.problems import room as problems
from challenge.questions import room as questions
from challenge.rehearsal import room as rehearsal
from challenge.rehearsal import settling as rehearsal_settling
from challenge.room import Room
from challenge.runtime.alarms import Alarm
from challenge.runtime.duties import Duty
from challenge.runtime.opening import Opened
from challenge.schedule import capacity as schedule_capacity
from challenge.schedule import effects as schedule_effects
from challenge.schedule import hall as schedule_hall
from challenge.schedule import holding as schedule_holding
from challenge.schedule import owners as schedule_owners
from challenge.schedule import room as schedule
from challenge.submissions import room as submissions
from challenge.teams import hall as teams_hall
from challenge.teams import holding
from challenge.teams import record as teams_record
from challenge.teams import room as teams
from challenge.wall import room as wall
from challenge.web import room as web
from challenge.webhooks import room as webhooks
from challenge.webpush import room as webpush

ROOMS: tuple[Room, ...] = tuple(
    one.ROOM
    for one in (
        web,
        accounts,
        live,
        exchange,
        notifications,
        webpush,
        inbox,
        editions,
        organisations,
        people,
        schedule,
        problems,
        call,
        dues,
        teams,
        agreements,
        disclosure,
        submissions,
        attendance,
        mentoring,
        questions,
        announcements,
        judging,
        outcomes,
        incubation,
        partners,
        gallery,
        wall,
        control,
        privacy,
        webhooks,
        rehearsal,
    )
)

# Tables and facts are the house's, whoever loads the pages that use them.
for _name in (f"challenge.{room.name}.{part}" for room in ROOMS for part in ("models", "events")):
    if find_spec(_name):
        import_module(_name)

TELLING = {"screens", "counts", "notices"}


def all_listeners() -> list[Listener]:
    """Return every listener: those that change something first, then those that only tell; lower rooms first."""
    found = [listener for room in ROOMS for listener in room.listeners]
    return sorted(found, key=lambda listener: listener.name.split(".")[1] in TELLING)


def all_alarms(works: Works) -> list[Alarm]:
    """Return every alarm that is wanted now, in order of time."""
    found = [alarm for room in ROOMS for source in room.alarms for alarm in source(works)]
    return sorted(found, key=lambda alarm: alarm.at)


def all_duties(ground: Opened) -> list[Duty]:
    """Return every kind of waiting work."""
    return [duty(ground) for room in ROOMS for duty in room.duties]


holding.register((agreements_queries.held_teams,))
organisations_record.register((problems_record.record, teams_record.record, incubation_record.record))
importing.register(importer for room in ROOMS for importer in room.imports)
control_parked.register(all_listeners)
rehearsal_settling.register(all_listeners, all_alarms)
schedule_capacity.register(source for room in ROOMS for source in room.capacity)
schedule_hall.register(teams_hall.zone_names)
schedule_holding.register((announcements_actions.hold_late,))
schedule_owners.register(outcomes_owners.owners)
schedule_effects.register(source for room in ROOMS for source in room.effects)
editions_attention.register(source for room in ROOMS for source in room.attention)
