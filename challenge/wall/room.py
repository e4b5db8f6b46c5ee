"""What the room brings to the house."""

from challenge.room import Room
from challenge.wall import desk, listeners, screens, views

ROOM = Room("wall", pages=(views.pages, desk.pages), listeners=(listeners.LISTENER, screens.LISTENER))
