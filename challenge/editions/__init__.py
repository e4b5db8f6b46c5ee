"""One run of the challenge: its name, place in time, clock and settings.

Owns edition. Emits EditionCreated, ClockChanged. Listens to nothing.
"""
