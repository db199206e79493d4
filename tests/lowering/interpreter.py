"""Runs an array program as it stands, one operation after the other, with einsum: the oracle of the passes."""

import functools
import math
from dataclasses import replace

import numpy as np
import sympy as sp

from symgrad.expressions.shapes import shape_of
from symgrad.functions.elementwise import row_of
from symgrad.lowering import BATCH, LEAD, TIME, hole, lower, lower_over_time
from symgrad.lowering.array_program import SLOT
from symgrad.lowering.passes import Loop, scheduled
from symgrad.targets.arguments import Arguments
from symgrad.targets.array_code.stable_sources import HELPERS
from symgrad.targets.numpy_over_time import TimeFunction
from symgrad.targets.time_arguments import TimeArguments
from symgrad.time import arranged

from .rows_by_definition import of_along

SPECIAL = {"erf": np.vectorize(math.erf), "erfc": np.vectorize(math.erfc)}
SPELLED = {TIME: "T", BATCH: "B"}


def run(block, arrays, sizes):
    """The outputs of a block, by name; ``sizes`` are the numbers of its sizes, TIME and BATCH among them."""
    known = {value: np.asarray(arrays[value.name]) for value in block.inputs}
    for step in scheduled(block).steps:
        if isinstance(step, Loop):
            run_loop(step, known, sizes)
        else:
            known[step.out] = one(step, [known[arg] for arg in step.args], sizes)
    return {name: known[value] for name, value in block.outputs.items()}


def one(op, args, sizes):
    if op.kind == "shift":
        return shifted(op, args)
    made = RUN[op.kind](op, args, sizes)
    shape = tuple(int(sp.sympify(axis).xreplace(sizes)) for axis in op.out.axes)
    assert np.shape(made) == shape, f"{op} has shape {np.shape(made)} instead of {shape}"
    return made


def shifted(op, args):
    """Outside of a loop: the whole array, one step later or earlier."""
    first = args[1][None] if len(args) > 1 else np.zeros_like(args[0][:1])
    return np.concatenate([first, args[0][:-1]] if op.how > 0 else [args[0][1:], first])


def run_loop(loop, known, sizes):
    """A loop over t: each operation without the axis of time."""
    steps = int(sizes[TIME])
    kept = {op.out: [None] * steps for op in (*loop.carry, *loop.ops)}
    before = {op.args[0]: (known[op.args[1]] if len(op.args) > 1 else None) for op in loop.carry}
    for t in range(steps) if loop.direction > 0 else reversed(range(steps)):
        now = {}
        for op in loop.carry:
            now[op.out] = before[op.args[0]]
            if now[op.out] is None:
                now[op.out] = np.zeros([int(sp.sympify(axis).xreplace(sizes)) for axis in op.out.axes[1:]])
        for op in loop.ops:
            args = [now[arg] if arg in now else at(arg, known[arg], t) for arg in op.args]
            now[op.out] = one(without_time(op), args, sizes)
        for value, array in now.items():
            kept[value][t] = array
        before = {op.args[0]: now[op.args[0]] for op in loop.carry}
    known |= {value: np.stack(arrays) for value, arrays in kept.items()}


def at(value, array, t):
    return array[t] if value.axes[:1] == (TIME,) else array


def without_time(op):
    def cut(letters):
        return tuple(one for one in letters if one != TIME)

    return replace(
        op, out=replace(op.out, axes=cut(op.out.axes)), letters=tuple(map(cut, op.letters)), to=cut(op.to),
        args=tuple(replace(arg, axes=cut(arg.axes)) for arg in op.args),
    )  # fmt: skip


def subscripts(letters):
    return "".join(SPELLED[one] if one in SPELLED else "S" if one == SLOT else "ijklmnopqr"[one] for one in letters)


def aligned(array, letters, to):
    """The array with an axis, of size 1 maybe, for each letter of the result."""
    order = sorted(range(len(letters)), key=lambda k: to.index(letters[k]))
    array = np.transpose(array, order)
    index = tuple(slice(None) if one in letters else None for one in to)
    return array[index] if index else array


def number(formula, sizes):
    return float(sp.sympify(formula).xreplace(sizes))


def greatest(*values):
    return functools.reduce(np.maximum, values)


def smallest(*values):
    return functools.reduce(np.minimum, values)


EXTREMES = {sp.Max: greatest, sp.Min: smallest}


def of_map(op, args, sizes):
    names = {hole(k): sp.Symbol(f"a{k}", real=True) for k in range(len(args))}
    formula = op.how.xreplace({**names, **sizes})
    expanded = formula.replace(lambda e: row_of(e.func) is not None and row_of(e.func).definition is not None,
                               lambda e: row_of(e.func).definition.xreplace({sp.Symbol("x"): e.args[0]}))  # fmt: skip
    for kind, own in EXTREMES.items():  # and for them so too
        expanded = expanded.replace(kind, sp.Function(own.__name__))
    found = [aligned(array, letters, op.to) for array, letters in zip(args, op.letters, strict=True)]
    whole = np.broadcast_arrays(*found)  # SymPy's code for conditions takes arrays of one shape
    own = {f.__name__: f for f in EXTREMES.values()}
    made = sp.lambdify([*names.values()], expanded, [SPECIAL, own, "numpy"])(*whole)
    shape = np.broadcast_shapes(*(one.shape for one in found))
    return np.broadcast_to(made, shape)


def of_contract(op, args, sizes):
    return np.einsum(f"{','.join(map(subscripts, op.letters))}->{subscripts(op.to)}", *args)


def of_lines(op, array):
    """A function of each line: the letter 0 is that of the lines, and it runs along the letter 1."""
    lead = [one for one in op.letters[0] if one in LEAD]
    scope = {"np": np}
    exec(op.how.whole.helper, scope)
    made = scope[op.how.whole.name](aligned(array, op.letters[0], [*lead, 0, 1]))
    own = [*lead, 0] if op.how.reduction else [*lead, 0, 1]
    return np.transpose(made, [own.index(one) for one in op.to])


def of_row(op, args, sizes):
    if not isinstance(op.how, str) and op.how.lines.axis is not None:
        return of_lines(op, args[0])
    name = op.how if isinstance(op.how, str) else op.how.name
    source = HELPERS[op.how] if isinstance(op.how, str) else op.how.helper
    scope = {"np": np}
    exec(source, scope)
    own = sum(one not in LEAD for one in op.letters[0])
    extra = {} if own < 2 else {"axis": (-2, -1)}
    constants = args[1:]
    if not isinstance(op.how, str):
        constants = [
            c.reshape(c.shape + (1,) * own) if c.ndim and len(op.to) > sum(one in LEAD for one in op.to) else c
            for c in args[1:]
        ]
    return scope[name](args[0], *constants, **extra)


def of_place(op, args, sizes):
    what, *how = op.how
    shape = tuple(int(sp.sympify(axis).xreplace(sizes)) for axis in op.out.axes)
    if what == "fill":
        if not args:
            return np.full(shape, number(how[0], sizes))
        return np.broadcast_to(aligned(args[0], op.letters[0], op.to), shape)
    if what == "stack":
        place = len([one for one in op.to if one in LEAD])
        wide = [array if len(letters) == len(op.to) else np.expand_dims(array, place)
                for array, letters in zip(args, op.letters, strict=True)]  # fmt: skip
        return np.concatenate(wide, axis=place)
    if what == "slot":
        return np.take(args[0], how[0], axis=op.letters[0].index(SLOT))
    if what == "slots":
        return np.take(args[0], range(*how), axis=op.letters[0].index(SLOT))
    if what == "at":
        return np.take(args[0], how[1], axis=op.letters[0].index(how[0]))
    if what == "eye":
        return np.eye(shape[-1])
    if what == "diag":
        return args[0][..., :, None] * np.eye(shape[-1])
    if what == "concat":
        axis = -len([one for one in op.letters[0] if one not in LEAD])
        return np.concatenate(args, axis=axis).reshape(shape)
    if what == "part":
        start, count = (int(number(one, sizes)) for one in how)
        own = len([one for one in op.letters[0] if one not in LEAD])
        lead = (slice(None),) * (args[0].ndim - own)
        return args[0][(*lead, slice(start, start + count))].reshape(shape)
    if what in ("entry", "unit"):
        return of_spots(op, args, sizes)
    if what == "explicit":
        names = {hole(k): args[k] for k in range(len(args))}
        entries = [names[one] if one in names else number(one, sizes) for one in how[0]]
        return np.stack(np.broadcast_arrays(*entries), axis=-1).reshape(shape)
    if what == "commutation":
        height, width = (int(number(one, sizes)) for one in how)
        return np.eye(height * width)[np.arange(height * width).reshape(width, height).T.ravel()]
    if what in ("triangle", "vech", "unvech", "duplication", "elimination"):
        return _of_triangle(what, how, args, sizes, shape)
    assert what in ("merge", "split"), what
    if what == "merge":
        order = [op.letters[0].index(one) for group in how[0] for one in group]
        lead = args[0].ndim - len(order)
        return np.transpose(args[0], (*range(lead), *order)).reshape(shape)
    order = [one for group in how[0] for one in group]
    sized = dict(zip(op.to, shape, strict=True))
    lead = [size for one, size in sized.items() if one in LEAD]
    made = args[0].reshape(*lead, *(sized[one] for one in order))
    return np.transpose(made, (*range(len(lead)), *(len(lead) + order.index(one) for one in op.to if one not in LEAD)))


def _of_triangle(what, how, args, sizes, shape):
    """Triangles, and vech with its matrices, place by place."""
    if what == "triangle":
        below, on, above = (float(one) for one in how)
        return args[0] * (below * np.tri(shape[-1], k=-1) + on * np.eye(shape[-1]) + above * np.tri(shape[-1], k=-1).T)
    size = args[0].shape[-1] if what == "vech" else shape[-1] if what == "unvech" else int(number(how[0], sizes))
    places = [(i, j) for j in range(size) for i in range(j, size)]
    if what == "vech":
        return np.stack([args[0][..., i, j] for i, j in places], axis=-1)
    made = np.zeros(shape)
    for k, (i, j) in enumerate(places):
        if what == "unvech":
            made[..., i, j] = args[0][..., k]
        elif what == "elimination":
            made[k, j * size + i] = 1
        else:
            made[j * size + i, k] = made[i * size + j, k] = 1
    return made


def of_spots(op, args, sizes):
    """An entry, or a matrix with a one, at positions that may differ from sample to sample."""
    what, spots = op.how
    first = int(what == "entry")
    spots = [
        args[int(str(spot)[1:]) + first].astype(int) if sp.sympify(spot).is_Symbol and str(spot)[0] == "_"
        else int(number(spot, sizes))
        for spot in spots
    ]  # fmt: skip
    lead = [int(sizes[one]) for one in op.to if one in LEAD]
    places = [np.arange(size).reshape([-1 if k == j else 1 for j in range(len(lead))]) for k, size in enumerate(lead)]
    if what == "unit":
        made = np.zeros([int(sp.sympify(axis).xreplace(sizes)) for axis in op.out.axes])
        made[(*places, *spots)] = 1
        return made
    held = [place for one, place in zip([o for o in op.to if o in LEAD], places, strict=True) if one in op.letters[0]]
    return np.broadcast_to(args[0][(*held, *spots)], lead)


def of_solve(op, args, sizes):
    what, *how = op.how
    if what == "solve":
        vector = len([one for one in op.letters[1] if one not in LEAD]) == 1
        return np.linalg.solve(args[0], args[1][..., None])[..., 0] if vector else np.linalg.solve(*args)
    if what == "matrix_power":
        return np.linalg.matrix_power(args[0], *how)
    if what == "qr":
        made = np.linalg.qr(args[0])
        sign = np.sign(np.diagonal(made.R, axis1=-2, axis2=-1))
        return made.Q * sign[..., None, :] if how[0] == 0 else made.R * sign[..., :, None]
    known = {"inv": np.linalg.inv, "det": np.linalg.det, "pinv": np.linalg.pinv, "cholesky": np.linalg.cholesky}
    return known[what](*args)


RUN = {
    "map": of_map, "contract": of_contract, "row": of_row, "place": of_place, "solve": of_solve, "along": of_along,
}  # fmt: skip


class Interpreted:
    """A program as a function of arrays, as a compiled one is; ``passes`` are applied to its array program."""

    def __init__(self, program, passes=()):
        self.program, self.passes = program, passes
        self.arguments = tuple(symbol.name for symbol in program.inputs)
        self.outputs = tuple(symbol.name for symbol in program.outputs)
        self._arguments = Arguments(program)

    def __call__(self, **arrays):
        given, batched = self._arguments.taken(self._arguments.spelled(arrays))
        whole = list(self._arguments.completed(given).values())
        sizes = {}
        for symbol, array in zip(self.program.inputs, whole, strict=True):
            shape = array.shape
            if symbol in batched:
                sizes[BATCH], shape = sp.Integer(shape[0]), shape[1:]
            sizes |= dict(zip(shape_of(symbol), map(sp.Integer, shape), strict=False))
        block = lower(self.program, batched)
        for one in self.passes:
            block = one(block)
        known = {}
        for value, array in zip(block.inputs, whole, strict=True):
            known[value.name] = array.reshape([int(sp.sympify(axis).xreplace(sizes)) for axis in value.axes])
        found = run(block, known, sizes)
        kind = np.result_type(*whole) if whole else float
        made = []
        for symbol in self.program.outputs:
            array = found[symbol.name]
            value = block.outputs[symbol.name]
            shape = [int(sp.sympify(size).xreplace(sizes)) for size in shape_of(symbol)]
            shape = shape[:1] if shape and shape_of(symbol)[1] == 1 else shape
            made.append(np.array(array, dtype=kind).reshape((*array.shape[: len(value.lead)], *shape)))
        return made[0] if len(made) == 1 else dict(zip(self.outputs, made, strict=True))


class InterpretedOverTime:
    """A program over time as a function of arrays, as a compiled one is."""

    def __init__(self, program, passes=()):
        self.program = arranged(replace(program, told=()))
        self.passes = passes
        self._arguments = TimeArguments(self.program)
        self.arguments = self._arguments.names
        self.outputs = tuple(output.symbol.name for output in self.program.outputs)

    def __call__(self, **arrays):
        call = self._arguments.taken(arrays)
        block = lower_over_time(self.program, call.batched)
        for each in self.passes:
            block = each(block)
        sizes, known = {}, {}
        for symbol, value, array in zip(self.program.inputs, block.inputs, call.arrays, strict=True):
            shape = list(array.shape)
            for axis in value.lead:
                sizes[axis] = sp.Integer(shape.pop(0))
            sizes |= dict(zip(shape_of(symbol), map(sp.Integer, shape), strict=False))
        for value, array in zip(block.inputs, call.arrays, strict=True):
            known[value.name] = array.reshape([int(sp.sympify(axis).xreplace(sizes)) for axis in value.axes])
        found = run(block, known, sizes)
        made = {}
        for output in self.program.outputs:
            array, value = found[output.symbol.name], block.outputs[output.symbol.name]
            shape = [int(sp.sympify(size).xreplace(sizes)) for size in shape_of(output.symbol)]
            shape = shape[:1] if shape and shape_of(output.symbol)[1] == 1 else shape
            array = np.array(array).reshape((*array.shape[: len(value.lead)], *shape))
            made[output.symbol.name] = TimeFunction._summed(self, output, array, call.shared)
        return next(iter(made.values())) if len(made) == 1 else made
