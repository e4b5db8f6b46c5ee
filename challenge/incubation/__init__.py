"""What becomes of projects: partners mark, privately, which they would carry on, and decide after the edition (R20).

Owns Interest and PartnerDecision. Emits InterestMarked, InterestWithdrawn, DecisionsAsked, DecisionMade and
DecisionTold. Listens to the schedule: its first follow-up with partners asks them to decide. A partner sees their own
marks and decisions and no other's; organisers see all, incubators the marks and what is to be incubated; rivals of a
conflict group never see each other's teams here. A team learns a decision when its partner tells it, not before.
"""
