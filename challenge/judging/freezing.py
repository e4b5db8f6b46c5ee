"""Taking the ranking of a round, and with it the final order."""

from sqlalchemy import select

from challenge.judging.models import EVERYBODY, Round
from challenge.judging.preparing import locked_reveal
from challenge.judging.snapshots import as_json, final_order, from_json
from challenge.judging.standings import standings
from challenge.kernel.work import Work


def take_ranking(work: Work, round_id: int) -> None:
    """Store a round's ranking from the sheets that are there now, and the final order that follows from all rounds."""
    turn = work.locked(Round, round_id)
    reveal = locked_reveal(work)
    turn.ranking = as_json(standings(work.session, turn.edition_id, turn))
    work.session.flush()
    wanted = select(Round).where(Round.edition_id == turn.edition_id, Round.ranking.is_not(None))
    turns = work.session.execute(wanted.order_by(Round.place)).scalars().all()
    taken = [(row.code, from_json(row.ranking)) for row in turns if row.ranking is not None]
    if turns and turns[0].teams == EVERYBODY:
        reveal.ranking = as_json(final_order(taken))
