"""Arrays that stay between the calls of a function: at some size it takes longer to get one than to fill it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np


class KeptArrays(threading.local):
    """The arrays in which one function computes, for each thread its own; none of them is given to a caller."""

    def __init__(self) -> None:
        self._arrays: list[Any] = []
        self._next = 0
        self._busy = False

    def run(self, function: Callable[..., Any], arrays: Any) -> Any:
        """Calls a function with the arrays that come and, as its last argument, what makes arrays as np.empty does."""
        if self._busy:  # called by itself, by way of a function of a user's
            return function(*arrays, np.empty)
        self._busy, self._next = True, 0
        try:
            return function(*arrays, self._empty)
        finally:
            self._busy = False

    def let_go(self) -> None:
        """Forgets the arrays of this thread."""
        self._arrays.clear()

    def _empty(self, shape: Any, dtype: Any) -> Any:
        place = self._next
        self._next += 1
        shape = shape if isinstance(shape, tuple) else (shape,)
        if place < len(self._arrays):
            found = self._arrays[place]
            if found.shape == shape and found.dtype == dtype:
                return found
        made = np.empty(shape, dtype=dtype)
        self._arrays[place : place + 1] = [made]
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return KeptArrays, ()
