"""What the room brings to the house."""

from challenge.problems import attention, exports, notices, screens
from challenge.room import Room

ROOM = Room(
    "problems",
    pages=("views", "partner", "drafts", "files", "desk", "alike", "review"),
    listeners=(screens.LISTENER, notices.LISTENER),
    imports=exports.IMPORTS,
    attention=(attention.watches,),
)
