"""Organisations as organisers see them."""

from collections import Counter

from flask import request
from werkzeug.wrappers import Response

from challenge.kernel.access import ORGANISERS
from challenge.kernel.text import fold
from challenge.organisations.queries import organisations_of
from challenge.organisations.rules import Kind
from challenge.web.context import here
from challenge.web.render import page
from challenge.web.shell import Pages

pages = Pages("organisations", __name__)

KIND_NAMES = {
    Kind.LARGE: "Large company",
    Kind.SME: "Small or medium company",
    Kind.STARTUP: "Start-up",
    Kind.ASSOCIATION: "Association",
    Kind.PUBLIC: "Public body",
    Kind.LAB: "Laboratory",
    Kind.SCHOOL: "School",
}


@pages.get("/e/<slug>/desk/organisations", policy=ORGANISERS)
def organisations(slug: str) -> Response:
    """Show who takes part; `?kind=` and `?q=` narrow the list."""
    at = here()
    kind, text = request.args.get("kind", "")[:12], request.args.get("q", "")[:80]
    everybody = organisations_of(at.session, at.in_edition().id)
    counts = Counter(one.kind for one in everybody)
    names = {one.value: at.say(name) for one, name in KIND_NAMES.items()}
    base = f"/e/{slug}/desk/organisations"
    pills = [{"label": at.say("All"), "href": base, "active": not kind, "count": len(everybody)}]
    pills += [
        {"label": names[one], "href": f"{base}?kind={one}", "active": one == kind, "count": counts[one]}
        for one in names
        if counts[one]
    ]
    words = fold(text).split()
    shown = [
        one
        for one in everybody
        if (not kind or one.kind == kind)
        and all(
            word in f"{one.folded} {fold(one.town)} {fold(one.cluster)} {fold(one.conflict_group)}" for word in words
        )
    ]
    return page(
        "organisations/desk.html",
        rows=shown,
        total=len(everybody),
        groups=len({one.conflict_group for one in everybody if one.conflict_group}),
        clusters=len({one.cluster for one in everybody if one.cluster}),
        pills=pills,
        names=names,
        kind=kind,
        text=text,
        base=base,
    )
