"""Every page of every role: silent console, nothing foreign, no sideways scrolling, nothing that keeps people out."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.pages.conftest import Hall
from tests.pages.walk import ROLES, walked

WIDTHS = (360, 768, 1280)
# Styles are of our own origin: nothing is fetched for the rules.
ASKED = {"resultTypes": ["violations"], "preload": False}
WHOLE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": WHOLE, "rules": {"color-contrast": {"enabled": False}}, **ASKED}
# Contrast takes longer than all other rules, and is of colours and letters alone: one text of each look is judged.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **ASKED}
LOOKS = (Path(__file__).parent / "looks.js").read_text()
seen: set[str] = set()
looks: set[str] = set()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_quiet_fits_and_is_accessible(hall: Hall, role: str) -> None:
    found: list[str] = []
    count = 0
    for address, page, ear in walked(hall, role, seen):
        count += 1
        found += [f"{address}: {trouble}" for trouble in _trouble(page)]
        found += [f"{address}: {heard}" for heard in ear.taken()]
    assert found == []
    assert count >= 2


def _trouble(page: Page) -> list[str]:
    # A click gives a page back as soon as its first byte is here: without a root yet, there is nothing to judge.
    page.wait_for_load_state("load")
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    page.evaluate(f"() => {{ {AXE_SCRIPT} }}")
    found = [f"axe {line}" for line in _axe(page, RULES)]
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        found += [f"axe {scheme} {line}" for line in _contrast(page)]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        actual = page.evaluate("document.documentElement.scrollWidth")
        if actual > width:
            found.append(f"{actual} px wide at {width}")
    return found


def _contrast(page: Page) -> list[str]:
    """Return what is hard to read, of the texts that look like none that was looked at before."""
    new = page.evaluate(LOOKS, sorted(looks))
    looks.update(new)
    return _axe(page, COLOURS, "[data-look]") if new else []


def _axe(page: Page, options: dict[str, Any], within: str = "html") -> list[str]:
    """Return the serious and critical findings, each with its first place."""
    run = "([within, options]) => axe.run({ include: [within] }, options).then(found => found.violations)"
    violations = page.evaluate(run, [within, options])
    return [_line(one) for one in violations if one["impact"] in ("serious", "critical")]


def _line(finding: dict[str, Any]) -> str:
    place = finding["nodes"][0]
    return f"{finding['id']} x{len(finding['nodes'])}: {place['html'][:160]} {place.get('failureSummary', '')[:200]}"
