"""What the room brings to the house."""

from challenge.exchange import desk, reading, review
from challenge.room import Room

ROOM = Room(
    "exchange",
    pages=(desk.pages, review.pages),
    duties=(reading.duty,),
)
