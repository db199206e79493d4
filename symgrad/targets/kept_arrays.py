"""Arrays that stay between the calls of a function: at some size it takes longer to get one than to fill it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np


class KeptArrays(threading.local):
    """The arrays in which one function computes, for each thread its own; none of them is given to a caller."""

    def __init__(self) -> None:
        self._arrays: list[Any] = []
        self._next = 0
        self._calls = 0  # that run now: a function of a user's may call the one that it is in

    def run(self, function: Callable[..., Any], arrays: Sequence[Any]) -> Any:
        """Calls a function, which makes its arrays by :meth:`empty`."""
        self._calls += 1
        self._next = 0 if self._calls == 1 else self._next
        try:
            return function(*arrays)
        finally:
            self._calls -= 1

    def let_go(self) -> None:
        """Forgets the arrays of this thread."""
        self._arrays.clear()

    def empty(self, shape: Any, dtype: Any) -> Any:
        """An array as np.empty gives it; the first one of a call is that of the call before, and so are all others."""
        if self._calls != 1:
            return np.empty(shape, dtype=dtype)
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
