"""What the room brings to the house."""

from challenge.outcomes import attention, effects, notices, screens
from challenge.room import Room

ROOM = Room(
    "outcomes",
    pages=("views", "desk"),
    listeners=(screens.LISTENER, notices.LISTENER),
    effects=(effects.effects,),
    attention=(attention.watches,),
)
