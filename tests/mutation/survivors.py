"""Mutants that no test notices, and why that does not matter: the change is one that nobody can see.

``old`` and ``new`` are as the mutant tells them; the line is left out, so that a row stays true while lines move.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.mutation.mutants import Mutant


@dataclass(frozen=True)
class Survivor:
    """One of them, and why it does not matter."""

    path: str
    old: str
    new: str
    why: str


SURVIVORS: tuple[Survivor, ...] = ()


def why_it_survives(mutant: Mutant) -> str:
    """The reason that stands in the table; nothing where none does."""
    told = (mutant.path, *(" ".join(text.split()) for text in (mutant.old, mutant.new)))
    return next((one.why for one in SURVIVORS if (one.path, one.old, one.new) == told), "")
