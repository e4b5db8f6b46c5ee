"""Personal data: what is kept why and until when, what a person gets of their own, what is blanked when time is over.

Owns retention_sweep; how long an edition is kept beyond its time lies among its settings. Emits PersonErased,
RetentionSwept, RetentionHeld. Every personal column must be named here, or a test fails: rooms declare purpose and
retention beside the column, this room keeps the promise.
"""
