"""Facts of webhooks."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookSet(Event):
    """A program was entered or changed, or its secret was renewed."""

    name: ClassVar[str] = "webhooks.webhook_set"
    webhook_id: int
    is_on: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookRemoved(Event):
    """A program is told nothing more."""

    name: ClassVar[str] = "webhooks.webhook_removed"
    webhook_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryGivenUp(Event):
    """A request was tried for two days in vain."""

    name: ClassVar[str] = "webhooks.delivery_given_up"
    webhook_id: int
    delivery_id: int
