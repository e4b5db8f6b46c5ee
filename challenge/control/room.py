"""What the room brings to the house."""

from challenge.control import attention, desk, past_pages, search
from challenge.room import Room

ROOM = Room(
    "control",
    pages=(desk.pages, past_pages.pages, search.pages),
    attention=(attention.watches,),
)
