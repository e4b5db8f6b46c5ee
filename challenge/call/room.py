"""What the room brings to the house."""

from challenge.call import colleague_pages, desk, notices, views
from challenge.room import Room

ROOM = Room("call", pages=(views.pages, desk.pages, colleague_pages.pages), listeners=(notices.LISTENER,))
