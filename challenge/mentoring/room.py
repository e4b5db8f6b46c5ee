"""What the room brings to the house."""

from challenge.mentoring import alarms, attention, desk, notices, screens, views
from challenge.room import Room

ROOM = Room(
    "mentoring",
    pages=(views.pages, desk.pages),
    listeners=(screens.LISTENER, notices.LISTENER),
    alarms=(alarms.alarms,),
    attention=(attention.watches,),
)
