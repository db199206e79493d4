"""One fault as data: what was written, what came, what is right, and what comes now."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A fault that was found once.

    written   what a user wrote, as short as it can be told
    was       what came when the fault was found
    right     what is right
    now       gives what comes now, as one line of text; raises AssertionError (or anything else) where it is not right
    """

    written: str
    was: str
    right: str
    now: Callable[[], str]
