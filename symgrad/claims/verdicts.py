"""What is said of a claim, and of all claims of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STATUSES = ("right", "right up to layout", "right under a condition", "partial", "wrong", "not judged")


@dataclass(frozen=True)
class Verdict:
    """What is said of one claim.

    claim           as its author wrote it
    status          one of STATUSES
    reason          why, in words
    term            the part of the claim that is at fault,
    as it is written; of a missing path the name that it goes through
    right           the claim as it would be right, in the author's own notation
    line, column    where it stands; ``file`` says in which, where another file was taken in by \\input
    counterexample  sizes and the two values that differ most, where it is wrong
    exact           whether it is shown exactly, and not only at the numbers that were drawn: with names for numbers,
                    at small sizes, over two steps of time at most; False where that has no form here, or one that is
                    too long
    sense           in which sense it is right or wrong: "total", "one step", "immediate", "one path"
    """

    claim: str
    status: str
    reason: str = ""
    term: str = ""
    right: str = ""
    line: int = 0
    column: int = 0
    counterexample: Any = None
    sense: str = "total"
    start: int = 0
    end: int = 0
    file: str = ""
    exact: bool = False

    @property
    def said(self) -> str:
        """The status, and whether it is shown exactly, as a report tells it."""
        return f"{self.status}, shown exactly" if self.exact else self.status

    def __str__(self) -> str:
        file = f"{self.file}:" if self.file else ""
        place = f"{file}{self.line}:{self.column}: " if self.line else ""
        said = f"{place}{self.said}: {self.claim}"
        if self.reason:
            said += f"\n    {self.reason}"
        if self.term:
            said += f"\n    at fault: {self.term}"
        return said + (f"\n    right:    {self.right}" if self.right else "")
