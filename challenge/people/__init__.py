"""Who takes part in an edition: students from the schools' rosters, coaches, experts and organisers with their profile.

Owns person, person_correction, person_field_rule, delegation, address_correction and staff_profile. Emits
PersonJoined, PersonChanged, PersonLeft, PersonReturned, PersonMoved, PersonCorrected, PresenceChanged, FieldRuled,
DelegationInvited, DelegationRevoked, StaffJoined, StaffChanged, AddressCorrected. Listens to nothing.
"""
