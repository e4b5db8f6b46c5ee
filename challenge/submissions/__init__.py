"""What teams hand in: deliverables with deadlines, versions with receipts, attempts that were refused, extensions.

Owns deliverable, submission, refused_attempt, extension. Emits DeliverablesOpened, WorkSubmitted, AttemptRefused,
ExtensionGranted, WindowLocked. Listens to ScheduleDrawn and MilestoneSet (deliverables follow their milestones) and to
MilestoneReached. Shows the team's own page and the coach's list; puts into inboxes that a team has more time.
"""
