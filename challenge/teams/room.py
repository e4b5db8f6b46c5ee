"""What the room brings to the house."""

from challenge.room import Room
from challenge.teams import (
    attention,
    capacity,
    desk,
    effects,
    exports,
    hall_pages,
    listeners,
    notices,
    price_pages,
    publication,
    repair_pages,
    rule_pages,
    run_pages,
    screens,
    sign_pages,
    solving,
    table_news,
    table_pages,
    views,
)

ROOM = Room(
    "teams",
    pages=(
        views.pages,
        desk.pages,
        rule_pages.pages,
        run_pages.pages,
        price_pages.pages,
        repair_pages.pages,
        publication.pages,
        table_pages.pages,
        hall_pages.pages,
        sign_pages.pages,
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
