"""The walls of the hall: screens for projectors, what each shows, and the desk that drives them from a phone.

Owns no table: what the desk has chosen lies among the edition's settings, which every page reads anyway (record 0023).
Emits PhaseChosen, ScreensSwitched, ScreenAdded, ScreenArranged, ScreenRemoved. Listens to EditionCloned. Its public
pages depend on the topic `wall` alone.
"""
