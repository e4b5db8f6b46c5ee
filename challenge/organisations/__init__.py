"""Who takes part: companies, associations, public bodies, labs, schools, with their clusters and conflict groups.

Owns organisation (known to all editions) and participation (in one). Emits OrganisationJoined, OrganisationChanged.
Listens to nothing.
"""
