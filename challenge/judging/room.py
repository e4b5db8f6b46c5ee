"""What the room brings to the house."""

from challenge.judging import alarms, attention, capacity, effects, exports, listeners, notices, recoaching, screens
from challenge.room import Room

ROOM = Room(
    "judging",
    pages=(
        "views",
        "api",
        "desk",
        "conflict_pages",
        "papers",
        "keying_pages",
        "jury_room_pages",
        "itinerary_pages",
        "report_pages",
        "control_pages",
        "deciding_pages",
        "assessment_pages",
        "deliberation_pages",
        "round_pages",
        "award_pages",
        "audience_pages",
        "team_vote_pages",
        "rubric_pages",
        "results",
    ),
    listeners=(
        listeners.LISTENER,
        screens.LISTENER,
        screens.COUNTS,
        notices.LISTENER,
        recoaching.LISTENER,
    ),
    alarms=(alarms.alarms,),
    imports=exports.IMPORTS,
    effects=(effects.effects,),
    capacity=(capacity.shortages,),
    attention=(attention.watches,),
)
