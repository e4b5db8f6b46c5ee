"""What the room brings to the house."""

from challenge.organisations import exports
from challenge.room import Room

ROOM = Room(
    "organisations",
    pages=("desk", "directory", "rivals"),
    imports=exports.IMPORTS,
)
