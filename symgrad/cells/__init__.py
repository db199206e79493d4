"""The cells of the literature: each function gives a System, with symbolic sizes and its paper's own names.

A cell's module is imported when it is asked for. The catalogue has a row for each; ``search`` finds them by a word,
``compare`` tells two of them apart. Type checkers read __init__.pyi.
"""

import sys

from symgrad.cells.catalogue import CATALOGUE
from symgrad.loading import NamesBeforeModules, loaded_when_asked

_PLACES = {row.module: "" for row in CATALOGUE.values()}
_PLACES = {place: ", ".join(row.name for row in CATALOGUE.values() if row.module == place) for place in _PLACES}
_VERBS = {"catalogue.comparison": "compare", "catalogue.searching": "search"}

__all__ = list(CATALOGUE)
__getattr__ = loaded_when_asked(__name__, _PLACES | _VERBS)
sys.modules[__name__].__class__ = NamesBeforeModules


def __dir__() -> list[str]:
    return list(__all__)  # the cells alone: who goes through them all goes through this
