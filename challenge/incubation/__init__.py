"""What becomes of projects: partners mark, privately, which ones they would carry on, and how.

Owns interest. Emits InterestMarked, InterestWithdrawn. Listens to nothing. A partner sees their own marks and no
other's; organisers and incubators see all; rivals of a conflict group never see each other's teams here.
"""
