"""What differs between two cells, equation by equation, up to the names of their symbols."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

import sympy as sp

from symgrad import cells, printing
from symgrad.arguments.signatures import SYSTEM, Kind, taking
from symgrad.cells.catalogue.likeness import Matching, Renaming
from symgrad.cells.catalogue.pairs_of_equations import Pairs, changed_pairs, given_alike, pairs_of
from symgrad.cells.catalogue.searching import search
from symgrad.cells.catalogue.sides_compared import Side
from symgrad.display import repr_pretty, table_mimebundle
from symgrad.errors import UnboundNameError
from symgrad.expressions.nodes import Elementwise
from symgrad.expressions.symbols.variables import is_size
from symgrad.programs.holder import held_once
from symgrad.system.system import System

_CELL = Kind("the name of a cell or a System", lambda value: isinstance(value, str) or SYSTEM.fits(value))
_SAME = "the same"
_SUMS = (sp.Add, sp.MatAdd)


class ComparedEquations(NamedTuple):
    """One row: what defines the same thing in two cells.

    first, second                    the names that are defined; "" where the other cell alone has something like it
    first_equation, second_equation  the equations, as text
    same                             whether they are the same up to names
    difference                       what differs, in words and terms
    """

    first: str
    second: str
    first_equation: str
    second_equation: str
    same: bool
    difference: str


@dataclass(frozen=True)
class Comparison:
    """Two cells beside each other: ``print`` it, or show it in a notebook.

    first, second  what the cells are called
    rows           the equations that define the same thing, and those that one cell alone has
    renamed        symbol of the first -> symbol of the second, by code name, where the two differ
    """

    first: str
    second: str
    rows: tuple[ComparedEquations, ...]
    renamed: Mapping[str, str]

    @property
    def same(self) -> bool:
        """Whether the cells are the same up to the names of their symbols."""
        return all(row.same for row in self.rows)

    @property
    def alike(self) -> int:
        """How many equations are the same."""
        return sum(row.same for row in self.rows)

    def _summary(self) -> str:
        return f"{self.first} and {self.second}: {self.alike} of {len(self.rows)} equations are the same"

    def _names(self) -> str:
        return ", ".join(f"{old} is {new}" for old, new in self.renamed.items())

    def _lines(self, width: int | None = None) -> str:
        lines = [self._summary(), *([f"in other names: {self._names()}"] if self.renamed else [])]
        for row in self.rows:
            equations = dict.fromkeys(one for one in (row.first_equation, row.second_equation) if one)
            lines += [
                "",
                *(piece for one in equations for piece in printing.broken(one, width)),
                f"    {row.difference}",
            ]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self._lines(printing.WIDTH)

    _repr_mimebundle_ = table_mimebundle
    _repr_pretty_ = repr_pretty

    def _table(self) -> list[tuple[str, str, str]]:
        return [(row.first_equation, row.second_equation, row.difference) for row in self.rows]

    def markdown(self) -> str:
        """The table as Markdown."""
        rows = [
            [f"`{cell}`" if cell else "" for cell in row[:2]] + [row[2].replace("|", r"\|")] for row in self._table()
        ]
        head = [[self.first, self.second, "difference"], ["---"] * 3]
        lines = [f"| {' | '.join(cells)} |" for cells in (*head, *rows)]
        return "\n".join(
            [f"{self._summary()}.", *([f"In other names: {self._names()}."] * bool(self.renamed)), "", *lines]
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(cell)}</th>" for cell in (self.first, self.second, "difference"))
        rows = "".join(
            f"<tr><td><code>{escape(a)}</code></td><td><code>{escape(b)}</code></td><td>{escape(told)}</td></tr>"
            for a, b, told in self._table()
        )
        names = f"<p>in other names: {escape(self._names())}</p>" if self.renamed else ""
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        return f"<p>{escape(self._summary())}</p>{names}{table}"


@taking(first=_CELL, second=_CELL)
def compare(first: str | System, second: str | System) -> Comparison:
    """What differs between two cells, given by name or as Systems, equation by equation.

    Equations are put beside each other by what they define and by their structure, and compared up to the names of
    symbols: the U of one paper is the R of another. Two biases that are added are as good as one. Raises
    UnboundNameError for a name that no cell has, SymgradError for what holds at every t.

    >>> print(compare("lstm", "lstm_peephole").rows[0].difference)
    lstm_peephole has p_i ⊙ c_prev more
    >>> print(compare("gru", "gru_chung"))
    gru and gru_chung: 3 of 4 equations are the same
    <BLANKLINE>
    r = sigmoid(W_r x + U_r h_prev + b_r)
        the same
    <BLANKLINE>
    z = sigmoid(W_z x + U_z h_prev + b_z)
        the same
    <BLANKLINE>
    h_tilde = tanh(W x + U (r ⊙ h_prev) + b)
        the same
    <BLANKLINE>
    h = z ⊙ h_prev + (1 - z) ⊙ h_tilde
    h = (1 - z) ⊙ h_prev + z ⊙ h_tilde
        z ⊙ h_prev + (1 - z) ⊙ h_tilde in gru, (1 - z) ⊙ h_prev + z ⊙ h_tilde in gru_chung
    """
    labels = [cell if isinstance(cell, str) else "" for cell in (first, second)]
    if not all(labels) or labels[0] == labels[1]:
        labels = [label or f"the {place}" for label, place in zip(labels, ("first", "second"), strict=True)]
    sides = Side(labels[0], _program_of(first)), Side(labels[1], _program_of(second))
    pairs = pairs_of(*sides)
    best = _Compared(*sides, pairs).comparison()
    while (better := _better(sides, pairs, best)) is not None:
        pairs, best = better
    return best


def _better(sides: tuple[Side, Side], pairs: Pairs, best: Comparison) -> tuple[Pairs, Comparison] | None:
    """The pairs with two partners exchanged, where more equations are the same then: gates differ by their use."""
    for changed in changed_pairs(*sides, pairs):
        found = _Compared(*sides, changed).comparison()
        if found.alike > best.alike:
            return changed, found
    return None


def _program_of(cell: str | System) -> Any:
    if not isinstance(cell, str):
        return held_once(cell, "compare")
    if cell not in cells.__all__:
        near = search(cell).suggestion if cell.strip() else None
        meant = f" Did you mean {near}?" if near in cells.__all__ else ""
        raise UnboundNameError(f"compare: no cell named {cell}.{meant} There are {', '.join(cells.__all__)}.")
    return getattr(cells, cell)().program


class _Compared:
    """Two cells on the way to their comparison."""

    def __init__(self, first: Side, second: Side, pairs: Pairs) -> None:
        self.first, self.second, self.pairs = first, second, pairs
        self.matching = Matching(first.sketch, second.sketch)
        self.renaming: Renaming = {**pairs, **given_alike(first, second, pairs)}

    def comparison(self) -> Comparison:
        rows = [self._row(name, self.pairs.get(name)) for name in self.first.forms]
        met = set(self.pairs.values())
        rows += [self._row(None, name) for name in self.second.forms if name not in met]
        renamed = {
            str(old): str(new) for old, new in self.renaming.items() if str(old) != str(new) and not is_size(old)
        }
        return Comparison(self.first.label, self.second.label, tuple(rows), renamed)

    def _row(self, a: Any, b: Any) -> ComparedEquations:
        one, two = ("" if name is None else side.equation(name) for side, name in ((self.first, a), (self.second, b)))
        if a is None or b is None:
            alone = self.first.label if b is None else self.second.label
            return ComparedEquations(_name(a), _name(b), one, two, False, f"in {alone} alone")
        told = "; ".join(self._differences(self.first.forms[a], self.second.forms[b]))
        merged = [side.one_bias(name) for side, name in ((self.first, a), (self.second, b)) if name in side.merged]
        said = told or "; ".join([_SAME, *dict.fromkeys(merged)])
        return ComparedEquations(_name(a), _name(b), one, two, not told, said)

    def _differences(self, a: Any, b: Any) -> Iterator[str]:
        """What differs between two right-hand sides; what is alike goes into the renaming."""
        way = self.matching.alike(a, b, self.renaming)
        if way is not None:
            self.renaming = way
        elif isinstance(a, Elementwise) and isinstance(b, Elementwise) and a.args[0] == b.args[0]:
            yield from self._differences(a.args[1], b.args[1])
        else:
            only, left, self.renaming = self.matching.left_over(_terms(a), _terms(b), self.renaming)
            yield self._told(_sum(a, only), _sum(b, left))

    def _told(self, only: Any, left: Any) -> str:
        pairs = ((self.first, only), (self.second, left))
        texts = [None if expr is None else side.text(expr) for side, expr in pairs]
        if texts[0] is None or texts[1] is None:
            more, text = (self.second, texts[1]) if texts[0] is None else (self.first, texts[0])
            return f"{more.label} has {text} more"
        return f"{texts[0]} in {self.first.label}, {texts[1]} in {self.second.label}"


def _name(symbol: Any) -> str:
    return "" if symbol is None else str(symbol)


def _terms(expr: Any) -> Sequence[Any]:
    return expr.args if isinstance(expr, _SUMS) else (expr,)


def _sum(expr: Any, terms: Sequence[Any]) -> Any:
    """Terms of an expression as one; None where there are none."""
    if not terms:
        return None
    return terms[0] if len(terms) == 1 else expr.func(*terms)
