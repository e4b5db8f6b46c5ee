"""What the room brings to the house."""

from challenge.disclosure import desk, views
from challenge.room import Room

ROOM = Room("disclosure", pages=(views.pages, desk.pages))
