"""Who takes part: companies, associations, public bodies, labs, schools, with their clusters and conflict groups.

Owns organisation (known to all editions), participation (in one), whom to reach there, and merges of two that are one.
Emits OrganisationJoined, OrganisationChanged, OrganisationsMerged, MergeUndone, ContactAdded, ContactRemoved.
Listens to nothing.
"""
