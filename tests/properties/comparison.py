"""One system, compared: tangents, gradients and their own derivatives with complex steps through the values."""

import numpy as np
import sympy as sp

from symgrad.calculus.expressions import gradient, jacobian, jvp, vjp
from symgrad.calculus.index_form import IndexedDerivative
from symgrad.calculus.modes import gradient_program, tangent_program
from symgrad.calculus.simplification import simplify
from symgrad.derivation import ChainRule
from symgrad.errors import MissingRuleError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Derived, matrix, scalar, tangent_of

from .evaluate import LARGEST, UnfitPointError, value_of, values_of
from .systems import M, N, P, along, numeric_shape, point_of

STEP = 1e-30
TOLERANCE = 1e-9


class WrongDerivativeError(AssertionError):
    """symgrad's number is not that of the complex step."""


def compare(case):
    """WrongDerivativeError where a derivative of a case is wrong, UnfitPointError where its point proves nothing."""
    random = np.random.default_rng(case.seed + 1)
    point = point_of(case)
    _compare_intake(case, point)
    program = case.program
    first_order(program, point, random, "system")
    if not program.inputs:
        return
    gradient = gradient_program(program)
    first_order(gradient, completed(gradient, point, random), random, "gradient")
    moved = tangent_program(program)
    if case.seed % 4 == 0:
        first_order(moved, completed(moved, point, random), random, "tangent")
    if len(gradient.equations) < 12 and case.seed % 4 == 1:
        twice = gradient_program(gradient)
        first_order(twice, completed(twice, completed(gradient, point, random), random), random, "second gradient")
    _compare_simpler(gradient, completed(gradient, point, random))
    _compare_choice(program, point, random)


def _compare_simpler(program, point):
    """To simplify an equation changes no value."""
    known = values_of(program, point, 100 * LARGEST)
    for lhs, rhs in program.definitions.items():
        _require_close(value_of(simplify(rhs), known, 100 * LARGEST), known[lhs], 1, f"simplified, {lhs}")


def _compare_choice(program, point, random):
    """The gradient of some names with respect to others, among them names that equations define."""
    names = [*program.definitions, *program.inputs]
    of = [name for name in program.definitions if random.random() < 0.5] or list(program.outputs)
    wrt = [name for name in names if random.random() < 0.3] or names[:1]
    made = gradient_program(program, of, wrt, values=True)
    full = completed(made, point, random)
    found = values_of(made, full, 100 * LARGEST)
    seeds = {symbol: full[symbol] for symbol in made.inputs if symbol not in program.inputs}
    for symbol, bar in zip(wrt, made.outputs[len(of) :], strict=True):
        cut = program.cut(symbol)
        at = {**values_of(program, point), **point}
        way = _random(symbol, point, random)
        stepped = stepped_values(cut, {name: at[name] for name in (*point, symbol)}, {symbol: way})
        expected = sum(np.sum(value * stepped[seed.primal]) for seed, value in seeds.items())
        size = 1 + np.sum(np.abs(found[bar] * way))
        _require_close(np.sum(found[bar] * way), expected, size, f"the gradient of {of} by {symbol}")


def _compare_intake(case, point):
    """What came in and what symgrad made of it have the same values."""
    known = dict(point)
    for (lhs, raw), equation in zip(case.raw, case.program.equations, strict=True):
        known[lhs] = value_of(equation.rhs, known)
        _require_close(known[lhs], np.reshape(value_of(raw, known), np.shape(known[lhs])), 1, f"the intake of {lhs}")


def completed(program, point, random):
    """A point with random values for the inputs that it lacks."""
    full = dict(point)
    for symbol in program.inputs:
        if symbol not in full:
            full[symbol] = _random(symbol, point, random)
    return full


def _random(symbol, point, random):
    shape = numeric_shape(symbol, point)
    drawn = random.standard_normal(shape)
    return along(_root(symbol), drawn.astype(complex)) if shape else np.complex128(drawn)


def _root(symbol):
    while isinstance(symbol, Derived):
        symbol = symbol.primal
    return symbol


def first_order(program, point, random, what):
    """Compares the tangent and the gradient of a program with complex steps at a point."""
    base = values_of(program, point, 100 * LARGEST)
    directions = {symbol: _random(symbol, point, random) for symbol in program.inputs}
    size = max((np.max(np.abs(base[name])) for name in (*program.definitions, *program.outputs)), default=1)

    tangents = tangent_program(program)
    dots = {new: directions[new.primal] for new in tangents.inputs if new not in program.inputs}
    found = values_of(tangents, point | dots, 100 * LARGEST)
    stepped = stepped_values(program, point, directions)
    for output, dot in zip(program.outputs, tangents.outputs, strict=True):
        _require_close(found[dot], stepped[output], size, f"the tangent of {output}, of the {what}")

    gradients = gradient_program(program)
    new = [symbol for symbol in gradients.inputs if symbol not in program.inputs]
    seeds = {symbol: _random(symbol, point, random) for symbol in new}
    back = values_of(gradients, point | seeds, 100 * LARGEST)
    for symbol, bar in zip(program.inputs, gradients.outputs, strict=True):
        stepped = stepped_values(program, point, {symbol: directions[symbol]})
        expected = sum(np.sum(value * stepped[seed.primal]) for seed, value in seeds.items())
        weight = size + np.sum(np.abs(back[bar] * directions[symbol]))
        got = np.sum(back[bar] * directions[symbol])
        _require_close(got, expected, weight, f"the gradient by {symbol}, of the {what}")


def stepped_values(program, point, directions):
    """The derivative of every name along the directions, by a complex step."""
    moved = point | {symbol: point[symbol] + 1j * STEP * way for symbol, way in directions.items()}
    values = values_of(program, moved, 100 * LARGEST)
    return {name: np.imag(value) / STEP for name, value in values.items()}


def _require_close(got, expected, size, what):
    if not np.all(np.isfinite(expected)) or not np.all(np.isfinite(got)):
        raise UnfitPointError
    if np.shape(got) != np.shape(expected):
        raise WrongDerivativeError(f"{what} has shape {np.shape(got)} instead of {np.shape(expected)}")
    scale = 1 + size + np.max(np.abs(expected))
    error = np.max(np.abs(got - expected)) / scale
    if error > TOLERANCE:
        raise WrongDerivativeError(f"{what} is off by {error:.1e}: {got} instead of {expected}")


def compare_expressions(case):
    """The derivatives of one name by one input, as plain expressions: gradient, jacobian, vjp, jvp."""
    program, random = case.program, np.random.default_rng(case.seed + 2)
    pairs = [(name, used) for name in program.definitions for used in program.inputs]
    if not pairs:
        return
    point = point_of(case)
    values_of(program, point)
    name, variable = pairs[int(random.integers(len(pairs)))]
    expr = program.inlined(name)
    known = point | {name: value_of(expr, point)}
    columns = _jacobian_by_steps(expr, variable, point)
    _compare_products(expr, variable, columns, known, random)
    _compare_matrices(program, name, expr, variable, columns, known, random)


def _jacobian_by_steps(expr, variable, point):
    """vec of the derivative along each unit direction, as columns; of a variable with a property, along the part of it
    in which the variable can move."""
    value = point[variable]
    units = [np.complex128(1)] if not np.ndim(value) else [
        np.reshape(unit, np.shape(value), order="F") for unit in np.eye(np.size(value))
    ]  # fmt: skip
    ways = [along(variable, unit) if np.ndim(value) else unit for unit in units]
    moved = [value_of(expr, point | {variable: value + 1j * STEP * way}) for way in ways]
    return np.stack([np.ravel(np.imag(one) / STEP, order="F") for one in moved], axis=1)


def _vec(value):
    return np.ravel(value, order="F")


def _compare_products(expr, variable, columns, known, random):
    direction = _random(variable, known, random)
    dot, bar = tangent_of(variable, 9), matrix_like("seed", expr)
    found = value_of(jvp(expr, variable, dot), known | {dot: direction}, 100 * LARGEST)
    size = np.max(np.abs(columns))
    _require_close(_vec(found), columns @ _vec(direction), size, f"the jvp by {variable}")
    seed = _random(bar, known, random)
    found = value_of(vjp(expr, variable, bar), known | {bar: seed}, 100 * LARGEST)
    expected = _vec(seed) @ columns @ _vec(direction)
    _require_close(np.sum(found * direction), expected, size, f"the vjp by {variable}")


def matrix_like(name, expr):
    """A variable of the shape of an expression."""
    return matrix(name, *shape_of(expr)) if shape_of(expr) else scalar(name)


def _compare_matrices(program, name, expr, variable, columns, known, random):
    """The forms of the Jacobian; those that no matrix holds may only be refused."""
    size = np.max(np.abs(columns))
    shape, by = shape_of(expr), shape_of(variable)
    what = f"by {variable}"
    if not shape:
        direction = _random(variable, known, random)
        found = value_of(gradient(expr, variable), known, 100 * LARGEST)
        _require_close(np.sum(found * direction), columns[0] @ _vec(direction), size, f"the gradient {what}")
    form = "kronecker" if shape and by and (shape[1] != 1 or by[1] != 1) else "matrix"
    try:
        made = jacobian(expr, variable, form=form)
    except MissingRuleError:
        made = None
    if made is not None:
        found = np.reshape(_vec(value_of(made, known, 100 * LARGEST)), columns.shape, order="F")
        _require_close(found, columns, size, f"the {form} Jacobian {what}")
    above, below = (
        [size for size, told in zip(numeric_shape(one, known), shape_of(one), strict=True) if told != 1]
        for one in (expr, variable)
    )
    _compare_chain(program, name, variable, (above, below, columns), known, random, what)
    _compare_places(expr, variable, columns, known, random)
    _compare_entry(jacobian(expr, variable, form="index"), above, below, columns, known, random, what)


def _compare_places(expr, variable, columns, known, random):
    """The derivatives by two entries, each alone and by a matrix of both: columns of the Jacobian."""
    sizes = numeric_shape(variable, known)
    if not sizes:
        return
    order = random.permutation(np.size(known[variable]))[:2]
    places = [tuple(map(int, np.unravel_index(k, sizes, order="F"))) for k in order]
    entries = [variable[place if len(place) == 2 else (*place, 0)] for place in places]
    asked = [*zip(entries, np.split(columns[:, order], len(order), axis=1), strict=True)]
    if 1 in (shape_of(expr) or (1,)):
        asked.append((sp.Matrix(entries), columns[:, order]))
    for one, expected in asked:
        found = _vec(value_of(jacobian(expr, one), known, 100 * LARGEST))
        _require_close(found, _vec(expected), np.max(np.abs(columns)), f"the Jacobian by {one}")


def _compare_chain(program, name, variable, expected, known, random, what):
    """The derivative that the chain rule tells, in the names of the equations: a matrix, an entry, the vjp."""
    above, below, columns = expected
    told = ChainRule(program, name, variable)
    everything = values_of(program, {symbol: known[symbol] for symbol in (*program.inputs, N, M, P)})
    size = np.max(np.abs(columns))
    way = _vec(_random(variable, known, np.random.default_rng(0)))
    for form, text in ((told.expression, "expression"), (told.closed_form, "closed form")):
        if isinstance(form, IndexedDerivative):
            _compare_entry(form, above, below, columns, everything | known, random, f"{what} of the {text}")
            continue
        found = np.reshape(_vec(value_of(form, everything, 100 * LARGEST)), columns.shape, order="F")
        _require_close(found @ way, columns @ way, size, f"the {text} {what}")
    seed = _random(told.bar, known, random)
    back = _vec(value_of(told.vjp, everything | {told.bar: seed}, 100 * LARGEST))
    _require_close(back @ way, _vec(seed) @ columns @ way, size, f"the vjp of the chain rule {what}")


def _compare_entry(indexed, above, below, columns, known, random, what):
    """One entry of the index form, at indices drawn at random."""
    rows, across = (
        {index: random.integers(size) for index, size in zip(indices, sizes, strict=True)}
        for indices, sizes in ((indexed.rows, above), (indexed.columns, below))
    )
    expected = columns[_place(rows, above), _place(across, below)]
    found = value_of(indexed.entry, known | {index: np.complex128(at) for index, at in (rows | across).items()})
    _require_close(found, expected, np.max(np.abs(columns)), f"the entry {what}")


def _place(indices, sizes):
    """Where an entry stands in the vec of an array."""
    return int(np.ravel_multi_index(tuple(indices.values()), sizes, order="F")) if sizes else 0
