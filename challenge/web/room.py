"""What the room brings to the house."""

from challenge.room import Room

ROOM = Room("web", pages=("health", "openapi"))
