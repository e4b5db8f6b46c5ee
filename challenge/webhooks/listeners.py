"""Reactions: a request to each program that wants to know."""

from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.schedule.events import MilestoneReached
from challenge.webhooks.kinds import KINDS
from challenge.webhooks.models import Webhook, WebhookDelivery
from challenge.webhooks.queries import webhooks_on


def queue_deliveries(work: Work, stored: Stored) -> None:
    """Queue one request to each program that is told of this kind, and of this milestone."""
    kind = KINDS[type(stored.event)]
    wanted = [row for row in webhooks_on(work.session, stored.edition_id) if _wants(row, stored)]
    data = kind.data(work.session, stored.event) if wanted else None
    if data is None:
        return
    for row in wanted:
        delivery = WebhookDelivery(edition_id=stored.edition_id, webhook_id=row.id, seq=stored.seq, kind=kind.code)
        delivery.body = {"at": stored.at.isoformat(), "recorded_at": stored.recorded_at.isoformat(), "data": data}
        delivery.queued_at = delivery.due_at = work.real
        delivery.problem = ""
        work.session.add(delivery)


def _wants(row: Webhook, stored: Stored) -> bool:
    if KINDS[type(stored.event)].code not in row.kinds or stored.seq <= row.from_seq:
        return False
    is_other = isinstance(stored.event, MilestoneReached) and stored.event.code not in row.milestones
    return not (row.milestones and is_other)


LISTENER = Listener("webhooks.deliveries", dict.fromkeys(KINDS, queue_deliveries))
