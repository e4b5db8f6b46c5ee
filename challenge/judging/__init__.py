"""Judging: who visits whom and when, what they mark, what it says, and who may see it when.

Owns rubrics, visits, sheets of marks, conflicts of interest, rankings and the reveal. Emits facts about allocations,
scored visits, jurors set aside and steps of the reveal. Listens to teams (formed, moved) and to the schedule (judging
opens, locks).
"""
