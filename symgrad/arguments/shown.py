"""What SymPy's printers ask of an expression: ``sp.latex``, ``sp.pprint`` and a notebook show what symgrad prints.

The nodes stand below the printers, so these are looked up by name when something is shown.
"""

from __future__ import annotations

import importlib
from typing import Any

_PRINTERS = "symgrad.printing.for_sympy"


def printers() -> Any:
    """The module that prints for SymPy's printers."""
    return higher(_PRINTERS)


def higher(module: str) -> Any:
    """A module of a higher floor, looked up when something is shown."""
    return importlib.import_module(module)


class Shown:
    """Mixin for expressions: the methods by which SymPy's printers let an expression print itself."""

    def _latex(self, printer: Any, *args: Any, **options: Any) -> Any:
        return printers().in_latex(self, printer)

    def _pretty(self, printer: Any, *args: Any, **options: Any) -> Any:
        return printers().in_pretty(self, printer)
