"""The demonstration and the rehearsal: an invented edition made by the real acts, and simulated people who play it.

Owns no table and emits no fact of its own; whatever happens is done through importers, actions and public addresses.
"""
