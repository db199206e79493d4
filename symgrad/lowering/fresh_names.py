"""Names of values, no two alike."""

from __future__ import annotations

from collections.abc import Iterable


class FreshNames:
    """Gives names that are not taken, and takes them.

    >>> names = FreshNames(["h"])
    >>> names.fresh("c"), names.fresh("h"), names.numbered("c"), names.numbered("c")
    ('c', 'h_1', 'c_1', 'c_2')
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {*taken}
        self._last: dict[str, int] = {}  # name -> the last number that was put behind it

    def fresh(self, name: str) -> str:
        """The name, with a number behind it where it is taken."""
        if name in self._taken:
            return self.numbered(name)
        self._taken.add(name)
        return name

    def numbered(self, name: str) -> str:
        """The name with a number behind it, the first that is free."""
        count = self._last.get(name, 0) + 1
        while f"{name}_{count}" in self._taken:
            count += 1
        self._last[name] = count
        self._taken.add(f"{name}_{count}")
        return f"{name}_{count}"
