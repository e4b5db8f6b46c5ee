"""Who takes part in an edition: students from the schools' rosters, coaches, experts and organisers with their profile.

Owns person and staff_profile. Emits PersonJoined, PersonChanged, PersonLeft, PersonReturned, PresenceChanged,
StaffJoined, StaffChanged.
Listens to nothing.
"""
