"""What the fences look at: every source file of the product, parsed once."""

import ast
from functools import cache
from pathlib import Path

from config import ROOT

PACKAGE = ROOT / "challenge"


@cache
def modules() -> dict[Path, ast.Module]:
    """Return every module of the product with its syntax tree."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def calls(tree: ast.AST) -> list[ast.Call]:
    """Return every call in a tree."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def called_name(call: ast.Call) -> str:
    """Return the last part of what is called: `datetime.now` gives "now"."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def dotted(call: ast.Call) -> str:
    """Return what is called as it is written."""
    return ast.unparse(call.func)


def place(path: Path, node: ast.AST) -> str:
    """Return file and line, for messages."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
