"""What the room brings to the house."""

from challenge.incubation import screens, views
from challenge.room import Room

ROOM = Room(
    "incubation",
    pages=(views.pages,),
    listeners=(screens.LISTENER,),
)
