"""Tables in and out: read what people send, show the difference, apply what was chosen of it, undo it, write CSV.

Knows no feature: rooms declare importers in their `exports.py`, the composition root registers them. Owns the waiting
files, table_import, import_line and column_meaning. Emits TableImported, TableUndone, TableProposed. Listens to
nothing.
"""
