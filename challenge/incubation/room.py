"""What the room brings to the house."""

from challenge.incubation import attention, effects, notices, screens
from challenge.room import Room

ROOM = Room(
    "incubation",
    pages=("views", "decision_pages", "desk"),
    listeners=(screens.LISTENER, notices.LISTENER),
    effects=(effects.effects,),
    attention=(attention.watches,),
)
