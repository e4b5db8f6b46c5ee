"""Tables in and out: read what people send, show the difference, apply it whole or not at all, write CSV.

Knows no feature: rooms declare importers in their `exports.py`, the composition root registers them. Owns the uploaded
files that wait for a decision. Emits TableImported. Listens to nothing.
"""
