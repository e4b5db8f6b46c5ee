"""What the room brings to the house."""

from challenge.room import Room
from challenge.webpush import listeners, sending

ROOM = Room("webpush", listeners=(listeners.LISTENER,), duties=(sending.duty,))
