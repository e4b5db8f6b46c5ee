"""Problems as everybody reads them: the list, and one problem as far as it may be read."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request
from werkzeug.wrappers import Response

from challenge.live.pages import kept_by_heads, page_by_heads
from challenge.live.topics import edition_topic
from challenge.organisations.queries import organisations_by_id
from challenge.problems.access import READ, find_readable, level_of
from challenge.problems.models import Problem
from challenge.problems.queries import Step, narrowed, public_problems
from challenge.problems.rules import Reading, standing
from challenge.web.context import here
from challenge.web.render import part, when
from challenge.web.shell import Pages

pages = Pages("problems", __name__)

_ACTS = {
    "submit": "Posted",
    "revise": "Changed",
    "withdraw": "Withdrawn",
    "import": "Taken from a file",
    "confirm": "Confirmed",
    "wait": "Put on the waiting list",
    "rework": "Rework asked",
    "reject": "Rejected",
    "comment": "A reviewer says something",
    "answer": "The partner answers",
    "agree": "A reviewer agrees",
    "merge": "Taken into another problem",
    "take_in": "Has taken another problem in",
    "split": "A part is a problem of its own",
    "split_off": "Split off another problem",
    "undo": "Decision taken back",
}


@pages.get("/e/<slug>/problems", policy=READ)
def problems(slug: str) -> Response:
    """Show the confirmed problems; `?theme=` and `?q=` narrow the list."""
    topic = edition_topic(slug, "public")

    def build(heads: dict[str, int]) -> str:
        return render_template("problems/problems.html", topic=topic, seq=heads[topic], **_list(slug, heads))

    return page_by_heads([topic], build, is_told=not _sees_more())


@pages.get("/e/<slug>/problems/list", policy=READ)
def problem_list(slug: str) -> Response:
    """Show the cards alone, for the island."""
    topic = edition_topic(slug, "public")
    return page_by_heads([topic], lambda heads: str(_list(slug, heads)["board"]), is_told=not _sees_more())


def _sees_more() -> bool:
    """True for those who see problems at every stage (all, or their own), of which the public topic hears nothing."""
    stands = standing(here().actor)
    return stands.is_organiser or bool(stands.organisation_ids)


def _list(slug: str, heads: dict[str, int]) -> dict[str, Any]:
    theme, text = request.args.get("theme", "")[:40], request.args.get("q", "")[:80]
    if _sees_more():
        return _listed(slug, theme, text)
    key = ("problems", theme, text, standing(here().actor))
    return kept_by_heads(heads, key, lambda: _listed(slug, theme, text))


def _listed(slug: str, theme: str, text: str) -> dict[str, Any]:
    at = here()
    cards = public_problems(at.session, at.in_edition().id, standing(at.actor))
    themes = Counter(card.theme for card in cards)
    names = {name: at.say(name) if name else "" for name in themes}
    base = f"/e/{slug}/problems"

    def address(chosen: str) -> str:
        asked = urlencode({name: value for name, value in (("theme", chosen), ("q", text)) if value})
        return f"{base}?{asked}" if asked else base

    pills = [{"label": at.say("All themes"), "href": address(""), "active": not theme, "count": len(cards)}]
    pills += [
        {"label": names[name], "href": address(name), "active": name == theme, "count": themes[name]}
        for name in sorted(themes)
        if name
    ]
    fitting = narrowed(cards, theme=theme, text=text)
    return {
        "board": part("problems/_cards.html", cards=fitting, themes=names),
        "total": len(cards),
        "pills": pills,
        "theme": theme,
        "text": text,
        "base": base,
        "fragment": address(theme).replace(base, f"{base}/list", 1),
    }


@pages.get("/e/<slug>/problems/<problem>", policy=READ, thing=find_readable)
def problem(slug: str, problem: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show one problem: in full, by its title alone, or masked."""
    at = here()
    row = at.the(Problem)
    level = level_of(at, row)

    def build(_heads: dict[str, int]) -> str:
        return render_template("problems/problem.html", **told(row, level))

    # To an account a level of its own may be given, and taken, without a word to the public.
    return page_by_heads([edition_topic(slug, "public")], build, is_told=False)


def told(row: Problem, level: Reading) -> dict[str, Any]:
    """Return what a page may show of a problem; below the title's level nothing of the row is passed on."""
    at = here()
    shown: dict[str, Any] = {
        "level": level.name.lower(),
        "theme": at.say(row.theme) if row.theme else "",
        "problem": None,
        "name": "",
    }
    if level >= Reading.TITLE:
        found = organisations_by_id(at.session, at.in_edition().id, [row.organisation_id or 0])
        shown |= {"problem": row, "name": found[row.organisation_id].name if row.organisation_id in found else ""}
    return shown


def entries(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Return a problem's history for the timeline."""
    at = here()
    return [
        {
            "text": ": ".join(part for part in (at.say(_ACTS.get(step.act, step.act)), step.reason) if part),
            "who": step.who,
            "at": step.at,
            "when": when(step.at),
        }
        for step in steps
    ]
