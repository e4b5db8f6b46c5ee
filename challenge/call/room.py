"""What the room brings to the house."""

from challenge.call import notices
from challenge.room import Room

ROOM = Room("call", pages=("views", "desk", "colleague_pages"), listeners=(notices.LISTENER,))
