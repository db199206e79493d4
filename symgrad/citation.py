"""Where equations come from: the paper that prints them, and the place there."""

from __future__ import annotations

import re
from dataclasses import dataclass

_AND = re.compile(r",? and |, ")
_FEW = 2


@dataclass(frozen=True)
class Citation:
    """A paper, and where its equations stand in it; ``str`` is the citation as prose has it.

    authors    surnames, with commas and an "and"
    title      of the paper
    venue      where it was published; "" where the title says it
    year       a number
    equations  sections, equations or figures, or that they could not be looked up

    >>> cited = Citation("Elman", "Finding Structure in Time", "Cognitive Science 14(2)", 1990, "figure 2")
    >>> print(cited)
    Elman, Finding Structure in Time, Cognitive Science 14(2), 1990, figure 2
    >>> cited.short
    'Elman 1990'
    """

    authors: str
    title: str
    venue: str
    year: int
    equations: str

    def __str__(self) -> str:
        parts = (self.authors, self.title, self.venue, str(self.year), self.equations)
        return ", ".join(part for part in parts if part)

    @property
    def first_authors(self) -> str:
        """The surnames of one or two authors; of more the first, "et al."."""
        names = _AND.split(self.authors)
        return " and ".join(names) if len(names) <= _FEW else f"{names[0]} et al."

    @property
    def short(self) -> str:
        """First authors and year."""
        return f"{self.first_authors} {self.year}"
