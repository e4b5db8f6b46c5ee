"""What the room brings to the house."""

from challenge.organisations import desk, directory, exports, rivals
from challenge.room import Room

ROOM = Room(
    "organisations",
    pages=(desk.pages, directory.pages, rivals.pages),
    imports=exports.IMPORTS,
)
