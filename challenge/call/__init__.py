"""The call for problems: a first contact without an account, who speaks for an organisation, what organisers set.

Owns call_contact; the settings lie among the edition's. Emits ContactMade, ContactConfirmed, ContactDecided, CallSet.
Listens to its own facts, to tell those who decide.
"""
