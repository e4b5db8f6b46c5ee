"""What the room brings to the house."""

from challenge.inbox import browser_pages, screens, views
from challenge.room import Room

ROOM = Room("inbox", pages=(views.pages, browser_pages.pages), listeners=(screens.LISTENER,))
