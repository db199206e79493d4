"""Cells made of cells: layers one above the other, sequences of unequal length. A System in, a System out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from symgrad.algebra import add, hadamard
from symgrad.equations import Equation, replace_variables
from symgrad.errors import ShapeError, SymgradError
from symgrad.program import Program
from symgrad.shapes import same_shape, shape_of, shape_text
from symgrad.symbols import is_scalar, scalar
from symgrad.symbols.variables import MatrixVariable, declared_now

P = TypeVar("P", bound=Program)


def masked(cell: P, mask: Any) -> P:
    """A cell that keeps its state where ``mask`` is 0: h = mask h_new + (1 - mask) h_prev.

    ``mask`` is a scalar, a new input: 1 where a sequence has a step, 0 after its end. What the cell carries is then at
    T what it was at the sequence's own end. Raises SymgradError for a mask that is no scalar.
    """
    if not is_scalar(mask):
        raise SymgradError(f"a mask is one number for each step, a scalar, but {mask} is {shape_text(shape_of(mask))}.")
    new = {name: _renamed(name, f"{name.name}_new") for name in cell.carry}
    equations = [Equation(new.get(e.lhs, e.lhs), replace_variables(e.rhs, new)) for e in cell.equations]
    for name, before in cell.carry.items():
        kept = add(hadamard(mask, new[name]), hadamard(1 - mask, before))
        equations.append(Equation(name, kept))
    return cell.replace(equations, inputs=[*cell.inputs, mask])


def stacked(*cells: P, between: Sequence[Mapping[Any, Any]] | None = None) -> P:
    """Layers one above the other: the first output of each is the first sequence of the next.

    Every name of layer k gets ``_k`` behind it, k from 1; the input of the first layer keeps its own name. ``between``
    says otherwise: for each layer but the first a dict, input of it -> output of the layer below. Raises ShapeError
    where what goes up does not fit.
    """
    if not cells:
        raise SymgradError("stacked takes at least one cell.")
    joints = [dict(joint) for joint in between] if between is not None else [None] * (len(cells) - 1)
    if len(joints) != len(cells) - 1:
        raise SymgradError(
            f"stacked: between= takes a dict for each layer but the first, {len(cells) - 1} of them, but {len(joints)} "
            f"came."
        )
    parts: dict[str, Any] = {"equations": [], "inputs": [], "parameters": [], "outputs": [], "carry": {}}
    below: Mapping[Any, Any] = {}
    previous: P | None = None
    for layer, cell in enumerate(cells, 1):
        names = _layer_names(cell, layer, keep=_sequences(cell) if layer == 1 else ())
        if previous is not None:
            names |= _joined(cell, previous, below, joints[layer - 2])
        for equation in cell.equations:
            parts["equations"].append(Equation(names[equation.lhs], replace_variables(equation.rhs, names)))
        own = [names[symbol] for symbol in cell.inputs if names[symbol] not in below.values()]
        parts["inputs"] += [symbol for symbol in own if symbol not in parts["inputs"]]
        parts["parameters"] += [names[symbol] for symbol in cell.parameters]
        parts["outputs"] += [names[symbol] for symbol in cell.outputs]
        parts["carry"] |= {names[new]: names[old] for new, old in cell.carry.items()}
        below, previous = {symbol: names[symbol] for symbol in cell.definitions}, cell
    return cells[0].replace(
        parts["equations"], stated=[*parts["inputs"]],
        **{key: value for key, value in parts.items() if key != "equations"},
    )  # fmt: skip


def _sequences(cell: Program) -> list[Any]:
    return [s for s in cell.inputs if s not in cell.parameters and s not in cell.carry.values()]


def _layer_names(cell: Program, layer: int, keep: Sequence[Any]) -> dict[Any, Any]:
    return {
        symbol: symbol if symbol in keep else _renamed(symbol, f"{symbol.name}_{layer}")
        for symbol in (*cell.inputs, *cell.definitions)
    }


def _joined(cell: Program, lower: Program, below: Mapping[Any, Any], joint: Any) -> dict[Any, Any]:
    """What the layer takes from the one below it."""
    pairs = joint if joint is not None else {_sequences(cell)[0]: lower.outputs[0]}
    found = {cell.symbol(taken): below[lower.symbol(given)] for taken, given in pairs.items()}
    for taken, given in found.items():
        if not same_shape(shape_of(taken), shape_of(given)):
            raise ShapeError(
                f"stacked: {taken} is {shape_text(shape_of(taken))}, but {given}, which goes up to it, is "
                f"{shape_text(shape_of(given))}; give the layer the sizes that fit."
            )
    return found


def _renamed(symbol: Any, name: str) -> Any:
    """A symbol of the same kind under another name."""
    shape = shape_of(symbol)
    if not shape:
        return scalar(name)
    return declared_now(MatrixVariable(name, shape[0], shape[1], None, getattr(symbol, "properties", ())))
