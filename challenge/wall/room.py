"""What the room brings to the house."""

from challenge.room import Room
from challenge.wall import listeners, screens

ROOM = Room("wall", pages=("views", "desk"), listeners=(listeners.LISTENER, screens.LISTENER))
