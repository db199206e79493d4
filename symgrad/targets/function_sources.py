"""The sources of functions that generated code calls: what they define, and that no two define one name."""

from __future__ import annotations

import ast
import functools
from collections.abc import Collection, Iterable, Mapping

from symgrad.errors import NameClashError
from symgrad.targets.identifiers import RESERVED

_IMPORTS = frozenset({"import numpy as np", "import math"})


@functools.cache
def names_defined(source: str) -> tuple[str, ...]:
    """The names that a piece of Python binds at its top level.

    >>> names_defined("import math as m; LIMIT = 3; f = lambda x: x")
    ('m', 'LIMIT', 'f')
    """
    found: list[str] = []
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.append(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found += [(alias.asname or alias.name).split(".")[0] for alias in node.names]
        else:
            found += [name.id for name in ast.walk(node) if isinstance(name, ast.Name) and _is_bound(name)]
    return tuple(dict.fromkeys(found))


def _is_bound(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def note_source(sources: dict[str, str], source: str) -> None:
    """Notes a source under each name that it defines; NameClashError where another one defines it."""
    text = source.strip()
    for name in names_defined(text):
        other = sources.setdefault(name, text)
        if other != text and not _is_imported(name, other, text):
            raise NameClashError(
                f"two functions of this system come with Python code that defines {name}, each in its own way; give "
                f"{name} another name in the helper= of one of them. They are\n\n{other}\n\nand\n\n{text}"
            )


def noted_sources(helpers: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The sources that functions of one module call, each under the names that it defines."""
    noted: dict[str, str] = {}
    for own in helpers:
        for source in dict.fromkeys(own.values()):
            note_source(noted, source)
    return noted


def _is_imported(name: str, *sources: str) -> bool:
    """Whether all of these sources import the name, and the same thing under it."""
    found = {_import_of(name, source) for source in sources}
    return len(found) == 1 and None not in found


def _import_of(name: str, source: str) -> str | None:
    """What is imported under a name, as one would write it."""
    for node in ast.parse(source).body:
        for alias in node.names if isinstance(node, (ast.Import, ast.ImportFrom)) else ():
            if (alias.asname or alias.name).split(".")[0] == name:
                return ast.unparse(type(node)(**{**dict(ast.iter_fields(node)), "names": [alias]}))
    return None


def check_free(sources: Mapping[str, str], functions: Collection[str]) -> None:
    """Raises NameClashError where a source defines what Python or the generated code itself has under that name."""
    for name, source in sources.items():
        if _import_of(name, source) in _IMPORTS:
            continue
        if name in functions or name in RESERVED:
            has = "a function of its own" if name in functions else "what Python or NumPy has"
            raise NameClashError(
                f"the Python code of a function defines {name}, under which generated code has {has}; give {name} "
                f"another name in its helper=."
            )
