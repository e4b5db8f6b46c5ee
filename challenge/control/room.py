"""What the room brings to the house."""

from challenge.control import attention
from challenge.room import Room

ROOM = Room(
    "control",
    pages=("desk", "parked_pages", "past_pages", "role_pages", "search"),
    attention=(attention.watches,),
)
