"""What the room brings to the house."""

from challenge.live import api
from challenge.room import Room

ROOM = Room("live", pages=(api.pages,))
