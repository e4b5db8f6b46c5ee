"""What the room brings to the house."""

from challenge.questions import attention, notices, screens
from challenge.room import Room

ROOM = Room(
    "questions",
    pages=("views", "desk"),
    listeners=(screens.LISTENER, notices.LISTENER),
    attention=(attention.watches,),
)
