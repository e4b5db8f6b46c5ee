"""What the room brings to the house."""

from challenge.inbox import screens
from challenge.room import Room

ROOM = Room("inbox", pages=("views", "browser_pages"), listeners=(screens.LISTENER,))
