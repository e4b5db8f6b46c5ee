"""What the room brings to the house."""

from challenge.dues import attention, desk, listeners, notices, paper_pages, views
from challenge.room import Room

ROOM = Room(
    "dues",
    pages=(views.pages, desk.pages, paper_pages.pages),
    listeners=(listeners.LISTENER, notices.LISTENER),
    attention=(attention.watches,),
)
