"""Checks of the lines of a derivation, each on its own, against numeric derivatives of the equations.

Nothing here knows how a line was derived: what it says is evaluated at a point, and compared with differences of the
equations (of one of them for a differential and a local partial), or with products of such differences along a path.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra import add, mul, transpose
from symgrad.arguments.sympified import sympified
from symgrad.checks.backward_passes import moved_as_allowed
from symgrad.checks.cotangent_lines import CotangentLines
from symgrad.checks.differences import derivatives, method_named
from symgrad.checks.measured import Measured, rounded
from symgrad.checks.printed_products import PrintedProducts, multiplied_out
from symgrad.checks.refinement import Difference
from symgrad.checks.report import CheckReport, Entry, entry_of
from symgrad.checks.rounding import Array
from symgrad.derivation import ChainRule, Partial, Path, Step, ends, in_layout
from symgrad.errors import ShapeError, SymgradError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Cotangent
from symgrad.programs.equations import Equation, variables_in
from symgrad.programs.program import Program
from symgrad.targets import compile_numpy
from symgrad.targets.points import along_property, positions_apart, random_point

Known: TypeAlias = "dict[Any, Array]"  # by symbol

_VALUE = "__value__"


def check_step(
    chain: ChainRule, step: Step, at: Mapping[Any, Any] | None = None, method: str = "complex", seed: int = 0
) -> CheckReport:
    """Compares one line of a derivation with numeric derivatives, entry by entry.

    ``at`` is a dict by symbol or code name; what it leaves out is drawn from ``seed``. Raises SymgradError for a line
    that holds no number: a path.
    """
    return StepChecks(chain, at, method, seed).report(step)


class StepChecks:
    """The checks of the lines of one derivation at one point, as a layout has them."""

    def __init__(
        self, chain: ChainRule, at: Mapping[Any, Any] | None, method: str, seed: int, layout: str = "numerator"
    ) -> None:
        self.chain, self.method, self.seed, self.layout = chain, method, seed, layout
        self.products = PrintedProducts(self._of, self.axes, layout)
        self.settings = method_named(method)
        self.program = chain.program
        self.point = random_point(self.program, at, seed)
        # by symbol: a cotangent and the caller's share of it have one name
        self.values: Known = {symbol: self.point[symbol.name] for symbol in self.program.inputs} | self._defined()
        self._locals: dict[tuple[Any, Any], Measured] = {}
        self._wholes: dict[Any, Measured] = {}

    def _defined(self) -> Known:
        symbols = tuple(self.program.definitions)
        found = compile_numpy(self.program.replace(outputs=symbols, carry={}))(**self.point)
        return {symbols[0]: found} if len(symbols) == 1 else {symbol: found[symbol.name] for symbol in symbols}

    # -- what is measured --------------------------------------------------------------------------------------

    def local(self, name: Any, used: Any) -> Measured:
        """How the equation of one name answers to what it uses directly, by differences."""
        if (name, used) not in self._locals:
            equation = Program([Equation(name, self.program.definitions[name])], outputs=[name], derived=True)
            self._locals[name, used] = self._measured(equation, used)
        return self._locals[name, used]

    def whole(self, name: Any) -> Measured:
        """How a name answers to the denominator along every path, by differences."""
        if name not in self._wholes:
            cut = self.program.cut(self.chain.denominator)
            self._wholes[name] = self._measured(cut.restricted(cut.needed([name]), [name]), self.chain.denominator)
        return self._wholes[name]

    def _of(self, partial: Partial) -> Measured:
        return self.whole(partial.numerator) if partial.total else self.local(partial.numerator, partial.denominator)

    @functools.cached_property
    def cotangents(self) -> CotangentLines:
        """The cotangents on the way, by differences."""
        return CotangentLines(self)

    def _measured(self, value: Program, wrt: Any) -> Measured:
        return self.differences(value, wrt, self.values)

    def differences(self, value: Program, wrt: Any, values: Mapping[Any, Array]) -> Measured:
        """How the output of a program answers to one of its inputs, at known values of them."""
        held, point = positions_apart(value, {symbol.name: np.asarray(values[symbol]) for symbol in value.inputs})
        if wrt not in value.inputs:
            shape = np.shape(values[value.outputs[0]]) + np.shape(values[wrt])
            return Measured(np.zeros(shape), np.zeros(shape))

        compiled = compile_numpy(value, analytic=self.method == "complex")
        function = moved_as_allowed(compiled, [wrt] if wrt == self.chain.denominator else [], point)

        def called(arrays: Mapping[str, Array]) -> Array:
            given = {name: array if array.ndim else array[()] for name, array in arrays.items()}
            return np.asarray(function(**held, **given))

        found: Difference = derivatives(called, point, [wrt.name], self.method).by_name[wrt.name]
        return Measured(found.value, found.bound)

    # -- what a line says --------------------------------------------------------------------------------------

    def axes(self, name: Any) -> int:
        """How many axes the array of a name has."""
        return np.ndim(self.values[name])

    def drawn(self, like: Any) -> Array:
        """A random array of the shape of a name, the same each time."""
        source = np.random.default_rng([self.seed, *str(like.name).encode()])
        array = np.asarray(source.standard_normal(np.shape(self.values[like])))
        return along_property(like, self.values[like], array) if like == self.chain.denominator else array

    def evaluated(self, products: Sequence[Sequence[Any]], more: Known | None = None) -> Array:
        """The value of a sum of products of expressions; ``more`` is known beside the names of the program."""
        known = self.values | (more or {})
        expr = add(*(mul(*(self._factor(factor, known) for factor in product)) for product in products))
        shape = shape_of(expr)
        value = sp.MatrixSymbol(_VALUE, *shape) if shape else sp.Symbol(_VALUE)
        return np.asarray(self.outputs([(value, expr)], known))

    def outputs(self, equations: Sequence[Any], known: Known) -> Any:
        """What these equations define, where everything that they use is known."""
        used = [variable for _, rhs in equations for variable in variables_in(rhs) if variable in known]
        inputs: dict[str, Any] = {}
        for symbol in (*used, *self.values):  # all names, so that every size is known
            inputs.setdefault(symbol.name, symbol)
        program = Program(equations, inputs=list(inputs.values()), outputs=[lhs for lhs, _ in equations])
        with np.errstate(all="ignore"):
            return compile_numpy(program)(**{name: known[symbol] for name, symbol in inputs.items()})

    def _factor(self, factor: Any, known: Known) -> Any:
        """A factor as an expression; a derivative in it is a variable, with what was measured for it."""
        if not isinstance(factor, Partial):
            return sympified(factor)
        shapes = shape_of(factor.numerator), shape_of(factor.denominator)
        sizes = [shape[0] for shape in shapes if shape]
        name = f"{factor.numerator.name}__{factor.denominator.name}"
        symbol = sp.MatrixSymbol(name, *(sizes if len(sizes) == 2 else [*sizes, 1])) if sizes else sp.Symbol(name)
        known[symbol] = self._of(factor).value
        turned = factor.transposed != (self.layout == "denominator" and bool(shapes[0]))
        return transpose(symbol) if turned else symbol

    # -- the comparison ----------------------------------------------------------------------------------------

    def report(self, step: Step) -> CheckReport:
        """The report on one line."""
        if isinstance(step.left, Path):
            raise SymgradError(f"the line {step.left} tells a path and holds no number, so there is nothing to check.")
        eps = float(np.finfo(float).eps)
        entries, notes = self._compared(in_layout(step, self.layout))
        how = self.settings
        return CheckReport(entries, self.method, how.step(eps), how.tolerance(eps), self.seed, self.point, notes)

    def _compared(self, step: Step) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
        try:
            claimed, measured = _CHECKS.get(step.stage, _against_whole)(self, step)
        except ShapeError as error:
            return (), (str(error),)
        claimed, measured = _flat(claimed), measured.map(_flat)
        told, shape = claimed.shape, measured.value.shape
        if told != shape:
            return (), (f"the line has shape {told}, but by differences it has shape {shape}.",)
        return tuple(_entries(_label(step), claimed, measured)), ()


def _flat(array: Array) -> Array:
    """A column as the vector that it is."""
    return array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array


def _entries(name: str, claimed: Array, measured: Measured) -> Iterator[Entry]:
    for place in np.ndindex(claimed.shape):
        numbers = float(claimed[place]), float(measured.value[place]), float(measured.bound[place])
        yield entry_of(name, place, *numbers)


def _label(step: Step) -> str:
    left = step.left if isinstance(step.left, tuple) else (step.left,)
    return " ".join(str(factor) for factor in left)


Compared: TypeAlias = "tuple[Array, Measured]"


def _equation(checks: StepChecks, step: Step) -> Compared:
    return checks.evaluated(step.right), rounded(checks.values[step.left], checks.settings)


def _differential(checks: StepChecks, step: Step) -> Compared:
    """A differential along random directions, beside the differences of its equation along them."""
    name = step.left.primal
    directions = {used: checks.drawn(used) for used in checks.chain.links(name)}
    told = {checks.chain.directions[used]: array for used, array in directions.items()}
    found = [checks.local(name, used).then(_exact(array), array.ndim) for used, array in directions.items()]
    return checks.evaluated(step.right, told), functools.reduce(Measured.plus, found)


def _local_partial(checks: StepChecks, step: Step) -> Compared:
    names = _symbol(step.left.numerator), _symbol(step.left.denominator)
    return _claimed(checks, step), checks.products.form(Partial(*names), checks.local(*names))


def _chain_rule(checks: StepChecks, step: Step) -> Compared:
    """A sum of products of derivatives, each of them measured, beside the derivative itself."""
    measured = checks.whole(step.left.numerator)
    partials = [partial for product in step.right for flat in multiplied_out(product) for partial in flat]
    if not checks.products.are_matrices(partials):
        return functools.reduce(Measured.plus, map(checks.products.along, step.right)).value, measured
    return checks.products.of_sum(step.right).value, checks.products.form(step.left, measured)


def _name_by_name(checks: StepChecks, step: Step) -> Compared:
    return checks.evaluated(step.right), checks.products.form(step.left, checks.whole(step.left.numerator))


def _along_path(checks: StepChecks, step: Step) -> Compared:
    """The product along a path, beside that of the differences of its equations."""
    if isinstance(step.left, Partial):  # there is one path alone
        return _against_whole(checks, step)
    partials = tuple(factor for factor in step.left if isinstance(factor, Partial))
    whole = Partial(*ends(partials))
    measured = checks.products.along(partials)
    if len(partials) == len(step.left):
        if checks.products.are_matrices(partials):
            return checks.evaluated(step.right), checks.products.of_product(partials)
        return checks.evaluated(step.right), checks.products.form(whole, measured)
    array = checks.drawn(whole.numerator)
    bar = next(variable for factor in step.left if factor not in partials for variable in variables_in(factor))
    found = _exact(array).then(measured, array.ndim)
    if checks.axes(whole.denominator) == 1 and checks.layout == "numerator":  # a row, by a Jacobian
        found = found.map(lambda values: values[np.newaxis, :])
    return checks.evaluated(step.right, {bar: array}), found


def _against_whole(checks: StepChecks, step: Step) -> Compared:
    """The whole derivative, or what it makes of a cotangent."""
    measured = checks.whole(checks.chain.numerator)
    if isinstance(step.left, Cotangent):
        array = checks.drawn(checks.chain.numerator)
        return checks.evaluated(step.right, {checks.chain.bar: array}), _exact(array).then(measured, array.ndim)
    return _claimed(checks, step), checks.products.form(step.left, measured)


def _claimed(checks: StepChecks, step: Step) -> Array:
    """What a line says of a derivative: an array, or every entry of one that is told by index."""
    indices = [*_indices(step.left.numerator), *_indices(step.left.denominator)]
    if not indices:
        return checks.evaluated(step.right)
    names = _symbol(step.left.numerator), _symbol(step.left.denominator)
    shape = tuple(size for name in names for size in np.shape(checks.values[name]))
    entry = sp.Add(*(sp.Mul(*product) for product in step.right))
    places = list(np.ndindex(shape))
    entries = [entry.xreplace(dict(zip(indices, map(sp.Integer, place), strict=True))) for place in places]
    equations = [(sp.Symbol(f"entry_{k}"), taken) for k, taken in enumerate(entries)]
    found = checks.outputs(equations, checks.values)
    flat = [found] if len(places) == 1 else list(found.values())
    return np.asarray(flat, dtype=float).reshape(shape)


def _symbol(named: Any) -> Any:
    return named.args[0] if isinstance(named, MatrixElement) else named


def _indices(named: Any) -> list[Any]:
    return [index for index in named.args[1:] if index != 0] if isinstance(named, MatrixElement) else []


def _exact(array: Array) -> Measured:
    return Measured(array, np.zeros(array.shape))


_CHECKS: Mapping[str, Callable[[StepChecks, Step], Compared]] = {
    "equation": _equation,
    "differential": _differential,
    "local partial": _local_partial,
    "chain rule": _chain_rule,
    "name by name": _name_by_name,
    "product along each path": _along_path,
    "argument": lambda checks, step: checks.cotangents.compared(step),
    "cotangents": lambda checks, step: checks.cotangents.compared(step),
}
