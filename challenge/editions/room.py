"""What the room brings to the house."""

from challenge.editions import views
from challenge.room import Room

ROOM = Room("editions", pages=(views.pages,))
