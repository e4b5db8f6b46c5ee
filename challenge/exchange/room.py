"""What the room brings to the house."""

from challenge.exchange import reading
from challenge.room import Room

ROOM = Room(
    "exchange",
    pages=("desk", "review"),
    duties=(reading.duty,),
)
