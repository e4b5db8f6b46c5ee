"""What the room brings to the house."""

from challenge.mentoring import alarms, attention, effects, notices, screens
from challenge.room import Room

ROOM = Room(
    "mentoring",
    pages=("views", "desk"),
    listeners=(screens.LISTENER, notices.LISTENER),
    alarms=(alarms.alarms,),
    attention=(attention.watches,),
    effects=(effects.effects,),
)
