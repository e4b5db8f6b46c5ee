"""Judging: who visits whom and when, what they mark, what it says, and who may see it when.

Owns rubrics, rounds of jury, school and partners, who marks in them and in which room, conflicts of interest, visits,
sheets of marks, rankings and the reveal.
Emits RubricChanged, RoundPlanned, PanelAsked, RoundOpened, RoundFrozen, VisitScored, VisitSkipped, VisitReopened,
SheetSetAside, SheetPutBack, VisitMoved, VisitWithdrawn, RoundPaced, ConflictDeclared, ConflictNoted, ConflictLifted,
JurorJoined, JurorChanged, ShortlistChanged, DeliberationNoted, ShortlistAnnounced, FinalistsSet, AwardChanged,
RevealPrepared, ResultsRevealed, AudienceMoved, VoteCast, TicketsMade, TicketRevoked, BallotsForgotten,
DecisionsApplied, PatienceSet, TeamWithdrawn, TeamReturned, JuryRoomChanged, JurorSeated, JurorsSpread, RoundModeSet,
RoundArranged, SittingMoved.
Listens to the schedule: judging opens and freezes, who goes on is announced, the awards make the results public;
to teams: the unmade sheet of a coach who is replaced goes to the next one.
"""
