"""What the room brings to the house."""

from challenge.gallery import api, views
from challenge.room import Room

ROOM = Room("gallery", pages=(views.pages, api.pages))
