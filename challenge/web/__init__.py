"""Speaks HTTP for every room: who is here, may they, forms, pages, JSON, errors. Knows no room.

Owns no tables and emits no facts; the composition root hands it the ports that need rooms (see `context.Ports`).
"""
