"""What the room brings to the house."""

from challenge.live import api, kinds
from challenge.room import Room

ROOM = Room("live", pages=(api.pages,), topics=kinds.KINDS)
