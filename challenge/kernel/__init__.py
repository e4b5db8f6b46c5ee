"""The ground every room stands on: actor, clock, database, work, facts, relay, access, files, text.

Owns the event log, the relay cursors and the edition clocks. Knows no room and no Flask.
"""
