"""What the room brings to the house."""

from challenge.rehearsal import rehearsing, screens
from challenge.room import Room

ROOM = Room(
    "rehearsal",
    pages=("desk",),
    listeners=(screens.LISTENER,),
    duties=(rehearsing.duty,),
)
