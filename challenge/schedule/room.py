"""What the room brings to the house."""

from challenge.room import Room
from challenge.schedule import (
    alarms,
    attention,
    calendar_pages,
    clone_pages,
    desk,
    drag_pages,
    dry_run_pages,
    editing_pages,
    notices,
    screens,
    shift_pages,
    views,
    waiting_pages,
)

ROOM = Room(
    "schedule",
    pages=(
        *(views.pages, desk.pages, editing_pages.pages, shift_pages.pages),
        drag_pages.pages,
        *(calendar_pages.pages, clone_pages.pages, waiting_pages.pages),
        dry_run_pages.pages,
    ),
    listeners=(screens.LISTENER, notices.LISTENER),
    alarms=(alarms.alarms,),
    attention=(attention.watches,),
)
