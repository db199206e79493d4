"""Derivatives with a batch, compared: ``python3 -m tests.properties.batches --count 5000 --seed 1 --processes 2``.

A random system, a random part of its inputs with a batch axis, and a chain of derivatives: gradient, tangent, gradient
of the gradient, third orders, with ``of`` and ``wrt`` of every kind. What is compared with has no batch: the system is
written out for its samples, x becomes x__1, x__2, x__3, what they share stays one name, and the derivatives of that
system are evaluated by code of the tests alone. Ends with status 1 where one is wrong or symgrad raises.
"""

import argparse
import multiprocessing
import sys
import traceback
from dataclasses import dataclass

import numpy as np
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import seed as seeded

from symgrad.calculus.modes import gradient_program, tangent_program
from symgrad.errors import ShapeError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Cotangent, Derived, MatrixVariable, ScalarVariable, Seed, Tangent
from symgrad.programs.equations import Equation, replace_variables, variables_in
from symgrad.programs.program import Program
from symgrad.targets import compile_numpy

from . import systems
from .batched_systems import Grown, chained, grown
from .evaluate import LARGEST, UnfitPointError, values_of

TOLERANCE = 1e-9
CHAINS = (
    "g", "g", "t", "gg", "gg", "gg", "gt", "gt", "tg", "tg", "tt", "ggg", "ggt", "gtg", "tgg", "gtt",
)  # fmt: skip


SHORT_CHAINS = tuple(chain for chain in CHAINS if len(chain) < 3)


class WrongBatchError(AssertionError):
    """With a batch comes something else than from the system written out for its samples."""


@dataclass(frozen=True)
class Derivative:
    """One step of a chain: a gradient of names by names, with the values or without, or a tangent by names."""

    kind: str
    of: tuple
    wrt: tuple
    values: bool = False

    def __str__(self):
        named = {"g": "gradient", "t": "tangent"}[self.kind]
        return f"{named}(of={[*map(str, self.of)]}, wrt={[*map(str, self.wrt)]}{', values' * self.values})"

    def applied(self, program, names=lambda symbol: [symbol]):
        """The derivative of a program; ``names`` are the names there for a symbol."""
        of, wrt = ([name for symbol in symbols for name in names(symbol)] for symbols in (self.of, self.wrt))
        if self.kind == "t":
            return tangent_program(program.replace(outputs=of), wrt)
        return gradient_program(program, of, wrt, values=self.values)


def chain_of(program, kinds, random):
    """A chain of derivatives with random ``of`` and ``wrt``, and what it gives."""
    steps = []
    for place, kind in enumerate(kinds):
        ends = _some([*program.definitions] if place == 0 and random.random() < 0.3 else program.outputs, random)
        sources = _some(program.movable, random, 0.7 if place else 0.8)
        if place == 0 and kind == "g" and random.random() < 0.2:
            sources = [*sources, *_some([*program.definitions], random, 0.3)]
        steps.append(Derivative(kind, tuple(ends), tuple(sources), kind == "g" and random.random() < 0.2))
        program = steps[-1].applied(program)
    return steps, program


def _some(symbols, random, share=0.7):
    found = [symbol for symbol in dict.fromkeys(symbols) if random.random() < share]
    return found or [symbols[int(random.integers(len(symbols)))]]


@dataclass
class Samples:
    """A plain program written out for its samples: its own program, and which of its names are there for each."""

    program: Program
    each: frozenset
    count: int

    @classmethod
    def of(cls, program, batched, count):
        each = set(batched)
        equations = []
        for equation in program.equations:
            used = [variable for variable in variables_in(equation.rhs) if variable in each]
            if used:
                each.add(equation.lhs)
            copies = [{variable: _copy(variable, k) for variable in used} for k in range(count if used else 1)]
            equations += [
                Equation(_copy(equation.lhs, k) if used else equation.lhs, replace_variables(equation.rhs, values))
                for k, values in enumerate(copies)
            ]
        made = cls(program, frozenset(each), count)

        def written_out(symbols):
            return [name for symbol in symbols for name in made.names(symbol)]

        made.program = Program(equations, written_out(program.outputs), inputs=written_out(program.inputs))
        return made

    def is_each(self, symbol):
        """Whether a name, or a derivative of one, is there for each sample."""
        return base_of(symbol) in self.each

    def names(self, symbol):
        """Its names in the program written out."""
        return [_rebased(symbol, k) for k in range(self.count)] if self.is_each(symbol) else [symbol]


def _copy(variable, k):
    name = f"{variable.name}__{k + 1}"
    if not shape_of(variable):
        return ScalarVariable(name)
    return MatrixVariable(name, *variable.shape, properties=getattr(variable, "properties", ()))


def _rebased(symbol, k):
    if not isinstance(symbol, Derived):
        return _copy(symbol, k)
    return type(symbol)(_rebased(symbol.primal, k), symbol.generation)


def base_of(symbol):
    """The variable of a system of which a symbol is a derivative, of any order."""
    while isinstance(symbol, Derived):
        symbol = symbol.primal
    return symbol


@dataclass
class Call:
    """The arrays of one call: those with a batch axis, by symbol, and those without."""

    arrays: dict
    batched: frozenset

    def given(self, dtype=float):
        return {symbol.name: array.astype(dtype) for symbol, array in self.arrays.items()}


def call_of(program, samples, system, random):
    """Random arrays for a derivative; what is there for each sample has a batch axis, a few of them stand for all."""
    arrays, batched = {}, set()
    for symbol in program.inputs:
        if symbol in program.defaults and random.random() < 0.5:
            continue
        shape = array_shape(symbol, system.sizes)
        if samples.is_each(symbol) and (not isinstance(symbol, Derived) or random.random() < 0.65):
            batched.add(symbol)
            arrays[symbol] = np.stack([system.drawn(symbol, shape, random) for _ in range(samples.count)])
        else:
            arrays[symbol] = np.asarray(system.drawn(symbol, shape, random))
    return Call(arrays, frozenset(batched))


def array_shape(symbol, sizes):
    """() for a scalar, (n,) for a vector, (n, m) for a matrix."""
    shape = tuple(int(size.xreplace(sizes)) for size in shape_of(symbol))
    return shape[:1] if shape and shape_of(symbol)[1] == 1 else shape


def _expected(program, written_out, samples, call, sizes):
    """What the program written out for the samples gives, for each output of the one with a batch."""
    point = {size: np.complex128(number) for size, number in sizes.items()}
    for symbol in program.inputs:
        names = samples.names(symbol)
        for k, name in enumerate(names):
            if symbol in call.arrays:
                array = call.arrays[symbol][k] if symbol in call.batched else call.arrays[symbol]
            else:
                array = np.full(array_shape(symbol, sizes), float(program.defaults[symbol]))
            point[name] = array.astype(complex)[..., None] if array.ndim == 1 else np.complex128(array)
    values = values_of(written_out, point, 100 * LARGEST)
    found = {}
    for output in program.outputs:
        each = [_as_array(values[name].real, output) for name in samples.names(output)]
        found[output] = each[0] if len(each) == 1 and not samples.is_each(output) else np.stack(each)
        if samples.is_each(output) and _is_of_shared_argument(output, program, call):
            found[output] = found[output].sum(axis=0)
    return found


def _as_array(value, symbol):
    return value[:, 0] if shape_of(symbol) and shape_of(symbol)[1] == 1 else value


def _is_of_shared_argument(output, program, call):
    """Whether an output is the cotangent of an argument that came without a batch axis."""
    while isinstance(output, Tangent):
        output = output.primal
    of_argument = isinstance(output, Cotangent) and output.primal in program.inputs
    return of_argument and isinstance(output.primal, Derived) and output.primal not in call.batched


def compare(system, random, kinds=None):
    """WrongBatchError where a derivative with a batch, or a value (``kinds`` ""), is wrong; gives what was compared."""
    program = system.program
    kinds = CHAINS[int(random.integers(len(CHAINS)))] if kinds is None else kinds
    batched = _some(program.inputs, random, (0.15, 0.3, 0.5, 0.8)[int(random.integers(4))])
    samples = Samples.of(program, batched, int(random.integers(2, 4)))
    steps, derived = chain_of(program, kinds, random)
    written_out = samples.program
    for step in steps:
        written_out = step.applied(written_out, samples.names)
    call = call_of(derived, samples, system, random)
    told = f"{', '.join(map(str, steps))}; a batch in {' '.join(sorted(symbol.name for symbol in call.batched))}"
    expected = _expected(derived, written_out, samples, call, system.sizes)
    try:
        compare_call(compile_numpy(derived), call, expected)
    except WrongBatchError as error:
        raise WrongBatchError(f"{told}: {error}") from None
    except Exception as error:
        raise type(error)(f"{told}: {error}") from error
    return told


def compare_call(function, call, expected):
    """Values, shapes, memory and types of what comes."""
    given = call.given()
    found = _by_name(function, function(**given))
    for output, value in expected.items():
        _require_close(output, found[output.name], value)
    _require_own_memory(found, given)
    single = _by_name(function, function(**call.given(np.float32)))
    for name, value in single.items():
        if np.asarray(value).dtype != np.float32 or not isinstance(value, (np.ndarray, np.generic)):
            raise WrongBatchError(f"{name} of float32 arrays is {type(value).__name__} of {np.asarray(value).dtype}")


def compare_alone(system, random, kinds=None):
    """Every cotangent comes with an axis, also that of what has none: each sample is then what it is alone."""
    kinds = kinds or CHAINS[int(random.integers(len(CHAINS)))]
    steps, derived = chain_of(system.program, kinds, random)
    function, arrays, batched = compile_numpy(derived), {}, set()
    for symbol in derived.inputs:
        shape = array_shape(symbol, system.sizes)
        seeds = isinstance(symbol, (Cotangent, Seed))
        if seeds or random.random() < 0.4:
            batched.add(symbol)
        each = [system.drawn(symbol, shape, random) for _ in range(2)]
        arrays[symbol] = np.stack(each) if symbol in batched else np.asarray(each[0])
    found = _by_name(function, function(**Call(arrays, frozenset(batched)).given()))
    alone = []
    for k in range(2):
        one = {symbol: array[k] if symbol in batched else array for symbol, array in arrays.items()}
        alone.append(_by_name(function, function(**Call(one, frozenset()).given())))
    samples = Samples.of(system.program, batched.intersection(system.program.inputs), 2)
    for output in derived.outputs:
        each = np.stack([one[output.name] for one in alone])
        summed = _is_summed(output, derived, samples, batched)
        try:
            got = found[output.name]
            whole = summed or np.ndim(got) == each.ndim
            _require_close(output, got if whole else np.broadcast_to(got, each.shape), each.sum(0) if summed else each)
        except WrongBatchError as error:
            told = f"{', '.join(map(str, steps))}; a batch in {' '.join(sorted(symbol.name for symbol in batched))}"
            raise WrongBatchError(f"{told}: {error}") from None


def _is_summed(output, derived, samples, batched):
    """Whether an output is the cotangent, or the tangent of one, of something without an axis."""
    while isinstance(output, Tangent):
        output = output.primal
    if not isinstance(output, Cotangent):
        return False
    base = output.primal
    while base not in derived.inputs and isinstance(base, Derived):
        base = base.primal
    return base not in batched and base not in samples.each


def _by_name(function, found):
    return found if len(function.outputs) != 1 else {function.outputs[0]: found}


def _require_close(output, found, expected):
    if np.shape(found) != np.shape(expected):
        raise WrongBatchError(f"{output} has the shape {np.shape(found)} instead of {np.shape(expected)}")
    error = np.max(np.abs(found - expected), initial=0) / (1 + np.max(np.abs(expected), initial=0))
    if not error <= TOLERANCE:
        raise WrongBatchError(f"{output} is off by {error:.1e}: {found} instead of {expected}")


def _require_own_memory(found, given):
    taken = dict(given)
    for name, value in found.items():
        if isinstance(value, np.ndarray):
            if not value.flags.writeable:
                raise WrongBatchError(f"{name} cannot be written")
            for other, array in taken.items():
                if np.may_share_memory(value, array):
                    raise WrongBatchError(f"{name} shares its memory with {other}")
            taken[f"the output {name}"] = value


@dataclass
class Wide(Grown):
    """A system of the generator that knows every node; its inputs may be positive or have a property."""

    positive: frozenset = frozenset()

    def drawn(self, symbol, shape, random):
        point = {size: np.complex128(number) for size, number in self.sizes.items()}
        value = systems.drawn(symbol, random, point, self.positive)
        value = systems.along(base_of(symbol), value) if isinstance(symbol, Derived) else systems.allowed(symbol, value)
        return np.reshape(np.real(value), shape)


def wide(seed, roots=systems.ROOTS, each=1):
    """Compares ``each`` systems for every rule of growth of the generator that knows every node; how many."""
    compared = 0
    for root in roots:

        @seeded(seed)
        @settings(max_examples=each, deadline=None, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(systems.cases(root))
        def right(case):
            nonlocal compared
            random = np.random.default_rng(case.seed)
            try:
                kinds = SHORT_CHAINS[int(random.integers(len(SHORT_CHAINS)))]
                compare(Wide(case.program, case.sizes, frozenset(case.positive)), random, kinds)
            except UnfitPointError:
                assume(False)
            compared += 1

        right()
    return compared


def one(seed, index):
    """What comes of the random system of a seed and an index: "" where all is right, None where its point is unfit."""
    random = np.random.default_rng([seed, index])
    system = told = None
    try:
        system = chained(random) if index % 2 else grown(random)
    except ShapeError:
        return None  # a function of a vector, and a product of a row and a column that is a scalar
    try:
        compare(system, random)
        if index % 2:
            compare(system, random, "")
        if index % 4 == 0 or index % 2:
            compare_alone(system, random)
    except UnfitPointError:
        return None
    except Exception:
        told = traceback.format_exc(limit=-4)
        return f"seed {seed}, index {index}:\n{system}\n{told}"
    return ""


def _numbered(job):
    return one(*job)


def main(arguments=None):
    """Searches; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.properties.batches", description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=5000, help="how many systems to compare")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(arguments)
    compared = unfit = wrong = crashed = 0
    jobs = ((options.seed, index) for index in range(100 * options.count))
    with multiprocessing.Pool(options.processes) as pool:
        for answer in pool.imap(_numbered, jobs, chunksize=4):
            unfit += answer is None
            compared += answer is not None
            if answer:
                is_wrong = WrongBatchError.__name__ in answer
                wrong, crashed = wrong + is_wrong, crashed + (not is_wrong)
                print(answer, flush=True)
            if answer is not None and compared % 250 == 0:
                print(f"... {compared} compared, {wrong} wrong, {crashed} crashed", flush=True)
            if compared >= options.count:
                pool.terminate()
                break
    print(f"{compared} systems compared, {wrong} wrong, {crashed} crashed, {unfit} points thrown away")
    return int(bool(wrong or crashed))


if __name__ == "__main__":
    sys.exit(main())
