"""Cells made of cells: layers one above the other, sequences of unequal length. A System in, a System out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import add, hadamard
from symgrad.algebra.intake import intake
from symgrad.arguments.signatures import NAME, Kind, require
from symgrad.errors import ShapeError, SymgradError
from symgrad.expressions.shapes import same_shape, shape_of, shape_text
from symgrad.expressions.symbols import is_scalar
from symgrad.programs.equations import Equation, Name, replace_variables
from symgrad.programs.program import Program
from symgrad.time.new_names import names_apart, taken_by, with_ending
from symgrad.time.stages import renamed

DICTS = Kind(
    "a list of dicts",
    lambda value: isinstance(value, (list, tuple)) and all(isinstance(one, Mapping) for one in value),
)


def masked(cell: Program, mask: Any) -> Program:
    """A cell that keeps its state where ``mask`` is 0: h = mask h_new + (1 - mask) h_prev.

    Outputs that are not carried are, after a sequence's end, what its padding makes of them.

    ``mask`` is a scalar, a new input: 1 where a sequence has a step, 0 after its end. What the cell carries is then at
    T what it was at the sequence's own end. Raises SymgradError for a mask that is no scalar.
    """
    require("a recurrent cell", "mask", NAME, mask)
    if isinstance(mask, str) or not is_scalar(mask):
        told = f"the string {mask!r} came" if isinstance(mask, str) else f"{mask} is {shape_text(shape_of(mask))}"
        raise SymgradError(f"a mask is one number for each step, a scalar, but {told}.")
    new = with_ending(cell.carry, "_new", [*taken_by(cell), mask])
    equations = [Equation(new.get(e.lhs, e.lhs), replace_variables(e.rhs, new)) for e in cell.equations]
    for name, before in cell.carry.items():
        kept = add(hadamard(mask, new[name]), hadamard(1 - mask, before))
        equations.append(Equation(name, kept))
    return cell.replace(equations, inputs=[*cell.inputs, mask])


def sequences_of(cell: Program) -> list[Any]:
    """The inputs that are neither parameters nor carried."""
    return [s for s in cell.inputs if s not in cell.parameters and s not in cell.carry.values()]


def names_beside_sequences(cell: Program, ending: str, taken: Iterable[Any] = ()) -> dict[Any, Any]:
    """For each name of a cell but its sequences a variable with ``ending`` behind its name, apart from ``taken``."""
    sequences = sequences_of(cell)
    others = [symbol for symbol in (*cell.inputs, *cell.definitions) if symbol not in sequences]
    return with_ending(others, ending, [*sequences, *cell.dims, *taken])


def stacked_program(cells: Sequence[Program], between: Sequence[Mapping[Name, Name]] | None = None) -> Program:
    """Layers one above the other, as :func:`symgrad.stacked` says."""
    if not cells:
        raise SymgradError("stacked takes at least one cell.")
    if between is not None:
        require("stacked", "between", DICTS, between)
    if between is not None and len(between) != len(cells) - 1:
        raise SymgradError(
            f"stacked: between= takes a dict for each layer but the first, {len(cells) - 1} of them, but "
            f"{len(between)} came."
        )
    names = names_beside_sequences(cells[0], "_1")
    whole = renamed(cells[0], names)
    for place, (lower, upper) in enumerate(itertools.pairwise(cells)):
        pairs = between[place] if between is not None else {sequences_of(upper)[0]: lower.outputs[0]}
        below = {upper.symbol(taken): lower.symbol(given) for taken, given in pairs.items()}
        joints = {taken: names.get(given, given) for taken, given in below.items()}
        whole, names = _on_top(whole, upper, joints, f"_{place + 2}")
    return whole


def _on_top(whole: Program, upper: Program, joints: Mapping[Any, Any], ending: str) -> tuple[Program, dict[Any, Any]]:
    """The layers so far and one more, which takes what ``joints`` says from them; what the names of that one became."""
    sizes = _sizes(upper, joints, ending, taken_by(whole))
    sized = _resized(upper, sizes)
    new = with_ending([*sized.inputs, *sized.definitions], ending, [*taken_by(whole), *sized.dims])
    layer = renamed(sized, new)
    names = {symbol: new[symbol.xreplace(sizes)] for symbol in (*upper.inputs, *upper.definitions)}
    given = {names[taken]: below for taken, below in joints.items()}
    for taken, below in given.items():
        if not same_shape(shape_of(taken), shape_of(below)):
            raise ShapeError(
                f"stacked: {taken} is {shape_text(shape_of(taken))}, but {below}, which goes up to it, is "
                f"{shape_text(shape_of(below))}."
            )
    inputs = [symbol for symbol in layer.inputs if symbol not in given]
    joined = whole.replace(
        [*whole.equations, *(Equation(e.lhs, replace_variables(e.rhs, given)) for e in layer.equations)],
        inputs=[*whole.inputs, *inputs],
        parameters=[*whole.parameters, *layer.parameters],
        outputs=list(dict.fromkeys([*whole.outputs, *(given.get(symbol, symbol) for symbol in layer.outputs)])),
        carry={**whole.carry, **layer.carry},
        defaults={**whole.defaults, **layer.defaults},
    )
    return joined, {symbol: given.get(name, name) for symbol, name in names.items()}


def _sizes(upper: Program, joints: Mapping[Any, Any], ending: str, taken: Iterable[Any]) -> dict[Any, Any]:
    """The sizes of a layer: those of what comes from below, the others new."""
    names = names_apart({size: f"{size.name}{ending}" for size in upper.dims}, taken)
    sizes = {size: sp.Symbol(name, integer=True, positive=True) for size, name in names.items()}
    pairs = [pair for taken, below in joints.items() for pair in zip(shape_of(taken), shape_of(below), strict=False)]
    return sizes | {size: known for size, known in pairs if size.is_Symbol}


def _resized(cell: Program, sizes: Mapping[Any, Any]) -> Program:
    def sized(expr: Any) -> Any:
        return expr.xreplace(dict(sizes))

    return cell.replace(
        [Equation(sized(e.lhs), intake(sized(e.rhs))) for e in cell.equations],
        inputs=[sized(symbol) for symbol in cell.inputs],
        parameters=[sized(symbol) for symbol in cell.parameters],
        outputs=[sized(symbol) for symbol in cell.outputs],
        carry={sized(new): sized(old) for new, old in cell.carry.items()},
        defaults={sized(symbol): number for symbol, number in cell.defaults.items()},
    )
