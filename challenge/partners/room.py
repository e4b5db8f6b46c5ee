"""What the room brings to the house."""

from challenge.partners import views
from challenge.room import Room

ROOM = Room("partners", pages=(views.pages,))
