"""Gates that see the same inputs as one stacked equation, as Zaremba, Sutskever and Vinyals write them (2014, eq. 4).

Of i = sigmoid(W_i x + U_i h + b_i), f = sigmoid(W_f x + ...), ..., g = tanh(W_g x + ...) it makes

    (i; f; o; g) = (sigma; sigma; sigma; tanh)((W_i, U_i; W_f, U_f; ...) (x; h) + (b_i; b_f; ...))

or two lines, where the arguments have names of their own. What is stacked is found in the equations: functions of every
entry, of sums in which the same vectors are multiplied by matrices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.expressions.nodes import application
from symgrad.expressions.shapes import is_vector
from symgrad.expressions.symbols import is_of_cotangent, is_variable
from symgrad.functions.elementwise import row_of
from symgrad.printing.formula import Formula
from symgrad.printing.star_families import Sides, Told, place_of


@dataclass(frozen=True)
class _Gate:
    """An equation y = f(sum of matrices times vectors, and a bias), with the name of the sum, if it has one."""

    name: Any
    head: Any
    inner: Any
    products: Mapping[Any, Any]  # vector -> the matrix before it
    biases: tuple[Any, ...]


def stacked_gates(
    program: Any, formula: Formula, sides: Sequence[Sides], uses: Mapping[str, Collection[str]]
) -> list[tuple[int, list[Told]]]:
    """For each set of gates that see the same inputs the place of its equations, and the lines that tell them."""
    found = []
    for gates in _alike(program, formula):
        names = [str(gate.name.name) for gate in gates]
        inner = [str(gate.inner.name) for gate in gates if gate.inner is not None]
        places = [place for place, (name, _, _) in enumerate(sides) if name in (*names, *inner)]
        where = place_of(places, [name for name, _, _ in sides], uses) if len(inner) in (0, len(names)) else None
        if where is not None:
            found.append((where, _lines(gates, names, inner, formula)))
    return found


def _alike(program: Any, formula: Formula) -> list[list[_Gate]]:
    groups: dict[Any, list[_Gate]] = defaultdict(list)
    for equation in program.equations:
        gate = None if is_of_cotangent(equation.lhs) else _gate(equation, program.definitions, formula)
        if gate is not None:
            groups[tuple(gate.products), len(gate.biases)].append(gate)
    return [gates for gates in groups.values() if len(gates) > 1]


def _gate(equation: Any, definitions: Mapping[Any, Any], formula: Formula) -> _Gate | None:
    head, argument = application(equation.rhs)
    if head is None or row_of(head) is None or not is_vector(equation.lhs):
        return None
    inner = argument if is_variable(argument) and argument in definitions else None
    whole = definitions[inner] if inner is not None else argument
    text = formula(whole)
    terms = sorted(whole.args if isinstance(whole, sp.MatAdd) else (whole,), key=lambda term: text.find(formula(term)))
    products: dict[Any, Any] = {}
    biases = []
    for term in terms:
        if is_variable(term) and is_vector(term):
            biases.append(term)
        elif isinstance(term, sp.MatMul) and len(term.args) == 2 and is_variable(term.args[0]):
            products[term.args[1]] = term.args[0]
        else:
            return None
    alone = len(products) + len(biases) == len(terms) and bool(products)
    return _Gate(equation.lhs, head, inner, products, tuple(biases)) if alone else None


def _lines(gates: Sequence[_Gate], names: Sequence[str], inner: Sequence[str], formula: Formula) -> list[Told]:
    vectors = list(gates[0].products)
    matrices = _stack([" & ".join(formula(gate.products[v]) for v in vectors) for gate in gates])
    summed = f"{matrices} {_stack([formula(vector) for vector in vectors])}"
    for place in range(len(gates[0].biases)):
        summed += f" + {_stack([formula(gate.biases[place]) for gate in gates])}"
    functions = _stack([str(formula.style.function(gate.head)) for gate in gates])
    values = _stack([formula(gate.name) for gate in gates])
    if not inner:
        return [Told(tuple(names), values, rf"{functions} {{\left( {summed} \right)}}")]
    hats = _stack([formula(gate.inner) for gate in gates])
    return [Told(tuple(inner), hats, summed), Told(tuple(names), values, rf"{functions} {{\left( {hats} \right)}}")]


def _stack(rows: Sequence[str]) -> str:
    body = r" \\ ".join(rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"
