"""The way of a juror's score, followed through the sources: from the view to the sockets, by who calls whom.

Calls of functions and uses of classes are followed by the names that modules import; what hands over through an
interface (a session's work, the stored fact, the stored push) is named below. What every request passes on its way
(shell, rendering, errors, columns, tables, reads for the answer) is no step of this walk, and a correction after the
freeze, which takes the ranking anew, is another one.
"""

import ast
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from config import ROOT
from tests.contract.sources import modules

# Where the walk begins, and where it goes on behind an interface.
STEPS = (
    ("challenge.judging.views", "post_visit"),
    ("challenge.kernel.work", "Works"),
    ("challenge.kernel.relay", "Relay"),
    ("challenge.judging.screens", "count_visit"),
    ("challenge.live.hub", "Hub"),
)
_PASSED = {
    "challenge.kernel": {"access", "actor", "clock", "columns", "db", "errors", "events", "ids", "text"},
    "challenge.web": {"context", "render", "shell", "language", "guard"},
}
_READ = {"models", "queries"}
_OTHER_WALKS = {"challenge.judging.freezing"}
_SCRIPTS = ("static/js/jury.js", "static/js/live.js")


@dataclass
class Walk:
    """What a score enters.

    Fields:
        files: in the order in which they are entered, scripts of the phone and the screens included.
        crossings: (from, to) of files.
    """

    files: list[str] = field(default_factory=list)
    crossings: set[tuple[str, str]] = field(default_factory=set)

    @property
    def both_ways(self) -> set[tuple[str, str]]:
        """Pairs of files that call each other."""
        return {(one, other) for one, other in self.crossings if one < other and (other, one) in self.crossings}


def walk() -> Walk:
    """Follow the score."""
    trees = {_module(path): tree for path, tree in modules().items()}
    names = {module: _imported(tree, trees) for module, tree in trees.items()}
    found, seen, line = Walk(), set(STEPS), deque(STEPS)
    while line:
        module, name = line.popleft()
        if module not in found.files:
            found.files.append(module)
        for used in _uses(trees[module], name, names[module], module):
            used = _defined(*used, trees, names)
            if _is_passed(used[0]):
                continue
            if used[0] != module:
                found.crossings.add((module, used[0]))
            if used not in seen:
                seen.add(used)
                line.append(used)
    found.files += [script for script in _SCRIPTS if (ROOT / script).is_file()]
    return found


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _is_passed(module: str) -> bool:
    parent, _, last = module.rpartition(".")
    return last in _READ or module in _OTHER_WALKS or last in _PASSED.get(parent, set())


def _imported(tree: ast.Module, trees: dict[str, ast.Module]) -> dict[str, tuple[str, str]]:
    """Return what each imported name is: (module, name), with name "" for a module itself."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("challenge"):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found[alias.asname or alias.name] = (whole, "") if whole in trees else (node.module, alias.name)
    return found


def _uses(tree: ast.Module, name: str, known: dict[str, tuple[str, str]], module: str) -> list[tuple[str, str]]:
    """Return what a function or class of a module uses, of other modules and of its own."""
    own = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    found: list[tuple[str, str]] = []
    for node in ast.walk(own[name]) if name in own else ():
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            target = known.get(node.value.id)
            if target is not None and not target[1]:
                found.append((target[0], node.attr))
        elif isinstance(node, ast.Name) and node.id in known and known[node.id][1]:
            found.append(known[node.id])
        elif isinstance(node, ast.Name) and node.id in own and node.id != name:
            found.append((module, node.id))
    return found


def _defined(
    module: str, name: str, trees: dict[str, ast.Module], names: dict[str, dict[str, tuple[str, str]]]
) -> tuple[str, str]:
    """Return where a name is defined: some modules only pass it on."""
    while module in names and name in names[module] and names[module][name][1]:
        module, name = names[module][name]
    return module, name
