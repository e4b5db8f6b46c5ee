"""Both languages are complete, and no template holds script, style or unescaped text."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from challenge.exchange.importing import importers
from challenge.kernel import errors
from challenge.kernel.errors import ChallengeError
from challenge.kernel.text import fold
from challenge.web.language import TRANSLATIONS, spoken
from config import ROOT
from tests.contract.sources import called_name, calls, modules

TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html"))
LANGUAGES = spoken()
# A key stands for a text that is chosen while the page is made: the sentence of an error, the word of a role.
KEY = re.compile(r"[a-z]+:\S+")
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, ChallengeError)}


def texts_of_templates() -> dict[str, str]:
    found: dict[str, str] = {}
    options = {"trimmed": "true", "silent": "false"}
    for path in TEMPLATES:
        for _, text, _, _ in extract_from_file("jinja2.ext.babel_extract", path, options=options):
            key = text[0] if isinstance(text, tuple) else text
            found[key] = str(path.relative_to(ROOT))
    return found


def texts_of_views() -> dict[str, str]:
    """Return the texts that Python code shows: the first argument of `tell` and its like, and of navigation entries."""
    found: dict[str, str] = {}
    for path, tree in modules().items():
        for call in calls(tree):
            if called_name(call) not in {"tell", "tell_number", "say"} or "rehearsal" in path.parts or not call.args:
                continue
            for node in ast.walk(call.args[0]):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
                    found[node.value] = str(path.relative_to(ROOT))
    return found


def error_codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for path, tree in modules().items():
        for call in calls(tree):
            if called_name(call) in ERRORS and call.args and isinstance(call.args[0], ast.Constant):
                code = call.args[0].value
                if isinstance(code, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", code):
                    found[code] = str(path.relative_to(ROOT))
    return found


def test_every_text_of_a_template_is_translated_into_french() -> None:
    missing = {text: path for text, path in texts_of_templates().items() if not LANGUAGES.knows("fr", text)}

    assert missing == {}


def test_every_text_of_a_view_is_translated_into_french() -> None:
    missing = {text: path for text, path in texts_of_views().items() if not LANGUAGES.knows("fr", text)}

    assert missing == {}


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_error_has_a_sentence_in_both_languages(locale: str) -> None:
    missing = {code: path for code, path in error_codes().items() if not LANGUAGES.knows(locale, f"error:{code}")}

    assert missing == {}


@pytest.mark.parametrize("path", sorted(TRANSLATIONS.rglob("*.po")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_translations_keep_the_values_of_their_text(path: Path) -> None:
    wrong = []
    with path.open("rb") as handle:
        for message in read_po(handle):
            keys = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
            forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
            if not keys[0] or KEY.fullmatch(keys[0]):
                continue
            wanted = set(re.findall(r"%\((\w+)\)", "".join(keys)))
            if any(set(re.findall(r"%\((\w+)\)", form or "")) - wanted for form in forms):
                wrong.append(keys[0])

    assert wrong == []


def keys_of(locale: str) -> dict[str, set[str]]:
    """Return the keys that are no texts themselves (`error:`, `why:`), with the values that their texts name."""
    found: dict[str, set[str]] = {}
    for path in sorted((TRANSLATIONS / locale).glob("*.po")):
        with path.open("rb") as handle:
            for message in read_po(handle):
                if isinstance(message.id, str) and KEY.fullmatch(message.id) and not message.id.startswith("error:"):
                    found[message.id] = set(re.findall(r"%\((\w+)\)", str(message.string)))
    return found


def test_every_key_has_a_text_with_the_same_values_in_both_languages() -> None:
    assert keys_of("fr") == keys_of("en")


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_every_column_of_an_import_may_be_called_as_its_page_calls_it(locale: str) -> None:
    words = [
        (importer.kind, column.name, LANGUAGES.text(locale, f"field:{column.name}"), {column.name, *column.called})
        for importer in importers()
        for column in importer.columns
        if not column.dropped
    ]

    assert len(words) > 50
    assert [one[:3] for one in words if fold(one[2]) not in {fold(name) for name in one[3]}] == []


def test_french_signs_stay_with_their_word() -> None:
    """A line must not begin with a colon: French sets a no-break space before high signs and inside its quotes."""
    loose = re.compile(r"\S [:;?!%]+(?=[\s)»*”’.]|$)| »|« |\u202f|\)s %%")
    wrong = []
    for path in sorted((TRANSLATIONS / "fr").glob("*.po")):
        with path.open("rb") as handle:
            for message in read_po(handle):
                forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
                wrong += [form for form in forms if loose.search(form or "")]

    assert wrong == []


def test_the_same_text_has_one_translation() -> None:
    """Catalogues are laid over each other; two rooms that translate one text differently would surprise each other."""
    seen: dict[str, set[str]] = {}
    for path in sorted((TRANSLATIONS / "fr").glob("*.po")):
        with path.open("rb") as handle:
            for message in read_po(handle):
                if isinstance(message.id, str) and message.id and isinstance(message.string, str):
                    seen.setdefault(message.id, set()).add(message.string)

    assert {key: forms for key, forms in seen.items() if len(forms) > 1} == {}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_holds_no_script_no_style_and_no_unchecked_html(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    inline = re.findall(
        r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", text, re.IGNORECASE
    )
    unchecked = re.findall(r"(?<!\|markdown)\|\s*safe\b", text)

    assert (inline, unchecked) == ([], [])
