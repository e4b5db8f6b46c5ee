"""What everybody may see: the edition's home, the list of teams, the wall of the hall.

Owns no table, emits nothing; shows what lower rooms made public. Its pages depend on the topics `public` and `wall`
alone.
"""
