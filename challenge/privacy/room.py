"""What the room brings to the house."""

from challenge.privacy import desk, retention, views
from challenge.room import Room

ROOM = Room("privacy", pages=(desk.pages, views.pages), duties=(retention.duty,))
