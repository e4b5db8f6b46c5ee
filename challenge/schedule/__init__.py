"""The schedule: milestones that open, are due, lock and close by themselves.

Owns milestone, milestone_firing, schedule_change. Emits ScheduleDrawn, EditionCloned, MilestoneSet, MilestoneCancelled,
ScheduleShifted, MilestoneReached. Calendars subscribe to it (`calendars`). Listens to nothing; the worker's alarm clock
calls `reach_milestone`.
"""
