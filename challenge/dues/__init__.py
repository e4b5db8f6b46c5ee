"""What partners owe for their problems: prices, payments, places and the waiting list beyond them, papers.

Owns due_place, due_correction, due_payment and due_paper; tariff and seller lie among the edition's settings. Money is
recorded here, never taken. Emits DuesSet, PlaceGiven, PlaceAwaited, PlacesOrdered, PaymentRecorded, PaymentUndone,
DueCorrected, PaperIssued. Listens to facts of problems and organisations, to settle places.
"""
