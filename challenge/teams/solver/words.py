"""What a relaxation means to an organiser, in English; pages have their own catalogues."""

from challenge.teams.solver.impossible import Relaxation

SENTENCES = {
    "seats": "{amount} more seats are needed: raise sizes or the number of teams, or add problems.",
    "min_seats": "{amount} students are missing to fill every team: lower sizes or the number of teams.",
    "seniors": "{amount} more seniors (level 4 or 5) are needed, or teams that ask for fewer.",
    "department_cap": "{amount} students of {objects} too many: raise the cap of that department in some teams.",
    "required_skill": "{amount} more holders of a required skill are needed ({objects}), or drop the requirement.",
    "eligible_seats": "{amount} students have no seat, because only these problems are open to them: {objects}.",
    "no_problem": "{objects} may work on no problem: language, site or exclusions close all of them.",
    "lock+together": "Locked to different problems, yet bound to be together: {objects}. Drop one lock or the tie.",
    "together+apart": "Bound to be together and apart at once: {objects}. Drop one of the two.",
    "together+eligibility": "Bound to be together, but no problem is open to all of them: {objects}.",
    "lock+lock": "Locked to two problems: {objects}. Drop one lock.",
    "owner+owner": "Owner of two problems: {objects}. Name another owner for one.",
    "owner+lock": "Owner of one problem, locked to another: {objects}. Drop the lock or the ownership.",
    "min_size": "{amount} students are missing for the smallest teams of {objects}: lower their size.",
    "max_size": "{amount} more seats are needed in the teams of {objects}: raise their size.",
    "min_depts": "{amount} more departments are needed in the teams of {objects}, or ask for fewer.",
    "apart": "Kept apart, yet there is no second place: {objects}. Drop this constraint.",
    "not_found": "No plan was found in this time, and no proof that none exists: give it more time or loosen rules.",
}


def sentence(relaxation: Relaxation) -> str:
    """Say in one sentence what to change; rules of a barrier (`owner+nationality`) share one sentence."""
    kind, _, barrier = relaxation.rule.partition("+")
    text = SENTENCES.get(relaxation.rule)
    if text is None:
        text = f"Bound as {kind}, but kept out by {barrier}: {{objects}}. Lift the exclusion or the tie."
    return text.format(amount=relaxation.amount, objects=", ".join(relaxation.objects))
