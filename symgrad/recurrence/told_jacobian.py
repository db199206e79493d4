"""The Jacobian of a state by an earlier one in words: a product, its factors by blocks, and what bounds them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from symgrad import printing
from symgrad.expressions.index_letters import index_letters
from symgrad.expressions.symbols import at, time
from symgrad.printing.code_names import braced
from symgrad.printing.formula import Formula
from symgrad.printing.pieces import Level
from symgrad.programs.equations import replace_variables, variables_in
from symgrad.recurrence.norm_bounds import norm_bound
from symgrad.system.system import System

Line = tuple[str, str, str]  # left-hand side, sign, right-hand side
_T = time("t")
_SOME = 30  # letters, among which are those that are wanted


@dataclass(frozen=True)
class _Signs:
    """How the parts of a line are written: forms with places for what stands in them.

    beside   whether the bound of a block stands below it, and not behind all the blocks
    """

    partial: str
    norm: str
    product: str
    power: str
    brackets: str
    several: Callable[[str, str], str]
    most: str
    beside: bool


_TEXT = _Signs(
    "∂{}/∂{}", "‖{}‖", "Π[{j}=t-{k}+1..t] {}", "{}^{k}", "({})", "({})[{}]".format, "≤", beside=False,
)  # fmt: skip
_LATEX = _Signs(
    r"\frac{{\partial {}}}{{\partial {}}}", r"\Bigl\lVert {} \Bigr\rVert",
    r"\prod_{{{j}=t-{k}+1}}^{{t}} {}", "{}^{k}", r"\Bigl( {} \Bigr)",
    lambda states, moment: f"({states})_{braced(moment)}", r"\le", beside=True,
)  # fmt: skip


class ToldJacobian:
    """The lines that tell it, in names with their times; two letters, by default k and j, are none of the cell's."""

    def __init__(self, cell: System, blocks: Mapping[tuple[Any, Any], Any]) -> None:
        self._cell = cell
        self._blocks = {pair: self._indexed(block) for pair, block in blocks.items()}
        shown = [at(state, _T) for state in cell.carry]
        shown += [variable for block in self._blocks.values() for variable in variables_in(block)]
        exprs, order = list(self._blocks.values()), printing.program_order(cell)
        self._text, self._latex = printing.formulas_among(shown, exprs, order)
        named = [*cell.inputs, *cell.definitions]
        free = list(islice(index_letters(named, map(self._latex, shown), exprs), _SOME))
        self._lag = next(letter for letter in ("k", *free) if letter in free)
        self._step = next(letter for letter in ("j", *free) if letter in free and letter != self._lag)

    @functools.cached_property
    def _bounds(self) -> Mapping[tuple[Any, Any], Any]:
        """The bounds of the blocks in names with their times."""
        definitions = {at(name, _T): self._indexed(rhs) for name, rhs in self._cell.definitions.items()}
        return {pair: norm_bound(block, definitions, self._spelled) for pair, block in self._blocks.items()}

    def _indexed(self, expr: Any) -> Any:
        before = {old: at(new, _T - 1) for new, old in self._cell.carry.items()}
        still = {*self._cell.parameters, *self._cell.dims}
        names = {v: before.get(v, at(v, _T)) for v in variables_in(expr) if v not in still}
        return replace_variables(expr, names)

    def _spelled(self, expr: Any) -> tuple[str, str]:
        return self._text(expr), self._latex(expr)

    def in_text(self) -> Iterator[Line]:
        """The lines in text."""
        return self._lines(self._text, _TEXT)

    def in_latex(self) -> Iterator[Line]:
        """The lines in LaTeX."""
        return self._lines(self._latex, _LATEX)

    def _lines(self, formula: Formula, signs: _Signs) -> Iterator[Line]:
        letters = {"j": self._step, "k": self._lag}
        state_at = functools.partial(self._state_at, formula, signs)
        whole = signs.partial.format(state_at("t"), state_at(f"t-{self._lag}"))
        one_step = signs.partial.format(state_at(self._step), state_at(f"{self._step}-1"))
        yield whole, "=", signs.product.format(one_step, **letters)
        pairs = list(self._of_one_step(formula, signs))
        yield from chain(*pairs) if signs.beside else chain(*zip(*pairs, strict=True))
        yield signs.norm.format(whole), signs.most, self._bound_of_whole(formula, signs, one_step)

    def _of_one_step(self, formula: Formula, signs: _Signs) -> Iterator[tuple[Line, Line]]:
        """Each block, and its bound."""
        names = {old: new for new, old in self._cell.carry.items()}
        at_time = formula.style.at_time
        for (new, old), block in self._blocks.items():
            left = signs.partial.format(at_time(new, "t"), at_time(names[old], "t-1"))
            bound = formula(self._bounds[new, old])
            yield (left, "=", formula(block)), (signs.norm.format(left), signs.most, bound)

    def _bound_of_whole(self, formula: Formula, signs: _Signs, one_step: str) -> str:
        """A power of the bound of one step, where that is the same at every t; else the product of the norms."""
        first, *others = self._bounds.values()
        if others or any("[" in str(symbol) for symbol in first.free_symbols):
            return signs.product.format(signs.norm.format(one_step), j=self._step, k=self._lag)
        bound = formula(first)
        is_base = formula.piece(first).level >= Level.ATOM
        return signs.power.format(bound if is_base else signs.brackets.format(bound), k=self._lag)

    def _state_at(self, formula: Formula, signs: _Signs, moment: str) -> str:
        """What is carried at a time: h[t], or (h, c)[t]."""
        first, *others = self._cell.carry
        if not others:
            return formula.style.at_time(first, moment)
        return signs.several(", ".join(map(formula, (first, *others))), moment)
