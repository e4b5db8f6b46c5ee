"""The schedule: milestones that open, are due, lock and close by themselves.

Owns milestone, milestone_firing, milestone_hold, schedule_change. Emits ScheduleDrawn, EditionCloned, MilestoneSet,
MilestoneCancelled, ScheduleShifted, MilestoneReached, MilestonesHeld, MomentSkipped, ClockStepped,
ClockStepSeen, WaitLimitSet.
Calendars subscribe to it (`calendars`); rooms above say what their moments do (`effects`). Listens to nothing but
itself; the worker's alarm clock calls `reach_milestone`, or `hold_late` for what came too long ago, and `note_step`.
"""
