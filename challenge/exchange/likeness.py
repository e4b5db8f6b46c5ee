"""When two names may be one person's: another order, another spelling, a letter more or less. Pure."""

from challenge.kernel.text import fold

LEAST = 9


def name_signs(first: str, last: str, among: str) -> tuple[str, ...]:
    """Return the signs that names of one person share.

    Two names share a sign when they have the same words in any order, without accents, hyphens and case; long ones
    (nine letters) also when one letter is missing, added, changed, or two neighbours are exchanged.

    Args:
        first: "" gives no sign: a family name alone is shared by many.
        last: the same.
        among: what else they must have in common, as a school and a department.
    """
    if not fold(first) or not fold(last):
        return ()
    whole = "".join(sorted(fold(f"{last} {first}").split()))
    return tuple(f"{among}|{sign}" for sign in spelling_signs(whole))


def spelling_signs(whole: str) -> tuple[str, ...]:
    """Return the signs that two spellings of one name share: itself, and long ones with a letter left out.

    Args:
        whole: folded letters, without blanks.
    """
    signs = [whole]
    if len(whole) >= LEAST and whole.isalpha():
        # Two spellings with one letter of difference have a form in common once each has lost a letter.
        signs += [f"{whole[:at]}{whole[at + 1 :]}" for at in range(len(whole))]
    return tuple(dict.fromkeys(signs))
