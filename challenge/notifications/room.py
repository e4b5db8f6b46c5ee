"""What the room brings to the house."""

from challenge.notifications import sending
from challenge.room import Room

ROOM = Room("notifications", pages=("desk",), duties=(sending.duty,))
