"""Web push: what is to be told to browsers waits in a table of its own, is sealed for each and sent by the worker.

Knows no feature: rooms queue messages by key. Owns webpush_subscription, webpush_message. Emits BrowserAdded,
BrowserRemoved, PushFailed. Listens to accounts: a browser that is logged out is told nothing more.
"""
