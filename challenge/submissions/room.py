"""What the room brings to the house."""

from challenge.room import Room
from challenge.submissions import attention, effects, listeners, notices, screens

ROOM = Room(
    "submissions",
    pages=("views", "desk"),
    listeners=(listeners.LISTENER, screens.OWN, screens.COUNTS, notices.LISTENER),
    effects=(effects.effects,),
    attention=(attention.watches,),
)
