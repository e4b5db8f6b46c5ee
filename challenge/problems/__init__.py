"""What partners ask: posting, review, and who may read how much of a problem.

Owns problem, problem_file and problem_step. Emits ProblemSubmitted, ProblemRevised, ProblemConfirmed, ProblemRejected,
ProblemPutOnHold, ProblemReworkAsked, ProblemWithdrawn, ProblemFileAdded, ProblemFileChanged. Listens to nothing; its
reveal to teams is theirs.
"""
