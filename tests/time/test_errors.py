"""What a recurrence says of bad input: whole messages."""

import functools
import re

import numpy as np
import pytest

import symgrad as sg
from tests.time.complex_step import point_of

n, m = sg.dims("n m")
x, h, h_prev, W, U = (
    sg.vector("x", m),
    sg.vector("h", n),
    sg.vector("h_prev", n),
    sg.matrix("W", n, m),
    sg.matrix("U", n, n),
)
CELL = sg.cells.elman()
FREE = sg.System([(h, sg.tanh(W * x + U * h_prev))])


@functools.cache
def elman():
    return sg.Recurrence(CELL)


def gradient(**changes):
    return elman().gradient(**changes)


@functools.cache
def compiled():
    return gradient().lambdify()


def call(drop=(), **changes):
    point = point_of(gradient(), 4)
    return lambda: compiled()(**{key: value for key, value in (point | changes).items() if key not in drop})


@functools.cache
def masked():
    return sg.Recurrence(CELL, mask=sg.scalar("there"))


def masked_call(there):
    point = point_of(masked().gradient(), 3)
    return lambda: masked().gradient().lambdify()(**(point | {"there": there}))


def sized_by_equations():
    """e, f and g are as long as n says, which is the size of no input."""
    s, c, c_prev, a = sg.scalars("s c c_prev a")
    e, f, g = (sg.vector(name, n) for name in "efg")
    equations = [(e, a * sg.ones(n)), (f, e), (g, n * sg.ones(n)), (c, s + c_prev)]
    cell = sg.System(equations, outputs=[c, e, f, g], parameters=[a], carry={c: c_prev})
    sg.Recurrence(cell).lambdify()(s=np.ones(3), a=2.0)


L = sg.scalar("L")
TOLD = "There are sequences x; first carries h_prev; parameters W, U, b; outputs h."
KNOWN = "call with x=..., h_prev=optional, W=..., U=..., b=..., bar_h=..."

CASES = {
    "no steps": (
        call(x=np.zeros((0, 3)), bar_h=np.zeros((0, 2))),
        sg.ShapeError, "bar_h: a sequence has at least one step, but T = 0 came."),
    "unrolled without steps": (
        lambda: elman().unroll(0),
        sg.ShapeError, "unroll: a sequence has at least one step, but T = 0 came."),
    "a carry of two shapes": (
        lambda: sg.Recurrence(FREE, carry={h: x}),
        sg.ShapeError,
        "Recurrence: carry: h is (n,), but x, which holds its value of one step before, is (m,); the two must have one "
        "shape."),
    "two carries to one input": (
        lambda: sg.Recurrence(
            sg.System([(h, sg.tanh(W * x + U * h_prev)), (sg.vector("c", n), sg.exp(h))], parameters=[W, U]),
            carry={"h": "h_prev", "c": "h_prev"}),
        sg.NameClashError, "Recurrence: carry: two outputs cannot be carried to one input."),
    "no carry": (
        lambda: sg.Recurrence(FREE),
        sg.SymgradError,
        "Recurrence: nothing says what is carried from one step to the next; give carry={h: h_prev}. The inputs are U, "
        "h_prev, W, x, the outputs h."),
    "an input carried": (
        lambda: sg.Recurrence(FREE, carry={x: h_prev}),
        sg.UnboundNameError, "Recurrence: carry: x should be defined by an equation, but it is an input."),
    "carried to what is defined": (
        lambda: sg.Recurrence(FREE, carry={h: h}),
        sg.UnboundNameError, "Recurrence: carry: h should be an input, but an equation defines it."),
    "nothing says what varies": (
        lambda: sg.Recurrence(FREE, carry={h: h_prev}),
        sg.SymgradError,
        "Recurrence: nothing says which of the inputs U, W, x change over time; name those in sequences=[...], or name "
        "the others in the cell's parameters=[...]."),
    "a parameter as a sequence": (
        lambda: sg.Recurrence(CELL, sequences=["x", "W"]),
        sg.SymgradError,
        "Recurrence: W is a parameter of the cell, which stays the same over time, and is named in sequences= too; "
        "take it out of one of the two."),
    "a carry as a sequence": (
        lambda: sg.Recurrence(CELL, sequences=["x", "h_prev"]),
        sg.SymgradError,
        "Recurrence: sequences= takes inputs that are not carried, but h_prev is not one; there are x, W, U, b."),
    "a mask that is a vector": (
        lambda: sg.Recurrence(CELL, mask=sg.vector("there", n)),
        sg.SymgradError, "a mask is one number for each step, a scalar, but there is (n,)."),
    "a parameter at each step": (
        call(b=np.zeros((4, 2))),
        sg.ShapeError,
        "b: expected shape (n,), but an array of shape (4, 2) came; a parameter stays the same over time and batch "
        "(what changes over time is named in sequences=)."),
    "a mask of halves": (
        masked_call(np.array([1.0, 0.5, 0.0])),
        sg.ArgumentError, "there: a mask is 1 where a sequence has a step and 0 after its end, but 0.5 came."),
    "two lengths": (
        call(bar_h=np.zeros((5, 2))),
        sg.ShapeError,
        "bar_h: 5 steps here, but x has 4; time comes first, then the batch: an array for every step is (T, ...) or "
        "(T, B, ...)."),
    "a sequence without time": (
        call(x=np.zeros(3)),
        sg.ShapeError, "x: expected shape (T, m) or, with a batch, (T, B, m), but an array of shape (3,) came."),
    "a sequence with an axis too many": (
        call(x=np.zeros((4, 1, 1, 3))),
        sg.ShapeError,
        "x: expected shape (T, m) or, with a batch, (T, B, m), but an array of shape (4, 1, 1, 3) came."),
    "a first carry with time": (
        call(h_prev=np.zeros((4, 1, 2))),
        sg.ShapeError, "h_prev: expected shape (n,) or, with a batch, (B, n), but an array of shape (4, 1, 2) came."),
    "two numbers of samples": (
        call(x=np.zeros((4, 2, 3)), bar_h=np.zeros((4, 3, 2))),
        sg.ShapeError,
        "bar_h: 3 samples here, but x has 2; time comes first, then the batch: an array for every step is (T, ...) or "
        "(T, B, ...)."),
    "two sizes": (
        call(W=np.zeros((5, 3))),
        sg.ShapeError, "W: n is 5 here, but h_prev has n = 3."),
    "rows of unequal length": (
        call(x=[[1.0, 2.0], [3.0]]),
        sg.ArgumentError, "x: expected an array of numbers, but its rows have unequal lengths."),
    "words": (
        call(x=np.array([["a"]])),
        sg.ArgumentError, "x: expected an array of numbers, but one of type <U1 came."),
    "an unknown argument": (call(y=1.0), sg.ArgumentError, f"unknown argument y; {KNOWN}."),
    "missing arguments": (call(drop=["x", "W"]), sg.ArgumentError, f"missing arguments x, W; {KNOWN}."),
    "an unknown output": (lambda: gradient(of="y"), sg.UnboundNameError, f"no y here. {TOLD}"),
    "an input as an output": (lambda: gradient(of="W"), sg.UnboundNameError, "W is no output; there are h."),
    "an output as an input": (
        lambda: gradient(wrt="h"), sg.UnboundNameError, "h is no input; there are x, h_prev, W, U, b."),
    "an unknown input": (lambda: gradient(wrt=["x", "V"]), sg.UnboundNameError, f"no V here. {TOLD}"),
    "a tangent of an unknown input": (lambda: elman().tangent("V"), sg.UnboundNameError, f"no V here. {TOLD}"),
    "an unknown name to detach": (lambda: gradient(detach="y"), sg.UnboundNameError, f"no y here. {TOLD}"),
    "an input to detach": (
        lambda: gradient(detach="x"), sg.UnboundNameError, "x is no carried output; there are h."),
    "an input to detach of a loss": (
        lambda: gradient(detach="x", loss=(L, sg.dot(h, h))),
        sg.UnboundNameError, "x is no carried output; there are h."),
    "an output that is no name": (
        lambda: gradient().replace(outputs="b"),
        sg.UnboundNameError,
        "b is no output, nor is it defined; there are bar_x, bar_h_prev, bar_W, bar_U, bar_b, h, bar_h, bar_pre_h."),
    "a cotangent made of an output": (
        lambda: gradient().substitute({"bar_h": h - sg.vector("y", n)}),
        sg.NameClashError,
        "substitute: bar_h = h - y takes h, which an equation defines, but an input is replaced by what comes from "
        "outside. A cotangent made of outputs is that of a loss: take the gradient of the loss, over time by loss=."),
    "a parameter made of an output": (
        lambda: gradient().substitute({"b": 2 * h}),
        sg.NameClashError,
        "substitute: b = 2*h takes h, which an equation defines, but an input is replaced by what comes from outside."),
    "a size that only equations have": (
        sized_by_equations,
        sg.SymgradError,
        "the size n is needed, but no input has it in its shape; give the system an input with the size n by inputs=."),
    "of and loss": (
        lambda: gradient(of="h", loss=(L, sg.dot(h, h))),
        sg.SymgradError, "gradient: of= names outputs and loss= or last= gives a loss; say one of the two."),
    "a loss that is a vector": (
        lambda: gradient(loss=(sg.vector("l", n), sg.exp(h))),
        sg.ShapeError, "loss: a loss is a scalar, but l is (n,)."),
    "a loss in other shapes": (
        lambda: gradient(loss=(L, sg.total(sg.vector("h", m)))),
        sg.ShapeError, "loss: h is (m,), but the cell's is (n,)."),
    "parameters of no loss": (
        lambda: gradient(parameters="V"),
        sg.SymgradError, "gradient: parameters= names what a loss uses besides; give loss= or last= too."),
    "parameters that no loss uses": (
        lambda: gradient(loss=(L, sg.dot(h, h)), parameters="V"),
        sg.UnboundNameError, "gradient: parameters= names V, but no loss uses it."),
    "truncation after no step": (
        lambda: gradient(truncate=0),
        sg.SymgradError, "gradient: truncate is a number of steps, 1 or more, but 0 came."),
    "truncation after half a step": (
        lambda: gradient(truncate=1.5),
        sg.SymgradError, "gradient: truncate is a number of steps, 1 or more, but 1.5 came."),
    "a checkpoint every no steps": (
        lambda: gradient().lambdify(checkpoint_every=0),
        sg.SymgradError, "checkpoint_every is a number of steps, 1 or more, but 0 came."),
    "a checkpoint of what does not go back": (
        lambda: elman().lambdify(checkpoint_every=3),
        sg.SymgradError,
        "checkpoint_every is for what runs forward once and backward once, as the gradient of a recurrence does; here "
        "the directions are 1."),
    "another target": (
        lambda: elman().lambdify(target="fortran"), sg.SymgradError,
        "no target 'fortran' over time; there are numpy, c, auto, array-api, jax, torch."),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_told_in_whole_sentences(name):
    made, kind, message = CASES[name]
    with pytest.raises(kind, match=f"^{re.escape(message)}$") as caught:
        made()
    assert type(caught.value) is kind


@pytest.mark.parametrize("there", [np.array([1.0, 2.0, 0.0]), np.array([1, 1, -1]), np.array([1.0, np.nan, 0.0])])
def test_a_mask_is_zero_or_one(there):
    with pytest.raises(sg.ArgumentError, match=r"^there: a mask is 1 where"):
        masked_call(there)()


def test_good_input_is_none_of_these():
    call()()
    call(drop=["h_prev"])()
    masked_call(np.array([1.0, 1.0, 0.0]))()


@pytest.mark.parametrize(("array", "shape"), [(1.0, "()"), (np.ones((0, 2)), "(0, 2)")])
def test_a_point_without_time(array, shape):
    with pytest.raises(sg.ShapeError) as told:
        sg.Recurrence(sg.cells.elman()).check(at={"x": array})
    assert str(told.value) == (
        f"x: a sequence has time first and at least one step, but an array of shape {shape} came."
    )


def test_a_derivative_at_one_time_of_a_sum_over_time():
    back = sg.Recurrence(sg.cells.elman()).gradient()
    with pytest.raises(sg.SymgradError) as told:
        back.derivative("bar_W", "x")
    assert str(told.value) == (
        "derivative: bar_W is a sum over time, and this is of one t; write some steps out by unroll and ask there, or "
        "take the gradient of it."
    )
