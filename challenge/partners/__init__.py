"""A partner's workspace: what is expected and when, own problems, three moments, own teams, own data.

Owns SlotConfirmation. Emits SlotConfirmed. Listens to nothing.
"""
