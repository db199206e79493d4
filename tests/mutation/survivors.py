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


SURVIVORS: tuple[Survivor, ...] = (
    Survivor(
        "symgrad/system/steps.py", "TYPE_CHECKING", "True",
        "names for types alone: loaded earlier, they change nothing",
    ),
    Survivor(
        "symgrad/expansion/small_spectra.py", "1", "2",
        "of the eigenvector of a matrix of one entry the first entry alone is read",
    ),
    Survivor(
        "symgrad/calculus/simplification.py", "len(total.args) <= MOST_SCALARS", "True",
        "a bound on how long a sum is worth the work: the shortest form is taken as before, later",
    ),
    Survivor(
        "symgrad/calculus/simplification.py", "True", "False",
        "a product of a number and an entry that is not brought to order: the sum around it does so",
    ),
    Survivor(
        "symgrad/lowering/stability/analysis.py", "mul(sp.Rational(1, 2), argument)",
        "mul(argument, sp.Rational(1, 2))",
        "a scalar and a matrix in another order are the same product",
    ),
    Survivor(
        "symgrad/calculus/tangent_rules.py", "True", "False",
        "zip(strict=True) of the slopes and the moves of one node, which are as many as its arguments",
    ),
    Survivor(
        "symgrad/documents/html.py", "25", "26",
        "what follows the bold omega is a bold nabla and an epsilon, and no formula has what would become it",
    ),
)  # fmt: skip


def why_it_survives(mutant: Mutant) -> str:
    """The reason that stands in the table; nothing where none does."""
    told = (mutant.path, *(" ".join(text.split()) for text in (mutant.old, mutant.new)))
    return next((one.why for one in SURVIVORS if (one.path, one.old, one.new) == told), "")
