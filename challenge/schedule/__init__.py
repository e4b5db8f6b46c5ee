"""The schedule: milestones that open, are due, lock and close by themselves.

Owns milestone, milestone_firing. Emits ScheduleDrawn, MilestoneSet, MilestoneReached. Listens to nothing; the worker's
alarm clock calls `reach_milestone`.
"""
