"""What the room brings to the house."""

from challenge.privacy import retention
from challenge.room import Room

ROOM = Room("privacy", pages=("desk", "views"), duties=(retention.duty,))
