"""What the room brings to the house."""

from challenge.attendance import listeners, screens
from challenge.room import Room

ROOM = Room(
    "attendance",
    pages=("views", "api", "desk", "papers"),
    listeners=(listeners.LISTENER, screens.LISTENER),
)
