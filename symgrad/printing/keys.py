"""What the printed names of a display are kept by."""

from __future__ import annotations

from typing import Any

import sympy as sp


def is_size(symbol: Any) -> bool:
    """Whether a symbol is a size or a time: what ``sg.dims`` makes."""
    return type(symbol) is sp.Symbol and bool(symbol.is_integer and symbol.is_positive)


def key_of(symbol: Any) -> str:
    """What the printed names of a display are kept by: the code name; a size may bear that of a variable."""
    return f"{symbol.name} (size)" if is_size(symbol) else str(symbol.name)
