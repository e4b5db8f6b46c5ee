"""Fences that a layer list cannot say: a room's inside is private, its files have an order, nothing goes in circles."""

import grimp
import pytest

from config import ROOT

PRIVATE = {"forms", "views", "desk", "api"}
ORDER = [
    {"cli"},
    {"views", "desk", "api"},
    {"forms"},
    {"listeners", "screens", "notices", "exports"},
    {"actions"},
    {"access"},
    {"queries"},
    {"models", "audience_models", "deliberation_models"},
    {"rules", "events"},
]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Return who imports whom, read from the sources."""
    return grimp.build_graph("challenge", include_external_packages=False, cache_dir=None)


@pytest.fixture(scope="module")
def outward() -> grimp.ImportGraph:
    """Return who imports whom, the libraries too."""
    return grimp.build_graph("challenge", include_external_packages=True, cache_dir=None)


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 2 else ""


def test_the_inside_of_a_room_is_private(graph: grimp.ImportGraph) -> None:
    wrong = [
        (importer, module)
        for module in graph.modules
        if room(module) not in {"", "web", "kernel"} and module.split(".")[-1] in PRIVATE
        for importer in graph.find_modules_that_directly_import(module)
        if room(importer) != room(module)
    ]

    assert wrong == []


def test_what_a_room_brings_is_for_the_house_alone(graph: grimp.ImportGraph) -> None:
    brought = [module for module in graph.modules if module.split(".")[2:] == ["room"]]
    users = {user for module in brought for user in graph.find_modules_that_directly_import(module)}

    assert (users, len(brought) > 30) == ({"challenge.rooms"}, True)


def test_only_the_shape_of_a_room_imports_for_the_type_checker_alone() -> None:
    found = [path for path in (ROOT / "challenge").rglob("*.py") if "TYPE_CHECKING" in path.read_text()]

    assert found == [ROOT / "challenge" / "room.py"]


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


@pytest.mark.parametrize(
    ("package", "holders"),
    [
        ("engineio", {"challenge.live.engine"}),
        ("socketio", set()),
        ("flask_socketio", {"challenge.live.engine", "challenge.live.server"}),
        ("geventwebsocket", {"challenge.live.engine"}),
        (
            "gevent",
            {"challenge.live_main", *(f"challenge.live.{name}" for name in ("bench", "engine", "server", "wire"))},
        ),
    ],
)
def test_the_socket_engine_is_known_to_few(outward: grimp.ImportGraph, package: str, holders: set[str]) -> None:
    known = outward.find_modules_that_directly_import(package) if package in outward.modules else set()

    assert known == holders
