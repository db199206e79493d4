"""A plugin of pytest that records which statements of symgrad each test reaches, and how long it takes.

``python -m pytest -p tests.mutation.recording`` with ``SYMGRAD_REACH=FILE``: a line a test is added to the file as it
ends, and a test that stands in it already is left out; so a run that was cut off goes on where it ended. Statements
and lambdas tell of themselves: symgrad is compiled with a mark before each, which costs less than to trace all calls.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_SOURCE = str(ROOT / "symgrad") + os.sep
_HERE = str(Path(__file__).parent) + os.sep
_reached: set[str] = set()  # what the running test has reached; the marks in the code hold it


def digest(path: Path) -> str:
    """What tells whether a source file is still the one that was recorded."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


class Marked(ast.NodeTransformer):
    """Puts a mark before each statement of a function, and into each lambda."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._inside = 0

    def _mark(self, node: ast.stmt | ast.Lambda) -> ast.Call:
        told = ast.Constant(f"{self._path}:{node.lineno}")
        return ast.copy_location(ast.Call(ast.Name("__reached__", ast.Load()), [told], []), node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function, whose statements are marked."""
        self._inside += 1
        self.generic_visit(node)
        self._inside -= 1
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        """``lambda x: f(x)`` as ``lambda x: (mark, f(x))[1]``."""
        self.generic_visit(node)
        pair = ast.Tuple([self._mark(node), node.body], ast.Load())
        node.body = ast.Subscript(pair, ast.Constant(1), ast.Load())
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Marks the statements in every body of a node inside a function."""
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            lines = getattr(node, field, None)
            if self._inside and isinstance(lines, list) and not isinstance(node, ast.ClassDef):
                told = isinstance(node, ast.FunctionDef) and ast.get_docstring(node, clean=False) is not None
                marked = [
                    part
                    for line in lines[told:]
                    for part in (ast.copy_location(ast.Expr(self._mark(line)), line), line)
                ]
                setattr(node, field, [*lines[:told], *marked])
        return node


def marked_code(source: bytes, path: str) -> CodeType:
    """The code of a module of symgrad, with its marks."""
    tree = Marked(path[len(_SOURCE) - len("symgrad/") :]).visit(ast.parse(source, path))
    return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)


def pytest_configure(config: pytest.Config) -> None:
    """Records where a file for it is named."""
    if "SYMGRAD_REACH" in os.environ:
        assert not any(name.startswith("symgrad") for name in sys.modules), "symgrad is to be compiled with marks"
        vars(builtins)["__reached__"] = _reached.add
        get_code = SourceFileLoader.get_code

        def marked(self: SourceFileLoader, name: str) -> CodeType | None:
            path = self.get_filename(name)
            return marked_code(self.get_data(path), path) if path.startswith(_SOURCE) else get_code(self, name)

        SourceFileLoader.get_code = marked  # type: ignore[method-assign]
        config.pluginmanager.register(_Recorder(Path(os.environ["SYMGRAD_REACH"])), "recorder")


class _Recorder:
    """Each test's statements; those of a fixture that tests share count for each of the tests."""

    def __init__(self, file: Path) -> None:
        done = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        self._known = {row["place"]: row["number"] for row in done if "place" in row}
        self._done = {row["test"] for row in done if "test" in row}
        self._file = file.open("a")
        if not done:
            digests = {str(path.relative_to(ROOT)): digest(path) for path in sorted((ROOT / "symgrad").rglob("*.py"))}
            self._write({"digests": digests})
        self._of_fixtures: dict[Any, set[str]] = {}
        self._seconds = 0.0
        self._passed = True

    def _write(self, row: dict[str, Any]) -> None:
        self._file.write(json.dumps(row) + "\n")
        self._file.flush()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Without the tests that are recorded, and those of mutation itself."""
        items[:] = [item for item in items if item.nodeid not in self._done and not str(item.path).startswith(_HERE)]

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[Any]:
        """What a fixture reaches stands for every test that takes it."""
        outer = set(_reached)
        _reached.clear()
        try:
            return (yield)
        finally:
            self._of_fixtures[fixturedef] = set(_reached)
            _reached.update(outer)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        """Writes the line of a test that passed."""
        _forget()
        _reached.clear()
        self._seconds, self._passed = 0.0, True
        try:
            return (yield)
        finally:
            for fixtures in getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {}).values():
                _reached.update(self._of_fixtures.get(fixtures[-1], ()))
            if self._passed:
                numbers = sorted(map(self._number, _reached))
                self._write({"test": item.nodeid, "seconds": round(self._seconds, 3), "reached": numbers})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Adds up how long a test takes."""
        self._seconds += report.duration
        self._passed = self._passed and report.passed

    def _number(self, place: str) -> int:
        if place not in self._known:
            self._known[place] = len(self._known)
            self._write({"place": place, "number": self._known[place]})
        return self._known[place]


def _forget() -> None:
    """Empties symgrad's caches: what a test before this one had computed is computed again."""
    for name, module in list(sys.modules.items()):
        if name.startswith("symgrad"):
            for value in list(vars(module).values()):
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()
