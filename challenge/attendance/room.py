"""What the room brings to the house."""

from challenge.attendance import api, desk, listeners, papers, screens, views
from challenge.room import Room

ROOM = Room(
    "attendance",
    pages=(views.pages, api.pages, desk.pages, papers.pages),
    listeners=(listeners.LISTENER, screens.LISTENER),
)
