"""What every team leaves with (R20): what it made, how far that is, what it wants next, whom to reach afterwards.

Owns Outcome, OutcomeContact and OutcomeClosing. Emits OutcomesAsked, OutcomeWritten, ContactAgreed, ContactWithdrawn,
OutcomesClosed and OutcomesOpened. Listens to the schedule: its last survey asks the teams.
"""
