"""Who is in the hall: half-days, badges, marks by scan or roll-call, corrections, and the closing of a half-day's roll.

Owns half_day, badge, attendance_mark, attendance_edit, roll_call, roll_closing. Emits HalfDaysDrawn, HalfDaySet,
BadgesMade, MarkMade, MarkChanged, RollCalled, RollClosed, RollReopened. Listens to ScheduleDrawn and MilestoneSet
(half-days follow the schedule), to PersonJoined and PersonReturned (everybody gets a badge), to AssignmentConfirmed
(other teams have other rolls).
"""
