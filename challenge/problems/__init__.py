"""What partners ask: posting, review, and who may read how much of a problem.

Owns problem and what lies beside it: files, drafts, versions, comments, agreements of reviewers, rulings, steps. Emits
the facts of `events`: posted, revised, confirmed, refused, put on hold, given back, withdrawn, split, reopened, agreed
to, commented and answered, files. Listens to nothing; its reveal to teams is theirs.
"""
