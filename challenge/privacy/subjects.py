"""Whom the rows of every table tell about: the one list that erasure, retention and one's own data go by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Who = Literal["account", "person", "juror"]


@dataclass(frozen=True, slots=True)
class About:
    """How a table names the person that its personal columns tell about.

    Fields:
        column: whose value is the inside name of an account, person or juror.
        who: which of the three.
        is_deleted: the row means nothing without them: it goes; else its personal columns are blanked.
        is_given: it is among what the person gets of their own.
    """

    column: str
    who: Who
    is_deleted: bool = False
    is_given: bool = True


ABOUT: Mapping[str, About] = {
    "account": About("id", "account"),
    "account_session": About("account_id", "account", is_deleted=True),
    "address_correction": About("account_id", "account", is_deleted=True),
    "agreement_signature": About("account_id", "account"),
    "attendance_edit": About("person_id", "person", is_deleted=True),
    "attendance_mark": About("person_id", "person", is_deleted=True),
    "badge": About("person_id", "person", is_deleted=True, is_given=False),
    "binding": About("person_id", "person", is_deleted=True, is_given=False),
    "call_contact": About("account_id", "account"),
    "conflict_of_interest": About("juror_id", "juror"),
    "desk_reason": About("juror_id", "juror", is_given=False),
    "judging_decision": About("juror_id", "juror", is_given=False),
    "juror": About("id", "juror"),
    "outcome_contact": About("account_id", "account", is_deleted=True),
    "outbox_message": About("account_id", "account", is_deleted=True, is_given=False),
    "person": About("id", "person"),
    "person_correction": About("person_id", "person", is_deleted=True),
    "problem_draft": About("account_id", "account", is_deleted=True),
    "refused_address": About("account_id", "account", is_deleted=True, is_given=False),
    "signer_aside": About("person_id", "person", is_given=False),
    "staff_profile": About("account_id", "account"),
    "visit": About("juror_id", "juror"),
    "webpush_message": About("account_id", "account", is_deleted=True, is_given=False),
    "webpush_subscription": About("account_id", "account", is_deleted=True),
    "wish": About("person_id", "person", is_deleted=True),
}
"""Tables whose personal columns tell about one person."""

WAYS_IN: Mapping[str, str] = dict.fromkeys(
    ("api_token", "link", "inbox_copy", "inbox_choice", "role_grant"), "account_id"
)
"""Rows without a personal column that go with their account all the same."""

OF_OTHERS: Mapping[str, str] = {
    "audience_vote": "the hash of a right, forgotten with the ballots",
    "composition_input": "what a run was made from: references alone, put out of use in place",
    "composition_run": "where a run put whom: references alone, put out of use in place",
    "deliberation_note": "what was said about a team in the deliberation",
    "due_buyer": "whom an invoice of an organisation is made out to",
    "due_correction": "why a price was corrected",
    "due_paper": "an invoice or receipt of an organisation, which stays as it was issued",
    "due_payment": "which payment of an organisation it was, and why it was taken back",
    "earlier_extension": "why a team had got more time",
    "extension": "why a team got more time",
    "hand_move": "why somebody was moved: the reference is put out of use in place",
    "help_request": "what a team asked for",
    "import_line": "the line of a list: the reference and names are put out of use in place",
    "inbox_notice": "words to many readers: names are put out of use in place",
    "interest": "what an organisation noted about a team",
    "organisation_contact": "whom to reach at an organisation: erased by the organisers on request",
    "outcome": "what a team says it made and learned, which stays",
    "participation": "what organisers noted of an organisation",
    "partner_decision": "what an organisation decided about a team's project, and told it",
    "problem": "whom to reach at an organisation",
    "problem_comment": "what was said about a problem",
    "problem_file": "the name of a file of an organisation",
    "problem_ruling": "why a problem was decided so",
    "problem_step": "why a problem was decided so",
    "question": "what a team asked its partner",
    "roll_closing": "who was turned when a roll was closed: references alone",
    "shortlist_draft": "why a team is put on or taken off the shortlist",
    "submission": "the work of a team, which stays",
    "table_import": "what a list held: goes by its retention",
    "table_move": "why a table was moved",
    "visit_edit": "an earlier state of a sheet",
    "withdrawn_team": "why a team is not judged any more",
}
"""Tables with personal columns that tell about a team, an organisation or many people; they go by retention alone."""

MENTIONS = (
    *("composition_input", "composition_run", "hand_move", "import_line"),
    *("inbox_notice", "outbox_message", "roll_closing", "table_import", "webpush_message"),
)
"""Tables in which the house itself wrote somebody's reference, address or whole name among other things."""
