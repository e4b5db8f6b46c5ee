"""What the room brings to the house."""

from challenge.agreements import attention, listeners, notices, screens
from challenge.room import Room

ROOM = Room(
    "agreements",
    pages=("views", "desk"),
    listeners=(listeners.LISTENER, screens.LISTENER, notices.LISTENER),
    attention=(attention.watches,),
)
