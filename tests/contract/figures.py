"""Figures of the house, for a look before handing in: `make house`. Examples to follow, no gate.

The goals beside them are those of docs/architecture.md's model houses; a good reason to pass one is a good reason.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import grimp

from config import ROOT
from tests.contract.score_walk import walk
from tests.contract.sources import modules

Function = ast.FunctionDef | ast.AsyncFunctionDef
_LEVELS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)
_INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def spread(values: Sequence[int]) -> str:
    """Return median, 95th percentile and maximum."""
    ordered = sorted(values)
    return f"{ordered[len(ordered) // 2]} / {ordered[int(len(ordered) * 0.95)]} / {ordered[-1]}"


def share(good: int, all_: int) -> str:
    """Return a share with what it is of."""
    return f"{100 * good / all_:.1f} % of {all_:,}"


def functions(tree: ast.AST) -> list[Function]:
    """Return every function and method."""
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def length(function: Function) -> int:
    """Return a function's lines, its docstring included."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def complexity() -> int:
    """Return the greatest complexity of a function, as the linter counts it."""
    command = [sys.executable, "-m", "ruff", "check", "--select", "C901", "--output-format", "concise"]
    options = ["--config", "lint.mccabe.max-complexity=0", str(ROOT / "challenge")]
    said = subprocess.run([*command, *options], capture_output=True, text=True, check=False).stdout
    return max(int(number) for number in re.findall(r"\((\d+) > 0\)", said))


def nesting(node: ast.AST, depth: int = 0) -> int:
    """Return how deep blocks stand in blocks; an `elif` is no deeper than its `if`."""
    deepest = depth
    for name, field in ast.iter_fields(node):
        for child in field if isinstance(field, list) else [field]:
            if isinstance(child, ast.AST):
                is_elif = isinstance(node, ast.If) and name == "orelse" and isinstance(child, ast.If)
                deeper = isinstance(child, _LEVELS) and not is_elif
                deepest = max(deepest, nesting(child, depth + deeper))
    return deepest


def public(tree: ast.Module) -> Iterator[ast.Module | ast.ClassDef | Function]:
    """Give what others may use: the module, its public classes and functions, and their public methods."""
    yield tree
    for node in tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(inner, Function) and not inner.name.startswith("_"):
                    yield inner


def annotated(function: Function) -> bool:
    """True when every argument but self and the result have types."""
    given = function.args
    wanted = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    named = [one for one in wanted if one.arg not in ("self", "cls")]
    return function.returns is not None and all(one.annotation is not None for one in named)


def inline_imports(tree: ast.Module) -> int:
    """Return how many imports stand inside functions."""
    return sum(isinstance(node, ast.Import | ast.ImportFrom) for one in functions(tree) for node in ast.walk(one))


def modules_in_cycles() -> int:
    """Return how many modules import themselves over others."""
    graph = grimp.build_graph("challenge", include_external_packages=False, cache_dir=None)
    return sum(
        any(graph.chain_exists(used, module) for used in graph.find_modules_directly_imported_by(module))
        for module in graph.modules
    )


def lines_of(paths: Sequence[Path]) -> int:
    """Return the lines of text files."""
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def code_figures() -> list[tuple[str, str, str]]:
    """Return the figures of the Python code."""
    trees = modules()
    every = [function for tree in trees.values() for function in functions(tree)]
    offered = [node for tree in trees.values() for node in public(tree)]
    described = sum(ast.get_docstring(node) is not None for node in offered)
    lengths = [len(path.read_text(encoding="utf-8").splitlines()) for path in trees]
    return [
        ("lines per file, median / p95 / max", spread(lengths), "90 / 220 / 300"),
        ("lines per function, median / p95 / max", spread([length(one) for one in every]), "6 / 22 / 40"),
        ("complexity, most", str(complexity()), "8"),
        ("nesting, most", str(max(nesting(one) for one in every)), "3"),
        ("public names described", share(described, len(offered)), "100 %"),
        ("functions fully annotated", share(sum(map(annotated, every)), len(every)), "100 %"),
        ("modules in import cycles", str(modules_in_cycles()), "0"),
        ("imports inside functions", str(sum(map(inline_imports, trees.values()))), "0"),
    ]


def page_figures() -> list[tuple[str, str, str]]:
    """Return the figures of the templates."""
    templates = sorted((ROOT / "templates").rglob("*.html"))
    inline = sum(len(_INLINE.findall(path.read_text(encoding="utf-8"))) for path in templates)
    lengths = [len(path.read_text(encoding="utf-8").splitlines()) for path in templates]
    return [
        ("script or style in templates", str(inline), "0"),
        ("lines per template, median / p95 / max", spread(lengths), "- / 120 / -"),
    ]


def walk_figures() -> list[tuple[str, str, str]]:
    """Return the figures of a score's way from the phone to the screens."""
    found = walk()
    return [
        ("files a score enters", str(len(found.files)), "12"),
        ("crossings between them", str(len(found.crossings)), "18"),
        ("of these both ways", str(len(found.both_ways)), "0"),
    ]


def size_figures() -> list[tuple[str, str, str]]:
    """Return how much there is."""
    kinds = {
        "challenge": sorted((ROOT / "challenge").rglob("*.py")),
        "tests": sorted((ROOT / "tests").rglob("*.py")),
        "templates": sorted((ROOT / "templates").rglob("*.html")),
        "own scripts": sorted((ROOT / "static" / "js").rglob("*.js")),
        "own styles": sorted((ROOT / "static" / "css").rglob("*.css")),
    }
    return [(f"{name}, files / lines", f"{len(paths)} / {lines_of(paths):,}", "") for name, paths in kinds.items()]


def main() -> None:
    """Print all figures as one table; with `--walk`, also the files of the score walk."""
    rows = [*code_figures(), *page_figures(), *walk_figures(), *size_figures()]
    wide = max(len(name) for name, _, _ in rows)
    for name, value, goal in rows:
        sys.stdout.write(f"{name:{wide}}  {value:>18}  {goal and 'goal ' + goal}".rstrip() + "\n")
    if "--walk" in sys.argv:
        sys.stdout.write("\n".join(["", *walk().files]) + "\n")


if __name__ == "__main__":
    main()
