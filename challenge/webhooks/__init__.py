"""Webhooks: programs of others are told of public moments by signed requests, retried, with a log and a resend button.

Owns webhook, webhook_delivery. Emits WebhookSet, WebhookRemoved, DeliveryGivenUp. Listens to the kinds of `kinds.py`.
Says no more than that something happened and where to look: nothing that a reveal, an agreement or a wall keeps.
"""
