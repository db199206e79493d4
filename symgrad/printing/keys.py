"""What the printed names of a display are kept by."""

from __future__ import annotations

from typing import Any

from symgrad.expressions.symbols import Time, is_size


def key_of(symbol: Any) -> str:
    """What the printed names of a display are kept by: the code name; a size or a time may bear that of a variable."""
    if isinstance(symbol, Time):
        return f"{symbol.name} (time)"
    return f"{symbol.name} (size)" if is_size(symbol) else str(symbol.name)
