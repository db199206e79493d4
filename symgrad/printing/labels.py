"""The labels of equations: legal in LaTeX and HTML whatever the names are, and no two alike."""

from __future__ import annotations

import re
from typing import Any

from symgrad.expressions.symbols.legal_names import python_name
from symgrad.printing.code_names import GREEK

_GREEK_NAME = {letter: name for name, letter in GREEK.items()}


class Labels:
    """Gives a label for each name, the prefix in front of it; a second one for the same name gets a number.

    >>> labels = Labels("eq:")
    >>> labels.fresh("bar_h"), labels.fresh("bar_h"), labels.fresh("h[t-1]"), labels.fresh("{}")
    ('eq:bar_h', 'eq:bar_h-2', 'eq:h-t-1', 'eq:x')
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = _legal(prefix)
        self._used: set[str] = set()

    def fresh(self, name: str) -> str:
        """A label that none has had."""
        wanted = self._prefix + (_legal(name).strip("-") or "x")
        label, count = wanted, 1
        while label in self._used:
            count += 1
            label = f"{wanted}-{count}"
        self._used.add(label)
        return label


def derivative_name(numerator: Any, denominator: Any) -> str:
    """The code name of a derivative.

    >>> import sympy as sp
    >>> derivative_name(sp.Symbol("h"), sp.Symbol("W"))
    'd_h_d_W'
    """
    return f"d_{numerator.name}_d_{denominator.name}"


def step_name(derivative: str, stage: str, number: int) -> str:
    """What a step of a derivation is labelled by: the result by the derivative alone, d_h_d_W.

    >>> step_name("d_h_d_W", "result", 1), step_name("d_h_d_W", "local partial", 2)
    ('d_h_d_W', 'd_h_d_W:local partial:2')
    """
    return derivative if (stage, number) == ("result", 1) else f"{derivative}:{stage}:{number}"


def common_label(prefix: str) -> str:
    """The label of what has one number in all: the prefix without what joins it to names.

    >>> common_label("eq:lstm:"), common_label(":")
    ('eq:lstm', 'x')
    """
    return _legal(prefix).strip("-:.") or "x"


def _legal(text: str) -> str:
    """Letters and digits of ASCII, and those signs that no LaTeX package takes for something else."""
    return re.sub(r"[^A-Za-z0-9_:.]+", "-", "".join(map(_in_ascii, python_name(text))))


def _in_ascii(sign: str) -> str:
    return sign if sign.isascii() else _GREEK_NAME.get(sign, f"u{ord(sign):X}")
