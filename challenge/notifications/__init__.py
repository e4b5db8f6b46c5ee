"""Mail: what is to be told to whom waits in an outbox, is sent by the worker, once, and can be read by the desk.

Knows no feature: rooms queue messages by key. Owns outbox_message, refused_address. Emits MessageQueued, MessageSent,
MessageFailed, AddressRefused, AddressReleased. Listens to nothing.
"""
