"""What the room brings to the house."""

from challenge.accounts import views
from challenge.room import Room

ROOM = Room("accounts", pages=(views.pages,))
