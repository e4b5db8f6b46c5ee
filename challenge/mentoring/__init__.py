"""The help queue: a team asks from its page, sees its place and who comes; staff take, release, answer or refuse.

Owns HelpRequest; the service levels and the experts' tokens lie among the edition's settings. Emits HelpAsked,
HelpClaimed, HelpReleased, HelpAnswered, HelpRefused, HelpWithdrawn, HelpEscalated and HelpLevelsSet. Listens to its own
facts alone. Its alarm tells the organisers once of what has waited longer than promised.
"""
