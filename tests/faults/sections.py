"""The sections of faults, each a module with its ROWS."""

import importlib
import pkgutil
from collections.abc import Iterator

import tests.faults
from tests.faults.row import Row


def rows() -> Iterator[tuple[str, Row]]:
    """Every row with the name of its section, in order."""
    for module in sorted(pkgutil.iter_modules(tests.faults.__path__), key=lambda module: module.name):
        if module.name.startswith("section_"):
            section = importlib.import_module(f"tests.faults.{module.name}")
            yield from ((module.name.removeprefix("section_"), row) for row in section.ROWS)
