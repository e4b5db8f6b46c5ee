"""Announcements: what organisers tell an audience, now, at an instant of the edition, or with a milestone.

Owns announcement, announcement_wording. Emits AnnouncementWritten, AnnouncementHeld, AnnouncementSent,
AnnouncementCorrected, AnnouncementWithdrawn. Listens to MilestoneReached; the worker's alarm clock calls `send_due`.
"""
