"""What the rules of a composition cost: asked for, found out by the worker rule after rule, kept with the run."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.editions.queries import slug_of
from challenge.kernel.errors import Conflict
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic
from challenge.teams.events import PricesEnded, PricesRequested
from challenge.teams.models import CompositionRun, PriceList
from challenge.teams.run_queries import run_view
from challenge.teams.runs import STALE

FINISHED = ("done", "confirmed")


def price_list(session: Session, run_id: int) -> PriceList | None:
    """Return what is known of the prices of a run's rules; None when nobody asked."""
    found: PriceList | None = session.execute(select(PriceList).where(PriceList.run_id == run_id)).scalar_one_or_none()
    return found


def request_prices(work: Work, run_id: int) -> dict[str, Any]:
    """Ask what each rule of a composition costs; asked again it goes on with what is not known yet.

    Raises:
        Conflict("teams.run_not_done"): it is not computed, or still a draft.
        Conflict("teams.prices_broken"): its teams break rules, so they say nothing about what keeping them costs.
    """
    run = work.locked(CompositionRun, run_id)
    if run.state not in FINISHED or run.input_id is None:
        raise Conflict("teams.run_not_done")
    if run_view(work.session, run).violations:
        raise Conflict("teams.prices_broken")
    known = price_list(work.session, run_id)
    if known is None:
        known = work.add(
            PriceList(
                edition_id=work.edition_id,
                run_id=run.id,
                state="queued",
                rules=[],
                prices=[],
                requested_by=work.actor.account_id,
                requested_at=work.real,
            )
        )
    elif known.state != "failed":
        return {"run": run.public_id}
    known.state, known.ended_at = "queued", None
    work.emit(PricesRequested(run_id=run.id))
    return {"run": run.public_id}


def claim_prices(work: Work) -> int | None:
    """Take the oldest list that waits or whose worker died; None when there is none, or a composition goes first."""
    if _composition_waits(work):
        return None
    stale = work.real - STALE
    wanted = select(PriceList).where(
        (PriceList.state == "queued") | ((PriceList.state == "running") & (PriceList.heartbeat_at < stale))
    )
    found = work.session.execute(wanted.order_by(PriceList.id).limit(1).with_for_update(skip_locked=True)).scalar()
    if found is None:
        return None
    found.state, found.heartbeat_at = "running", work.real
    return found.id


def _composition_waits(work: Work) -> bool:
    busy = select(CompositionRun.id).where(CompositionRun.state.in_(("queued", "running"))).limit(1)
    return work.session.execute(busy).first() is not None


def note_rules(work: Work, list_id: int, rules: list[str]) -> None:
    """Keep which rules are asked about."""
    known = work.locked(PriceList, list_id)
    if known.state != "running":
        return
    known.rules, known.heartbeat_at = rules, work.real
    _push(work, known)


def note_price(work: Work, list_id: int, price: Mapping[str, Any]) -> None:
    """Keep the price of one rule and tell the desk.

    A worker that was held for dead and wakes up finds out the same again: what is known stays, and a list that nobody
    is filling takes nothing.
    """
    known = work.locked(PriceList, list_id)
    if known.state != "running" or any(one["rule"] == price["rule"] for one in known.prices):
        return
    known.prices = [*known.prices, dict(price)]
    known.heartbeat_at = work.real
    _push(work, known)


def beat_prices(work: Work, list_id: int) -> bool:
    """Say that the worker is alive; return whether it is to stop: a composition waits, or the list has ended."""
    known = work.locked(PriceList, list_id)
    if known.state != "running":
        return True
    known.heartbeat_at = work.real
    return _composition_waits(work)


def end_prices(work: Work, list_id: int, *, died: bool) -> None:
    """End a list: done when every rule has its price, failed when the computation died, else it waits for its turn.

    A list that somebody else has ended stays as it is.
    """
    known = work.locked(PriceList, list_id)
    if known.state != "running":
        return
    if not died and len(known.prices) < len(known.rules):
        known.state = "queued"
        return
    known.state, known.ended_at = "failed" if died else "done", work.real
    work.emit(PricesEnded(run_id=known.run_id, state=known.state), edition_id=known.edition_id)
    _push(work, known)


def _push(work: Work, known: PriceList) -> None:
    run = work.session.get_one(CompositionRun, known.run_id)
    topic = edition_topic(slug_of(work.session, known.edition_id), "staff")
    feed.push(work, topic, "prices", {"run": run.public_id, "known": len(known.prices), "rules": len(known.rules)})
