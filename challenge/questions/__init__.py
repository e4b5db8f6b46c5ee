"""Questions of teams to their partner, by way of the organisers (R9): one answer serves every team on the problem.

Owns Question and ContactOpening; what is promised lies among the edition's settings. Emits QuestionAsked,
QuestionForwarded, QuestionAnswered, QuestionRefused, QuestionWithdrawn, ContactOpened, ContactClosed and PromiseSet.
Listens to its own facts alone.
"""
