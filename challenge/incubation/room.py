"""What the room brings to the house."""

from challenge.incubation import screens
from challenge.room import Room

ROOM = Room(
    "incubation",
    pages=("views",),
    listeners=(screens.LISTENER,),
)
