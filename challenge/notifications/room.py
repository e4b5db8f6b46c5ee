"""What the room brings to the house."""

from challenge.notifications import desk, sending
from challenge.room import Room

ROOM = Room("notifications", pages=(desk.pages,), duties=(sending.duty,))
