"""What the room brings to the house."""

from challenge.room import Room
from challenge.submissions import attention, desk, effects, listeners, screens, views

ROOM = Room(
    "submissions",
    pages=(views.pages, desk.pages),
    listeners=(listeners.LISTENER, screens.OWN, screens.COUNTS),
    effects=(effects.effects,),
    attention=(attention.watches,),
)
