"""What the room brings to the house."""

from challenge.problems import alike, attention, desk, drafts, exports, files, notices, partner, review, screens, views
from challenge.room import Room

ROOM = Room(
    "problems",
    pages=(
        *(views.pages, partner.pages, drafts.pages, files.pages),
        *(desk.pages, alike.pages, review.pages),
    ),
    listeners=(screens.LISTENER, notices.LISTENER),
    imports=exports.IMPORTS,
    attention=(attention.watches,),
)
