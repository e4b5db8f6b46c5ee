"""What the room brings to the house."""

from challenge.agreements import attention, desk, listeners, notices, screens, views
from challenge.room import Room

ROOM = Room(
    "agreements",
    pages=(views.pages, desk.pages),
    listeners=(listeners.LISTENER, screens.LISTENER, notices.LISTENER),
    attention=(attention.watches,),
)
