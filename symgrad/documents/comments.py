"""Equations as a comment of code: plain Unicode, each line behind the sign that begins a comment."""

from __future__ import annotations

from typing import Any

from symgrad.arguments.signatures import COUNT, Kind, taking
from symgrad.errors import ArgumentError
from symgrad.printing import broken, text

_PREFIX = Kind("text on one line", lambda value: isinstance(value, str) and len(f"{value}.".splitlines()) == 1)
_LEAST = 16  # signs of a line that say something


@taking(width=COUNT, prefix=_PREFIX)
def comment(system: Any, width: int = 88, prefix: str = "# ") -> str:
    """The equations of a System, or an expression, as a comment that fits ``width`` columns, to stand above code.

    Lines are broken before operators, and go on behind the equals sign. ``prefix`` begins each line: ``"# "``,
    ``"// "``, ``" * "``. Raises ArgumentError for a width that leaves no room behind it, MissingRuleError for what has
    no form.

    >>> import symgrad as sg
    >>> print(comment(sg.cells.elman().gradient(), width=40))
    # h = tanh(W x + U h_prev + b)
    # bar_pre_h = bar_h ⊙ (1 - h²)
    # bar_x = Wᵀ bar_pre_h
    # bar_h_prev = Uᵀ bar_pre_h
    # bar_W = bar_pre_h xᵀ
    # bar_U = bar_pre_h h_prevᵀ
    # bar_b = bar_pre_h
    """
    room = width - len(prefix)
    if room < _LEAST:
        raise ArgumentError(
            f"comment: width={width} leaves {max(room, 0)} columns behind {prefix!r}; give at least "
            f"{len(prefix) + _LEAST}."
        )
    lines = (piece for line in text(system).splitlines() for piece in broken(line, room))
    return "\n".join(f"{prefix}{line}".rstrip() for line in lines)
