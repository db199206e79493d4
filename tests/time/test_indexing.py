"""What is printed with t is true: the equations, run as they stand, give what the compiled function gives."""

import dataclasses

import numpy as np
import pytest

import symgrad as sg
from symgrad.expressions.symbols import At, cotangent_of
from symgrad.programs.equations import Equation
from symgrad.targets.points import random_sequences
from symgrad.time.indexing import T, t
from tests.own_cells import REPRESENTATIVE
from tests.time.told import Told, gathered

STEPS = 3
n, m = sg.dims("n m")
x, h, h_prev, q, target = (
    sg.vector("x", m),
    sg.vector("h", n),
    sg.vector("h_prev", n),
    sg.scalar("q"),
    sg.vector("d", n),
)
W, U, v = sg.matrix("W", n, m), sg.matrix("U", n, n), sg.vector("v", n)
L, E = sg.scalars("L E")
a, M, B = sg.vector("a", n), sg.matrix("M", n, n), sg.matrix("B", n, n)
STILL = sg.System(
    [(a, sg.exp(-v)), (B, M - M.T), (h, sg.tanh(sg.hadamard(a, h_prev) + W * x + B * h_prev)), (q, sg.dot(a, v))],
    inputs=[x, h_prev], parameters=[W, v, M], carry={h: h_prev}, outputs=[h, q, v],
)  # fmt: skip
READING = sg.System([(h, sg.tanh(W * x + U * h_prev)), (q, sg.dot(v, h_prev))], parameters=[W, U, v],
                    carry={h: h_prev}, outputs=[h, q, x, h_prev])  # fmt: skip
LOSS, LAST = (L, sg.dot(h - target, h - h_prev)), (E, sg.dot(target, h))


def recurrence(name):
    return sg.Recurrence(getattr(sg.cells, name)())


CASES = {
    **{name: lambda name=name: recurrence(name).gradient() for name in REPRESENTATIVE
       if getattr(sg.cells, name)().carry},
    "forward": lambda: recurrence("lstm"),
    "tangent": lambda: recurrence("gru").tangent(),
    "hessian-vector product": lambda: recurrence("lstm").gradient(of="h").tangent(),
    "reads and gives h of one step before": lambda: sg.Recurrence(READING).gradient(),
    "loss": lambda: recurrence("elman").gradient(loss=LOSS),
    "last": lambda: recurrence("elman").gradient(last=LAST),
    "loss and last": lambda: recurrence("elman").gradient(loss=LOSS, last=LAST),
    "detached": lambda: recurrence("lstm").gradient(detach="h"),
    "all detached": lambda: recurrence("lstm").gradient(detach=["h", "c"]),
    "one of two": lambda: recurrence("lstm").gradient(of="c", detach="h"),
    "truncated": lambda: recurrence("lstm").gradient(truncate=2),
    "equations of parameters alone": lambda: sg.Recurrence(STILL),
    "their gradient": lambda: sg.Recurrence(STILL).gradient(),
    "their tangent": lambda: sg.Recurrence(STILL).tangent(),
    "their hessian-vector product": lambda: sg.Recurrence(STILL).gradient().tangent(),
    "the value of a loss": lambda: recurrence("elman").value_and_gradient(loss=LOSS, last=LAST),
    "gradient of a gradient": lambda: recurrence("lstm").gradient(of="h").gradient(),
    "gradient of one gradient": lambda: recurrence("lstm").gradient().gradient(of="bar_c_prev", wrt="W_i"),
    "gradient of a truncated gradient": lambda: recurrence("gru").gradient(truncate=2).gradient(),
    "gradient of the gradient of a loss": lambda: recurrence("elman").gradient(loss=LOSS, last=LAST).gradient(),
    "gradient of a gradient with equations of parameters": lambda: sg.Recurrence(STILL).gradient().gradient(),
    "gradient of the gradient of a gradient": lambda: recurrence("elman").gradient().gradient().gradient(),
    "tangent of the gradient of a gradient": lambda: recurrence("gru").gradient().gradient().tangent(),
    "two directions": lambda: sg.bidirectional(sg.cells.elman()),
    "gradient of two directions": lambda: sg.bidirectional(sg.cells.gru()).gradient(),
    "gradient of the gradient of two directions": lambda: sg.bidirectional(sg.cells.elman()).gradient().gradient(),
    "masked": lambda: sg.Recurrence(sg.cells.gru(), mask=sg.scalar("mask")).gradient(),
}  # fmt: skip


def point_of(system, seed=2):
    body = system.program.stages[0].body
    point = random_sequences(system.program, seed=seed)
    for symbol in (symbol for symbol in system.sequences if symbol.name in point):
        point[symbol.name] = point[symbol.name][:STEPS]
    if "mask" in point:
        point["mask"] = np.array([1.0, 1.0, 0.0])
    sizes = {dim.name: 1 for dim in body.dims}
    for symbol in (symbol for symbol in system.inputs if symbol.name in point):
        if getattr(symbol, "is_Matrix", False):
            shape = point[symbol.name].shape[int(symbol in system.sequences) :]
            sizes |= {d.name: int(k) for d, k in zip(symbol.shape, shape, strict=False) if d.is_Symbol}
    return point, sizes


def told_and_compiled(system):
    point, sizes = point_of(system)
    found = Told(system, STEPS, point, sizes).run()
    starts = {equation.rhs: equation.lhs for equation in system.indexed.first}
    for output in system.program.outputs:
        if output.kind == "end" and output.symbol not in found:
            name = rebased(output.symbol, {first: start.primal for first, start in starts.items()})
            found[output.symbol] = found[name, int(starts[base_of(output.symbol, starts)].time.subs({T: STEPS}))]
    for old, new in ((old, new) for new, old in system.carry.items()):
        found |= {(old, time): found[new, time - 1] for time in range(1, STEPS + 1) if (new, time - 1) in found}
    told = gathered(found, system.program.outputs, STEPS)
    made = system.lambdify()(**point)
    return told, made if isinstance(made, dict) else {system.outputs[0].name: made}


def base_of(symbol, starts):
    return symbol if symbol in starts else base_of(symbol.primal, starts)


def rebased(symbol, names):
    if symbol in names:
        return names[symbol]
    return type(symbol)(rebased(symbol.primal, names), symbol.generation) if hasattr(symbol, "primal") else symbol


@pytest.mark.parametrize("name", CASES)
def test_the_equations_with_t_give_what_the_compiled_function_gives(name):
    told, made = told_and_compiled(CASES[name]())
    assert told.keys() == made.keys()
    for key, array in made.items():
        np.testing.assert_allclose(told[key], array, rtol=1e-10, atol=1e-12, err_msg=key)


def altered(system, part, change):
    """The system, told otherwise: some of its lines changed."""
    made = sg.System(system.program)
    lines = tuple(map(change, getattr(system.indexed, part)))
    made.__dict__["indexed"] = dataclasses.replace(system.indexed, **{part: lines})
    return made


def test_a_line_with_a_wrong_time_would_be_seen():
    system = recurrence("lstm").gradient()

    def earlier(equation):
        bars = [
            s for s in equation.rhs.atoms(At) if s.generation == t + 1 and s.primal == cotangent_of(system.symbol("c"))
        ]
        return Equation(equation.lhs, equation.rhs.xreplace({s: At.__class__ and type(s)(s.primal, t) for s in bars}))

    wrong = altered(system, "backward", earlier)
    with pytest.raises(KeyError):  # the cotangent of c at t stands for itself
        told_and_compiled(wrong)


def test_a_line_left_out_of_a_sum_would_be_seen():
    system = recurrence("lstm").gradient()

    def less(equation):
        if equation.lhs != cotangent_of(system.symbol("U_i")):
            return equation
        term = equation.rhs
        return Equation(equation.lhs, type(term)(term.term, term.first + 1, term.last))

    told, made = told_and_compiled(altered(system, "closing", less))
    assert [key for key in made if not np.allclose(told[key], made[key], rtol=1e-10)] == ["bar_U_i"]
