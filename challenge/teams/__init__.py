"""Teams: how present students are composed into teams on confirmed problems, and who belongs to which team.

The room owns the draft and the confirmed assignment of an edition. Its pure part, `solver`, turns numbers and
names into a plan that breaks no hard rule; the room's actions store what an organiser confirms.
"""
