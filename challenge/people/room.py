"""What the room brings to the house."""

from challenge.people import exports
from challenge.room import Room

ROOM = Room(
    "people",
    pages=("desk", "fields_desk", "guests", "views", "address_pages"),
    imports=exports.IMPORTS,
)
