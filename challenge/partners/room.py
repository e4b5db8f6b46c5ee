"""What the room brings to the house."""

from challenge.room import Room

ROOM = Room("partners", pages=("views",))
