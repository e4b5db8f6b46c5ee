"""What the room brings to the house."""

from challenge.people import address_pages, desk, exports, fields_desk, guests, views
from challenge.room import Room

ROOM = Room(
    "people",
    pages=(
        *(desk.pages, fields_desk.pages, guests.pages, views.pages),
        address_pages.pages,
    ),
    imports=exports.IMPORTS,
)
