"""The rooms, in their order, with what each brings to the composition."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from challenge.accounts import views as accounts_views
from challenge.agreements import attention as agreements_attention
from challenge.agreements import desk as agreements_desk
from challenge.agreements import listeners as agreements_listeners
from challenge.agreements import notices as agreements_notices
from challenge.agreements import queries as agreements_queries
from challenge.agreements import screens as agreements_screens
from challenge.agreements import views as agreements_views
from challenge.announcements import actions as announcements_actions
from challenge.announcements import alarms as announcements_alarms
from challenge.announcements import attention as announcements_attention
from challenge.announcements import desk as announcements_desk
from challenge.announcements import effects as announcements_effects
from challenge.announcements import listeners as announcements_listeners
from challenge.announcements import notices as announcements_notices
from challenge.announcements import screens as announcements_screens
from challenge.attendance import api as attendance_api
from challenge.attendance import desk as attendance_desk
from challenge.attendance import listeners as attendance_listeners
from challenge.attendance import papers as attendance_papers
from challenge.attendance import screens as attendance_screens
from challenge.attendance import views as attendance_views
from challenge.call import colleague_pages as call_colleagues
from challenge.call import desk as call_desk
from challenge.call import notices as call_notices
from challenge.call import views as call_views
from challenge.control import attention as control_attention
from challenge.control import desk as control_desk
from challenge.control import past_pages as control_past
from challenge.control import search as control_search
from challenge.disclosure import desk as disclosure_desk
from challenge.disclosure import views as disclosure_views
from challenge.dues import attention as dues_attention
from challenge.dues import desk as dues_desk
from challenge.dues import listeners as dues_listeners
from challenge.dues import notices as dues_notices
from challenge.dues import paper_pages as dues_papers
from challenge.dues import views as dues_views
from challenge.editions import attention as editions_attention
from challenge.editions import views as editions_views
from challenge.exchange import desk as exchange_desk
from challenge.exchange import reading as exchange_reading
from challenge.exchange import review as exchange_review
from challenge.exchange.importing import Importer, register
from challenge.gallery import api as gallery_api
from challenge.gallery import views as gallery_views
from challenge.inbox import browser_pages as inbox_browsers
from challenge.inbox import screens as inbox_screens
from challenge.inbox import views as inbox_views
from challenge.incubation import record as incubation_record
from challenge.incubation import screens as incubation_screens
from challenge.incubation import views as incubation_views
from challenge.judging import alarms as judging_alarms
from challenge.judging import api as judging_api
from challenge.judging import assessment_pages as judging_assessments
from challenge.judging import attention as judging_attention
from challenge.judging import audience_pages as judging_audience
from challenge.judging import award_pages as judging_awards
from challenge.judging import capacity as judging_capacity
from challenge.judging import control_pages as judging_control
from challenge.judging import deciding_pages as judging_deciding
from challenge.judging import desk as judging_desk
from challenge.judging import effects as judging_effects
from challenge.judging import exports as judging_exports
from challenge.judging import itinerary_pages as judging_itineraries
from challenge.judging import keying_pages as judging_keying
from challenge.judging import listeners as judging_listeners
from challenge.judging import notices as judging_notices
from challenge.judging import papers as judging_papers
from challenge.judging import recoaching as judging_recoaching
from challenge.judging import report_pages as judging_reports
from challenge.judging import results as judging_results
from challenge.judging import rubric_pages as judging_rubric
from challenge.judging import screens as judging_screens
from challenge.judging import views as judging_views
from challenge.kernel.relay import Listener
from challenge.kernel.work import Works
from challenge.live import api as live_api
from challenge.live import kinds as live_kinds
from challenge.live.topics import TopicKind
from challenge.mentoring import alarms as mentoring_alarms
from challenge.mentoring import attention as mentoring_attention
from challenge.mentoring import desk as mentoring_desk
from challenge.mentoring import notices as mentoring_notices
from challenge.mentoring import screens as mentoring_screens
from challenge.mentoring import views as mentoring_views
from challenge.notifications import desk as notifications_desk
from challenge.notifications import sending as notifications_sending
from challenge.organisations import desk as organisations_desk
from challenge.organisations import directory as organisations_directory
from challenge.organisations import exports as organisations_exports
from challenge.organisations import record as organisations_record
from challenge.organisations import rivals as organisations_rivals
from challenge.partners import views as partners_views
from challenge.people import address_pages as people_addresses
from challenge.people import desk as people_desk
from challenge.people import exports as people_exports
from challenge.people import fields_desk as people_fields
from challenge.people import guests as people_guests
from challenge.people import views as people_views
from challenge.privacy import desk as privacy_desk
from challenge.privacy import retention as privacy_retention
from challenge.privacy import views as privacy_views
from challenge.problems import alike as problems_alike
from challenge.problems import attention as problems_attention
from challenge.problems import desk as problems_desk
from challenge.problems import drafts as problems_drafts
from challenge.problems import exports as problems_exports
from challenge.problems import files as problems_files
from challenge.problems import notices as problems_notices
from challenge.problems import partner as problems_partner
from challenge.problems import record as problems_record
from challenge.problems import review as problems_review
from challenge.problems import screens as problems_screens
from challenge.problems import views as problems_views
from challenge.questions import attention as questions_attention
from challenge.questions import desk as questions_desk
from challenge.questions import notices as questions_notices
from challenge.questions import screens as questions_screens
from challenge.questions import views as questions_views
from challenge.rehearsal import desk as rehearsal_desk
from challenge.rehearsal import rehearsing as rehearsal_rehearsing
from challenge.rehearsal import screens as rehearsal_screens
from challenge.runtime.alarms import Alarm
from challenge.runtime.opening import Opened
from challenge.runtime.worker import Duty
from challenge.schedule import alarms as schedule_alarms
from challenge.schedule import attention as schedule_attention
from challenge.schedule import calendar_pages as schedule_calendars
from challenge.schedule import capacity as schedule_capacity
from challenge.schedule import clone_pages as schedule_clone
from challenge.schedule import desk as schedule_desk
from challenge.schedule import drag_pages as schedule_drag
from challenge.schedule import dry_run_pages as schedule_dry_run
from challenge.schedule import editing_pages as schedule_editing
from challenge.schedule import effects as schedule_effects
from challenge.schedule import holding as schedule_holding
from challenge.schedule import notices as schedule_notices
from challenge.schedule import screens as schedule_screens
from challenge.schedule import shift_pages as schedule_shift
from challenge.schedule import views as schedule_views
from challenge.schedule import waiting_pages as schedule_waiting
from challenge.submissions import attention as submissions_attention
from challenge.submissions import desk as submissions_desk
from challenge.submissions import effects as submissions_effects
from challenge.submissions import listeners as submissions_listeners
from challenge.submissions import screens as submissions_screens
from challenge.submissions import views as submissions_views
from challenge.teams import access as teams_access
from challenge.teams import attention as teams_attention
from challenge.teams import capacity as teams_capacity
from challenge.teams import desk as teams_desk
from challenge.teams import effects as teams_effects
from challenge.teams import exports as teams_exports
from challenge.teams import hall_pages as teams_hall
from challenge.teams import holding
from challenge.teams import listeners as teams_listeners
from challenge.teams import notices as teams_notices
from challenge.teams import price_pages as teams_prices
from challenge.teams import publication as teams_publication
from challenge.teams import record as teams_record
from challenge.teams import repair_pages as teams_repair
from challenge.teams import rule_pages as teams_rules
from challenge.teams import run_pages as teams_runs
from challenge.teams import screens as teams_screens
from challenge.teams import sign_pages as teams_signs
from challenge.teams import solving as teams_solving
from challenge.teams import table_news as teams_table_news
from challenge.teams import table_pages as teams_tables
from challenge.teams import views as teams_views
from challenge.wall import desk as wall_desk
from challenge.wall import listeners as wall_listeners
from challenge.wall import screens as wall_screens
from challenge.wall import views as wall_views
from challenge.web import health, openapi
from challenge.web.shell import Pages
from challenge.webhooks import desk as webhooks_desk
from challenge.webhooks import effects as webhooks_effects
from challenge.webhooks import listeners as webhooks_listeners
from challenge.webhooks import sending as webhooks_sending
from challenge.webpush import listeners as webpush_listeners
from challenge.webpush import sending as webpush_sending


@dataclass(frozen=True, slots=True)
class Room:
    """What a room brings.

    Fields:
        pages: its blueprints.
        listeners: its reactions to facts, screens and notices included.
        topics: the live topics it declares.
        alarms: what it asks of the alarm clock.
        duties: kinds of work that wait in its tables.
        imports: lists it takes in from files.
        effects: what moments of the schedule do in it.
        capacity: what does not fit in it.
        attention: what it brings before the organisers.
    """

    name: str
    pages: Sequence[Pages] = ()
    listeners: Sequence[Listener] = ()
    topics: Sequence[TopicKind] = ()
    alarms: Sequence[Callable[[Works], Sequence[Alarm]]] = ()
    duties: Sequence[Callable[[Opened], Duty]] = ()
    imports: Sequence[Importer] = ()
    effects: Sequence[schedule_effects.Source] = ()
    capacity: Sequence[schedule_capacity.Source] = ()
    attention: Sequence[editions_attention.Source] = ()


ROOMS: tuple[Room, ...] = (
    Room("web", pages=(health.pages, openapi.pages)),
    Room("accounts", pages=(accounts_views.pages,)),
    Room("live", pages=(live_api.pages,), topics=live_kinds.KINDS),
    Room(
        "exchange",
        pages=(exchange_desk.pages, exchange_review.pages),
        duties=(exchange_reading.duty,),
    ),
    Room("notifications", pages=(notifications_desk.pages,), duties=(notifications_sending.duty,)),
    Room("webpush", listeners=(webpush_listeners.LISTENER,), duties=(webpush_sending.duty,)),
    Room("inbox", pages=(inbox_views.pages, inbox_browsers.pages), listeners=(inbox_screens.LISTENER,)),
    Room("editions", pages=(editions_views.pages,)),
    Room(
        "organisations",
        pages=(organisations_desk.pages, organisations_directory.pages, organisations_rivals.pages),
        imports=organisations_exports.IMPORTS,
    ),
    Room(
        "people",
        pages=(
            *(people_desk.pages, people_fields.pages, people_guests.pages, people_views.pages),
            people_addresses.pages,
        ),
        imports=people_exports.IMPORTS,
    ),
    Room(
        "schedule",
        pages=(
            *(schedule_views.pages, schedule_desk.pages, schedule_editing.pages, schedule_shift.pages),
            schedule_drag.pages,
            *(schedule_calendars.pages, schedule_clone.pages, schedule_waiting.pages),
            schedule_dry_run.pages,
        ),
        listeners=(schedule_screens.LISTENER, schedule_notices.LISTENER),
        alarms=(schedule_alarms.alarms,),
        attention=(schedule_attention.watches,),
    ),
    Room(
        "problems",
        pages=(
            *(problems_views.pages, problems_partner.pages, problems_drafts.pages, problems_files.pages),
            *(problems_desk.pages, problems_alike.pages, problems_review.pages),
        ),
        listeners=(problems_screens.LISTENER, problems_notices.LISTENER),
        imports=problems_exports.IMPORTS,
        attention=(problems_attention.watches,),
    ),
    Room("call", pages=(call_views.pages, call_desk.pages, call_colleagues.pages), listeners=(call_notices.LISTENER,)),
    Room(
        "dues",
        pages=(dues_views.pages, dues_desk.pages, dues_papers.pages),
        listeners=(dues_listeners.LISTENER, dues_notices.LISTENER),
        attention=(dues_attention.watches,),
    ),
    Room(
        "teams",
        pages=(
            teams_views.pages,
            teams_desk.pages,
            teams_rules.pages,
            teams_runs.pages,
            teams_prices.pages,
            teams_repair.pages,
            teams_publication.pages,
            teams_tables.pages,
            teams_hall.pages,
            teams_signs.pages,
        ),
        listeners=(
            teams_listeners.LISTENER,
            teams_screens.LISTENER,
            teams_notices.LISTENER,
            teams_table_news.SCREENS,
            teams_table_news.NOTICES,
        ),
        topics=(teams_access.TOPIC,),
        duties=(teams_solving.duty, teams_solving.price_duty),
        imports=teams_exports.IMPORTS,
        effects=(teams_effects.effects,),
        capacity=(teams_capacity.shortages,),
        attention=(teams_attention.watches,),
    ),
    Room(
        "agreements",
        pages=(agreements_views.pages, agreements_desk.pages),
        listeners=(agreements_listeners.LISTENER, agreements_screens.LISTENER, agreements_notices.LISTENER),
        attention=(agreements_attention.watches,),
    ),
    Room("disclosure", pages=(disclosure_views.pages, disclosure_desk.pages)),
    Room(
        "submissions",
        pages=(submissions_views.pages, submissions_desk.pages),
        listeners=(submissions_listeners.LISTENER, submissions_screens.OWN, submissions_screens.COUNTS),
        effects=(submissions_effects.effects,),
        attention=(submissions_attention.watches,),
    ),
    Room(
        "attendance",
        pages=(attendance_views.pages, attendance_api.pages, attendance_desk.pages, attendance_papers.pages),
        listeners=(attendance_listeners.LISTENER, attendance_screens.LISTENER),
    ),
    Room(
        "mentoring",
        pages=(mentoring_views.pages, mentoring_desk.pages),
        listeners=(mentoring_screens.LISTENER, mentoring_notices.LISTENER),
        alarms=(mentoring_alarms.alarms,),
        attention=(mentoring_attention.watches,),
    ),
    Room(
        "questions",
        pages=(questions_views.pages, questions_desk.pages),
        listeners=(questions_screens.LISTENER, questions_notices.LISTENER),
        attention=(questions_attention.watches,),
    ),
    Room(
        "announcements",
        pages=(announcements_desk.pages,),
        listeners=(
            announcements_listeners.LISTENER,
            announcements_screens.LISTENER,
            announcements_notices.LISTENER,
        ),
        alarms=(announcements_alarms.alarms,),
        effects=(announcements_effects.effects,),
        attention=(announcements_attention.watches,),
    ),
    Room(
        "judging",
        pages=(
            judging_views.pages,
            judging_api.pages,
            judging_desk.pages,
            judging_papers.pages,
            judging_keying.pages,
            judging_itineraries.pages,
            judging_reports.pages,
            judging_control.pages,
            judging_deciding.pages,
            judging_assessments.pages,
            judging_awards.pages,
            judging_audience.pages,
            judging_rubric.pages,
            judging_results.pages,
        ),
        listeners=(
            judging_listeners.LISTENER,
            judging_screens.LISTENER,
            judging_screens.COUNTS,
            judging_notices.LISTENER,
            judging_recoaching.LISTENER,
        ),
        alarms=(judging_alarms.alarms,),
        imports=judging_exports.IMPORTS,
        effects=(judging_effects.effects,),
        capacity=(judging_capacity.shortages,),
        attention=(judging_attention.watches,),
    ),
    Room(
        "incubation",
        pages=(incubation_views.pages,),
        listeners=(incubation_screens.LISTENER,),
        topics=(incubation_screens.TOPIC,),
    ),
    Room("partners", pages=(partners_views.pages,)),
    Room("gallery", pages=(gallery_views.pages, gallery_api.pages)),
    Room("wall", pages=(wall_views.pages, wall_desk.pages), listeners=(wall_listeners.LISTENER, wall_screens.LISTENER)),
    Room(
        "control",
        pages=(control_desk.pages, control_past.pages, control_search.pages),
        attention=(control_attention.watches,),
    ),
    Room("privacy", pages=(privacy_desk.pages, privacy_views.pages), duties=(privacy_retention.duty,)),
    Room(
        "webhooks",
        pages=(webhooks_desk.pages,),
        listeners=(webhooks_listeners.LISTENER,),
        duties=(webhooks_sending.duty,),
        effects=(webhooks_effects.effects,),
    ),
    Room(
        "rehearsal",
        pages=(rehearsal_desk.pages,),
        listeners=(rehearsal_screens.LISTENER,),
        duties=(rehearsal_rehearsing.duty,),
    ),
)


TELLING = {"screens", "counts", "notices"}


def all_pages() -> list[Pages]:
    """Return every blueprint, in the order of the rooms."""
    return [pages for room in ROOMS for pages in room.pages]


def all_listeners() -> list[Listener]:
    """Return every listener: those that change something first, then those that only tell; lower rooms first."""
    found = [listener for room in ROOMS for listener in room.listeners]
    return sorted(found, key=lambda listener: listener.name.split(".")[1] in TELLING)


def all_topics() -> list[TopicKind]:
    """Return every kind of live topic."""
    return [kind for room in ROOMS for kind in room.topics]


def all_alarms(works: Works) -> list[Alarm]:
    """Return every alarm that is wanted now, in order of time."""
    found = [alarm for room in ROOMS for source in room.alarms for alarm in source(works)]
    return sorted(found, key=lambda alarm: alarm.at)


def all_duties(ground: Opened) -> list[Duty]:
    """Return every kind of waiting work."""
    return [duty(ground) for room in ROOMS for duty in room.duties]


holding.register((agreements_queries.held_teams,))
organisations_record.register((problems_record.record, teams_record.record, incubation_record.record))
register(importer for room in ROOMS for importer in room.imports)
schedule_capacity.register(source for room in ROOMS for source in room.capacity)
schedule_holding.register((announcements_actions.hold_late,))
schedule_effects.register(source for room in ROOMS for source in room.effects)
editions_attention.register(source for room in ROOMS for source in room.attention)
