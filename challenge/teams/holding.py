"""Which teams a reveal waits for: rooms above say what has to be done before a team reads its problem."""

from collections.abc import Callable, Collection, Iterable

from sqlalchemy.orm import Session

Gate = Callable[[Session, int, Collection[int] | None], Collection[int]]
"""`(session, edition_id, team_ids)` gives those of these teams (None: of all) that may not read their problem yet."""

_GATES: list[Gate] = []


def register(gates: Iterable[Gate]) -> None:
    """Let a reveal ask these gates from now on; called once, where the rooms are put together."""
    _GATES[:] = gates


def held_teams(session: Session, edition_id: int, team_ids: Collection[int] | None = None) -> set[int]:
    """Return the teams of an edition, or of these, that some gate holds."""
    return {team_id for gate in _GATES for team_id in gate(session, edition_id, team_ids)}
