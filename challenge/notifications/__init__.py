"""Mail: what is to be told to whom waits in an outbox, is sent by the worker, once, and can be read by the desk.

Knows no feature: rooms queue messages by key. Owns outbox_message. Emits MessageQueued, MessageSent, MessageFailed.
Listens to nothing.
"""
