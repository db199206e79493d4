"""Cells say where they come from: the citation of their row in the catalogue goes with the System."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec

from symgrad.cells.catalogue import CATALOGUE
from symgrad.errors import SymgradError
from symgrad.system.system import System

P = ParamSpec("P")


def cited(cell: Callable[P, System]) -> Callable[P, System]:
    """A decorator of a function that gives a cell: its System has the source that the catalogue states.

    Raises SymgradError when it is called and the catalogue has no row of its name.
    """

    @functools.wraps(cell)
    def made(*args: P.args, **kwargs: P.kwargs) -> System:
        row = CATALOGUE.get(cell.__name__)
        if row is None:
            raise SymgradError(
                f"{cell.__name__} has no row in the catalogue of cells: add one to a file rows_of_... in "
                f"symgrad/cells/catalogue/."
            )
        return System(cell(*args, **kwargs).program, source=row.source)

    return made
