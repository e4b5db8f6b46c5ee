"""Fences that a layer list cannot say: a room's inside is private, its files have an order, nothing goes in circles."""

import grimp
import pytest

PRIVATE = {"forms", "views", "desk", "api"}
ORDER = [
    {"cli"},
    {"views", "desk", "api"},
    {"forms"},
    {"listeners", "screens", "notices", "exports"},
    {"actions"},
    {"access"},
    {"queries"},
    {"models", "audience_models"},
    {"rules", "events"},
]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Return who imports whom, read from the sources."""
    return grimp.build_graph("challenge", include_external_packages=False, cache_dir=None)


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 2 else ""


def test_the_inside_of_a_room_is_private(graph: grimp.ImportGraph) -> None:
    wrong = [
        (importer, module)
        for module in graph.modules
        if room(module) not in {"", "web", "kernel"} and module.split(".")[-1] in PRIVATE
        for importer in graph.find_modules_that_directly_import(module)
        if room(importer) != room(module) and importer != "challenge.rooms"
    ]

    assert wrong == []


def test_files_of_a_room_import_in_their_order(graph: grimp.ImportGraph) -> None:
    rank = {name: level for level, names in enumerate(ORDER) for name in names}
    wrong = []
    for module in graph.modules:
        name = module.split(".")[-1]
        if len(module.split(".")) != 3 or name not in rank:
            continue
        for used in graph.find_modules_directly_imported_by(module):
            other = used.split(".")[-1]
            if room(used) == room(module) and other in rank and rank[other] < rank[name]:
                wrong.append((module, used))

    assert wrong == []


def test_no_modules_import_each_other_in_circles(graph: grimp.ImportGraph) -> None:
    circles = [
        (module, used)
        for module in graph.modules
        for used in graph.find_modules_directly_imported_by(module)
        if graph.chain_exists(used, module)
    ]

    assert circles == []
