"""What the room brings to the house."""

from challenge.rehearsal import desk, rehearsing, screens
from challenge.room import Room

ROOM = Room(
    "rehearsal",
    pages=(desk.pages,),
    listeners=(screens.LISTENER,),
    duties=(rehearsing.duty,),
)
