"""The adapter of latex2sympy2: the one place that imports it and knows its habits.

It is a reader of scalar formulas that nobody here wrote. What it does not read rightly it often reads wrongly without
a word, so a formula goes to it with placeholders for its names and with commands that it is known to read
(:mod:`symgrad.latex_reading.second_reader.placeholders`). It keeps state between readings, so they are made one at a
time, and the state is cleared. Its import and its parser warn, which is nobody's to mend here.
"""

from __future__ import annotations

import functools
import sys
import threading
import types
import typing
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sympy as sp

from symgrad.errors import LatexSyntaxError
from symgrad.extras import extra
from symgrad.latex_reading.second_reader.placeholders import Call, rewritten

_LOCK = threading.Lock()


def read_formula(latex: str, names: Mapping[str, Any]) -> Any:
    """The SymPy expression of a printed scalar formula; ``names`` says what each printed name stands for.

    Raises LatexSyntaxError for what latex2sympy2 does not read, or not rightly; MissingPackageError where it is not
    installed (the extra ``latex``).
    """
    written = rewritten(latex, names)
    meanings = {}
    for name, meaning in written.meanings.items():
        if isinstance(meaning, Call):
            meaning = meaning.function(*(read_formula(argument, names) for argument in meaning.arguments))
        meanings[sp.Symbol(name)] = meaning
    found = _read(written.text)
    unknown = sorted(str(symbol) for symbol in found.free_symbols - meanings.keys())
    if unknown:
        raise LatexSyntaxError(f"latex2sympy2 read names that are not there, {', '.join(unknown)}, in {latex}")
    return found.xreplace(meanings)


@functools.lru_cache(maxsize=4096)
def _read(text: str) -> Any:
    """What latex2sympy2 reads. Formulas that differ in their names alone come here as one text."""
    with _LOCK, _typing_io():
        module = extra("latex2sympy2", "latex", "reading LaTeX back")
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module.var = {}
        try:
            found = sp.sympify(module.latex2sympy(text))
        except Exception as error:  # its own errors are bare Exceptions
            raise LatexSyntaxError(f"latex2sympy2 does not read {text}: {error}") from None
    return found


@contextmanager
def _typing_io() -> Iterator[None]:
    """Has ``typing.io`` in place: the ANTLR runtime of latex2sympy2 imports it, and Python 3.13 has it no more."""
    name = "typing.io"
    if name in sys.modules:
        yield
        return
    stand_in = types.ModuleType(name)
    stand_in.TextIO = typing.TextIO  # type: ignore[attr-defined]
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        del sys.modules[name]
