"""What the room brings to the house."""

from challenge.dues import attention, listeners, notices
from challenge.room import Room

ROOM = Room(
    "dues",
    pages=("views", "desk", "paper_pages"),
    listeners=(listeners.LISTENER, notices.LISTENER),
    attention=(attention.watches,),
)
