"""The house stands: floors by the imports, sizes, one place per thing."""

import ast
from pathlib import Path

import pytest

import symgrad

ROOT = Path(symgrad.__file__).parent

# From the ground up; a module may import from its own floor or below. A name stands for a module or a package.
FLOORS = [
    {"citation", "errors", "loading", "display", "extras", "output"},
    {"arguments"},
    {"expressions"},
    {"functions"},
    {"algebra"},
    {"operations"},
    {"programs"},
    {"calculus"},
    {"derivation", "time"},
    {"expansion", "printing", "lowering"},
    {"targets", "latex_reading", "extend"},
    {"checks"},
    {"system"},
    {"recurrence", "losses"},
    {"cells"},
    {"documents", "scripts", "papers", "claims"},
    {"cli", "cli_options", "paper_options", "__init__", "__main__"},
]
FLOOR = {name: height for height, names in enumerate(FLOORS) for name in names}
# The floors inside the two large packages; what stands beside their own packages is above these.
INNER_FLOORS = {
    "latex_reading": [
        "tex", "files", "nodes", "vocabulary", "names", "parsing", "resolving", "shapes", "formulas", "second_reader",
    ],
    "claims": ["marks", "interpreter", "forward", "comparison", "exact", "slips"],
}  # fmt: skip


def modules():
    return sorted(ROOT.rglob("*.py"))


def place(path):
    return path.relative_to(ROOT).with_suffix("").parts[0]


def imports(tree, *, everywhere=True):
    """(place, whether inside a function) of each import from symgrad itself."""
    inside = {
        node
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "symgrad":
                yield (parts[1] if len(parts) > 1 else "__init__"), node in inside


def climbs(source, own):
    """The imports in a source text that go up the floors, or hide inside a function."""
    return [found for found, hidden in imports(ast.parse(source)) if hidden or FLOOR[found] > FLOOR[own]]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_import_goes_up_the_floors(path):
    assert place(path) in FLOOR, f"{path.name} stands on no floor"
    assert climbs(path.read_text(), place(path)) == []


def test_an_import_that_goes_up_is_found():
    assert climbs("from symgrad.calculus import modes", "programs") == ["calculus"]
    assert climbs("def f():\n    from symgrad import errors", "programs") == ["errors"]


def climbs_inside(source, package, own):
    """The imports in a source text of one package that go up its inner floors."""
    floors = INNER_FLOORS[package]
    height = {name: place for place, name in enumerate(floors)}
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    parts = [node.module.split(".") for node in nodes if node.module.startswith(f"symgrad.{package}")]
    found = [one[2] if len(one) > 2 else "" for one in parts]
    return [one for one in found if height.get(one, len(floors)) > height.get(own, len(floors))]


@pytest.mark.parametrize("package", INNER_FLOORS)
def test_no_import_goes_up_the_floors_inside_a_package(package):
    for path in sorted((ROOT / package).rglob("*.py")):
        own = path.relative_to(ROOT / package).parts[0]
        assert climbs_inside(path.read_text(), package, own) == [], path
    assert {path.name for path in (ROOT / package).iterdir() if path.is_dir()} - {"__pycache__"} == set(
        INNER_FLOORS[package]
    )


def test_an_import_that_goes_up_inside_a_package_is_found():
    assert climbs_inside("from symgrad.claims.slips.edits import f", "claims", "marks") == ["slips"]
    assert climbs_inside("from symgrad.claims.verification import f", "claims", "slips") == ["verification"]
    assert climbs_inside("from symgrad.claims import verify", "claims", "slips") == [""]
    assert climbs_inside("from symgrad.claims.marks.bars import f", "claims", "slips") == []


def imported(sources):
    """Module -> the modules that it imports, those for types alone too; of packages, what their names say."""
    graph = {}
    for name, source in sources.items():
        found = set()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
                found |= {one if one in sources else node.module for one in names}
            elif isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
        graph[name] = found & sources.keys() - {name}
    return graph


def circle(graph):
    """The modules of which each imports, over others, itself; empty where there are none."""
    left = {name: set(found) for name, found in graph.items()}
    while free := {name for name, found in left.items() if not found}:
        left = {name: found - free for name, found in left.items() if name not in free}
    return set(left)


def test_no_module_imports_itself_over_others():
    sources = {".".join(path.relative_to(ROOT.parent).with_suffix("").parts): path.read_text() for path in modules()}
    sources = {name.removesuffix(".__init__"): source for name, source in sources.items()}
    assert circle(imported(sources)) == set()


def test_a_circle_is_found_inside_a_package_and_for_types_alone():
    sources = {
        "symgrad.a.b": "from symgrad.a import c",
        "symgrad.a.c": "if TYPE_CHECKING:\n    from symgrad.a.b import f",
        "symgrad.d": "import sympy",
    }
    assert circle(imported(sources)) == {"symgrad.a.b", "symgrad.a.c"}


def test_no_two_modules_bear_one_name():
    names = [path.stem for path in modules() if not path.stem.startswith("__")]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_every_floor_exists():
    assert {place(path) for path in modules()} == set(FLOOR)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_short(path):
    assert len(path.read_text().splitlines()) <= 300


def test_from_equations_to_gradient_is_one_short_file():
    assert len((ROOT / "calculus" / "modes.py").read_text().splitlines()) <= 100
