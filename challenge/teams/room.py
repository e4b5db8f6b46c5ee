"""What the room brings to the house."""

from challenge.room import Room
from challenge.teams import attention, capacity, effects, exports, listeners, notices, screens, solving, table_news

ROOM = Room(
    "teams",
    pages=(
        "views",
        "desk",
        "rule_pages",
        "run_pages",
        "price_pages",
        "repair_pages",
        "publication",
        "table_pages",
        "hall_pages",
        "sign_pages",
    ),
    listeners=(
        listeners.LISTENER,
        screens.LISTENER,
        notices.LISTENER,
        table_news.SCREENS,
        table_news.NOTICES,
    ),
    duties=(solving.duty, solving.price_duty),
    imports=exports.IMPORTS,
    effects=(effects.effects,),
    capacity=(capacity.shortages,),
    attention=(attention.watches,),
)
