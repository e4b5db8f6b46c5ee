"""What the room brings to the house."""

from challenge.announcements import alarms, attention, effects, listeners, notices, screens
from challenge.room import Room

ROOM = Room(
    "announcements",
    pages=("desk",),
    listeners=(
        listeners.LISTENER,
        screens.LISTENER,
        notices.LISTENER,
    ),
    alarms=(alarms.alarms,),
    effects=(effects.effects,),
    attention=(attention.watches,),
)
