"""Wrong numbers through time: equations of parameters alone, and what random recurrences found beside them."""

import numpy as np

import symgrad as sg
from tests.faults.row import Row
from tests.own_cells import REPRESENTATIVE
from tests.properties.recurrences import compare

n, p = sg.dims("n p")
x, v, w, h, h_prev = sg.vectors("x v w h h_prev", n)
q, q_prev, b = sg.scalars("q q_prev b")


def _decay():
    """h_t = exp(-w) h_{t-1} + x_t."""
    a = sg.vector("a", n)
    equations = [(a, sg.exp(-w)), (h, sg.hadamard(a, h_prev) + x)]
    return sg.Recurrence(sg.System(equations, outputs=[h], inputs=[x, h_prev], parameters=[w], carry={h: h_prev}))


def _by_hand(size, steps, weights):
    """The values and the gradients of the sum of weights times h, by the recursion on paper."""
    a, state = np.exp(-weights), np.ones(size)
    before = []
    for _ in range(steps):
        before.append(state)
        state = a * state + 1.0
    bar, bar_a = np.zeros(size), np.zeros(size)
    for state_before in reversed(before):
        bar = bar * a + 1.0
        bar_a += bar * state_before
    return state, -a * bar_a


def _values():
    found = _decay().lambdify()(x=np.ones((3, 3)), h_prev=np.ones(3), w=np.arange(3.0))[-1]
    np.testing.assert_allclose(found, _by_hand(3, 3, np.arange(3.0))[0], rtol=1e-14)
    return f"{np.round(found, 3)}"


def _at_every_length():
    gradient = _decay().gradient(wrt="w")
    for every in (None, 2):
        function = gradient.lambdify(checkpoint_every=every)
        for size in (1, 2, 3):
            for steps in range(1, 6):
                weights = np.linspace(0.2, 0.9, size)
                given = {"x": np.ones((steps, size)), "h_prev": np.ones(size), "w": weights}
                found = function(**given, bar_h=np.ones((steps, size)))
                np.testing.assert_allclose(found, _by_hand(size, steps, weights)[1], rtol=1e-13)
    return "right at T = 1 to 5 for sizes 1 to 3, with checkpoint_every and without"


def _mlstm():
    report = sg.Recurrence(sg.cells.mlstm()).gradient().check(method="central")
    assert report
    return f"{len(report.entries)} of {len(report.entries)} pass"


def _every_cell():
    """The central differences are of the compiled values, which the rows above and below hold to loops by hand."""
    names = [name for name in REPRESENTATIVE if getattr(sg.cells, name)().carry]
    passed = [bool(sg.Recurrence(getattr(sg.cells, name)()).gradient().check()) for name in names]
    assert all(passed)
    return f"{len(names)} cells pass"


def _against_the_complex_step(cell, names, **how):
    """The gradient along a direction against the complex step of a loop over the equations, in Python's own numbers."""
    r = sg.Recurrence(cell)
    random = np.random.default_rng(0)
    sizes = {"s": (4,), "h": (3,), "x": (4, 3)}
    shapes = {one.name: sizes["x"] if one in r.sequences and one.name == "x" else sizes["s"] if one in r.sequences
              else () if not hasattr(one, "shape") else (3,) for one in r.inputs}  # fmt: skip
    point = {name: 0.5 * random.standard_normal(shape) for name, shape in shapes.items()}
    way = {name: random.standard_normal(shape) for name, shape in shapes.items()}
    bars = {f"bar_{name}": random.standard_normal((4, *shape)) for name, shape in names.items()}
    step = cell.lambdify()
    bodies = {str(new): str(old) for new, old in cell.carry.items()}
    found = r.gradient().lambdify(**how)(**point, **bars)
    claimed = sum(np.sum(found[f"bar_{name}"] * one) for name, one in way.items())
    expected = 0.0
    for sign in (1, -1):  # central differences of a loop that calls the cell step by step
        at = {name: one + sign * 1e-6 * way[name] for name, one in point.items()}
        for t in range(4):
            given = {name: one[t] if name in map(str, r.sequences) else one for name, one in at.items()}
            made = step(**{name: given[name] for name in step.arguments})
            made = made if isinstance(made, dict) else {step.outputs[0]: made}
            expected += sign * sum(np.sum(bars[f"bar_{name}"][t] * made[name]) for name in names) / 2e-6
            at |= {old: made[new] for new, old in bodies.items()}
    assert abs(claimed - expected) < 1e-6 * (1 + abs(expected)), (claimed, expected)
    return f"{claimed:.6f}, the loop gives {expected:.6f}"


def _mixed_quotient():
    cell = sg.System(
        [(h, h_prev / (1 + q**2 + sg.dot(h_prev, h_prev)) + x)], inputs=[x, h_prev], parameters=[q], carry={h: h_prev}
    )
    return _against_the_complex_step(cell, {"h": (3,)})


def _checkpoint_of_a_state_read_elsewhere():
    value = q * sg.ones(n) + h_prev
    cell = sg.System(
        [(h, sg.tanh(sg.hadamard(value, sg.sigmoid(h_prev))) + x)], inputs=[x, h_prev], parameters=[q],
        carry={h: h_prev},
    )  # fmt: skip
    return _against_the_complex_step(cell, {"h": (3,)}, checkpoint_every=2)


def _a_zero_output():
    z = sg.vector("z", n)
    cell = sg.System(
        [(h, sg.tanh(h_prev + x)), (z, 0 * v)], outputs=[h, z], inputs=[x, h_prev], parameters=[v], carry={h: h_prev}
    )
    given = {"x": np.ones((4, 3)), "h_prev": np.zeros(3), "v": np.ones(3)}
    dots = {f"dot_{name}": np.ones_like(value) for name, value in given.items()}
    found = sg.Recurrence(cell).tangent().lambdify()(**given, **dots)["dot_z"]
    np.testing.assert_array_equal(found, np.zeros((4, 3)))
    return f"zeros of shape {found.shape}"


def _an_output_of_parameters():
    z = sg.vector("z", n)
    cell = sg.System(
        [(h, sg.tanh(h_prev + x)), (z, sg.hadamard(v, v))], outputs=[h, z], inputs=[x, h_prev], parameters=[v],
        carry={h: h_prev},
    )  # fmt: skip
    given = {"x": np.ones((4, 3)), "h_prev": np.zeros(3), "v": np.arange(3.0)}
    found = sg.Recurrence(cell).lambdify()(**given)["z"]
    np.testing.assert_array_equal(found, np.tile(np.arange(3.0) ** 2, (4, 1)))
    back = sg.Recurrence(cell).gradient(of="z", wrt="v").lambdify()(**given, bar_z=np.ones((4, 3)))
    np.testing.assert_allclose(back, 8 * np.arange(3.0))
    return f"shape {found.shape}, its gradient counts each step once"


def _random_ones():
    found = [compare(seed) for seed in (3, 5, 105, 214, 228, 1026)]
    return f"{len(found)} of those that failed on the way: {', '.join(found)}"


ROWS = (
    Row("h = exp(-w) * h_prev + x, T = 3", "[1.235 1.235 1.235]", "[4. 1.553 1.156]", _values),
    Row("its gradient at every T and size, with checkpoint_every", "wrong, or IndexError", "the recursion by hand",
        _at_every_length),
    Row("sg.Recurrence(sg.cells.mlstm()).gradient().check(method='central')", "36 of 127 fail", "all pass", _mlstm),
    Row("sg.Recurrence(c).gradient().check() for every cell", "mlstm fails", "all pass", _every_cell),
    Row("(h, h_prev/(1 + q**2 + dot(h_prev, h_prev)))", "AttributeError: 'Pow' has no attribute 'is_commutative'",
        "the gradient", _mixed_quotient),
    Row("checkpoint_every with tanh((q 1 + h_prev) * sigmoid(h_prev))", "NameError: name 'None_c'", "the gradient",
        _checkpoint_of_a_state_read_elsewhere),
    Row("the tangent where an output is zero", "KeyError", "zeros (T, n)", _a_zero_output),
    Row("an output of parameters alone", "(n,), or ValueError", "(T, n)", _an_output_of_parameters),
    Row("random recurrences", "of 634 21 were wrong and 135 crashed", "0 and 0", _random_ones),
)  # fmt: skip
