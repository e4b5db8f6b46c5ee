"""What the room brings to the house."""

from challenge.control import attention, desk, parked_pages, past_pages, role_pages, search
from challenge.room import Room

ROOM = Room(
    "control",
    pages=(desk.pages, parked_pages.pages, past_pages.pages, role_pages.pages, search.pages),
    attention=(attention.watches,),
)
