"""The demonstration and the rehearsal: an invented edition made by the real acts, and simulated people who play it.

Owns the rehearsals that the desk asked for. Whatever happens in a play is done through importers, actions and public
addresses, on the demonstration or on a copy.
"""
