"""What everybody may see: the edition's home and the list of teams.

Owns no table, emits nothing; shows what lower rooms made public. Its pages depend on the topic `public` alone.
"""
