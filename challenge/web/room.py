"""What the room brings to the house."""

from challenge.room import Room
from challenge.web import health, openapi

ROOM = Room("web", pages=(health.pages, openapi.pages))
