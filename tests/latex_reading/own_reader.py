"""What is printed is read by symgrad's own reader: every equation of a system, beside the expression that it prints.

``python3 -m tests.latex_reading.own_reader`` reads every cell and its backward pass in every notation.
"""

import argparse
import collections
import re
import sys

import numpy as np
import sympy as sp

import symgrad as sg
from symgrad.errors import SymgradError
from symgrad.expressions.shapes import is_vector, shape_of
from symgrad.latex_reading.nodes.meanings import Derivative, Use
from symgrad.latex_reading.parsing.text_read import text_read
from symgrad.latex_reading.resolving.statements import statements_of
from symgrad.latex_reading.shapes.declared_shapes import declared_shapes, ranks_of, sizes_as_numbers, sizes_in
from symgrad.latex_reading.tex.tex_tokens import Source
from symgrad.papers.latex_systems import SystemRead
from symgrad.printing import NOTATIONS, latex_conventions, latex_names, latex_shapes
from symgrad.printing.equation_blocks import latex_sides

from ..properties.systems import allowed
from .random_systems import systems

TOLERANCE = 1e-10


def read_back(system, notation="plain"):
    """(what was wrong or "", the equation) of each equation of a system, printed in a notation and read."""
    program = system.told.program
    printed = {symbol: name for name, symbol in latex_names(program, notation).items()}
    text = "\n".join(f"$${left} = {right}$$" for _, left, right in latex_sides(program, notation))
    shapes = latex_shapes(program, notation)
    conventions = latex_conventions(program, notation)
    words = [name for name in printed.values() if re.match("[A-Za-z]{2,}(?:[_^]|$)", name)]  # which the text defines
    reading = statements_of(
        text_read(Source(text)).rows, conventions, [*shapes, *conventions, *words], sizes_in(shapes),
        ranks=ranks_of(shapes),
    )  # fmt: skip
    by_key = {reading.keys.get(name, name): meant for name, meant in conventions.items()}
    names = {one.left.variable for one in reading.statements if isinstance(one.left, Use)}
    known = {**sizes_as_numbers(shapes, names), **declared_shapes(shapes, reading.keys, by_key)}
    read = SystemRead(reading, known, by_key)
    found = {equation.lhs: equation.rhs for equation in read.system().equations}
    written = {
        symbol: one for symbol, name in printed.items() if (one := _symbol(read, reading.read(name))) is not None
    }
    theirs = {one.arg if isinstance(one, sp.Transpose) else one: symbol for symbol, one in written.items()}
    own_arrays, sizes = _run(program)
    rows = {symbol for symbol, one in written.items() if isinstance(one, sp.Transpose)}  # read as columns, transposed
    arrays = {symbol: array.T if symbol in rows else array for symbol, array in own_arrays.items()}
    for equation in program.equations:
        own = next((left for left, symbol in theirs.items() if symbol == equation.lhs), None)
        if own not in found:
            yield "not among what was read", equation
            continue
        unknown = [one for one in sp.sympify(found[own]).free_symbols if one not in theirs and not _is_size(one)]
        difference = "" if unknown else _difference(equation, own, found[own], theirs, arrays, sizes)
        yield (f"unknown names {unknown}" if unknown else difference), equation


def _symbol(read, node):
    """The symbol of a printed name; None of one that no equation speaks of."""
    node = read.named(node)
    if not isinstance(node, Use | Derivative):
        return None
    if isinstance(node, Use) and node.variable not in read.solution.shapes:
        return None
    symbol = read.symbol(node)
    return symbol.arg if isinstance(symbol, sp.Transpose) else symbol  # a row is the transpose of a vector


def _is_size(symbol):
    return isinstance(symbol, sp.Symbol) and symbol.is_integer


def _run(program):
    """An array for each name: drawn for those that come from outside, computed for the others in order."""
    sizes, arrays = {}, {}
    rng = np.random.default_rng(0)
    for symbol in program.inputs:
        shape = []
        for size in shape_of(symbol):
            for dim in sorted(sp.sympify(size).free_symbols, key=str):
                sizes.setdefault(dim, 2 + len(sizes))
            shape.append(int(sp.sympify(size).subs(sizes)))
        arrays[symbol] = allowed(symbol, rng.uniform(0.2, 1.2, tuple(shape)))
    for equation in program.equations:
        arrays[equation.lhs] = _value(equation.rhs, arrays, sizes)
    return arrays, sizes


def _value(expr, arrays, known):
    """The value of one expression with these arrays for its symbols, whatever their names; sizes are numbers."""
    sizes = {size: sp.Integer(number) for size, number in known.items()} | {
        size: sp.Integer(number)
        for symbol, array in arrays.items()
        for size, number in zip(shape_of(symbol), np.shape(array), strict=True)
        if isinstance(size, sp.Symbol)
    }
    fresh = {symbol: _named(f"v_{k}", np.shape(arrays[symbol]), symbol) for k, symbol in enumerate(arrays)}
    numbered = sp.sympify(expr).xreplace(fresh).xreplace(sizes)
    system = sg.System([(_named("out", shape_of(numbered)), numbered)])
    point = {str(fresh[one].name): (one, array) for one, array in arrays.items()}
    value = system.lambdify()(**{str(one.name): _flat(*point[str(one.name)]) for one in system.inputs})
    return value.reshape(tuple(int(size) for size in shape_of(numbered)))


def _flat(symbol, array):
    return array[:, 0] if is_vector(symbol) else array


def _named(name, shape, like=None):
    """A symbol with the properties of another."""
    if not shape:
        return sg.scalar(name)
    held = dict.fromkeys(getattr(like, "properties", ()), True)
    return sg.vector(name, shape[0], **held) if shape[1] == 1 else sg.matrix(name, *shape, **held)


def _as_read(symbol, array):
    """An array of a printed name in the shape that was read: what is a row may be read as a vector, turned."""
    turned = np.ndim(array) == 2 and len(array) == 1 != array.shape[1] and is_vector(symbol)
    return array.T if turned else array


def _difference(equation, own, other, theirs, arrays, sizes):
    true = _as_read(own, arrays[equation.lhs])
    used = {one: _as_read(one, arrays[theirs[one]]) for one in theirs if one in sp.sympify(other).free_symbols}
    odd = [one for one, array in used.items() if len(shape_of(one)) != np.ndim(array)]
    if odd:
        return f"{odd} have other shapes in {other}"
    said = _value(other, used, sizes)
    same = np.shape(true) == np.shape(said) and np.allclose(true, said, rtol=TOLERANCE, atol=TOLERANCE)
    return "" if same else f"{other} where {equation.rhs} was printed"


def of_cells(names, notations):
    """(title, notation, what was wrong or "") of each cell and its backward pass, as whole Systems."""
    for name in names:
        cell = getattr(sg.cells, name)()
        for title, system in ((name, cell), (f"{name}, backward", cell.gradient())):
            for notation in notations:
                yield title, notation, wrong_in(system, notation)


def wrong_in(system, notation="plain"):
    """The first thing that is wrong with what is read of a printed system; an error is one."""
    try:
        return next((what for what, _ in read_back(system, notation) if what), "")
    except SymgradError as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0][:150]}"


def main(arguments=None):
    """Reads what is printed of cells, or of random systems; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.latex_reading.own_reader")
    parser.add_argument("cells", nargs="*", help="names of cells; by default all")
    parser.add_argument("--notation", nargs="*", default=NOTATIONS)
    parser.add_argument("--random", type=int, default=0, help="so many random systems instead")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if options.random:
        drawn = (sg.System(program) for program in systems(options.random, options.seed))
        found = ((f"system {k}", "plain", wrong_in(system)) for k, system in enumerate(drawn))
    else:
        found = of_cells(options.cells or sg.cells.__all__, options.notation)
    tally = collections.Counter()
    for title, notation, wrong in found:
        kind = "other numbers" if "was printed" in wrong else "not read" if wrong else "read and equal"
        tally[kind] += 1
        if wrong:
            print(f"{title}, {notation}: {wrong[:300]}", flush=True)
    print(dict(tally))
    return 1 if tally["other numbers"] or (tally["not read"] and not options.random) else 0


if __name__ == "__main__":
    sys.exit(main())
