"""What the room brings to the house."""

from challenge.room import Room
from challenge.webhooks import effects, listeners, sending

ROOM = Room(
    "webhooks",
    pages=("desk",),
    listeners=(listeners.LISTENER,),
    duties=(sending.duty,),
    effects=(effects.effects,),
)
