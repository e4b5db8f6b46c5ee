"""What the room brings to the house."""

from challenge.room import Room
from challenge.schedule import alarms, attention, notices, screens

ROOM = Room(
    "schedule",
    pages=(
        "views",
        "desk",
        "editing_pages",
        "shift_pages",
        "drag_pages",
        "calendar_pages",
        "clone_pages",
        "waiting_pages",
        "step_pages",
        "dry_run_pages",
    ),
    listeners=(screens.LISTENER, notices.LISTENER),
    alarms=(alarms.alarms,),
    attention=(attention.watches,),
)
