"""What the room brings to the house."""

from challenge.questions import attention, desk, notices, screens, views
from challenge.room import Room

ROOM = Room(
    "questions",
    pages=(views.pages, desk.pages),
    listeners=(screens.LISTENER, notices.LISTENER),
    attention=(attention.watches,),
)
