"""Who people are: accounts, sessions, roles per edition, one-time invitations, entry links for jurors, API tokens.

Owns account, account_session, role_grant, link, api_token. Emits AccountCreated, RoleGranted, RoleRevoked, Invited,
SessionOpened, SessionClosed, PasswordSet, EmailChanged. Listens to nothing.
"""
