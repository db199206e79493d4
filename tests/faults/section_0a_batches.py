"""Wrong numbers with a batch."""

import numpy as np
import pytest

import symgrad as sg
from tests.faults.row import Row

n, m = sg.dims("n m")


def _gradient_of_the_gradient():
    """d/dW, d/dy, d/dbar_c of <bar2_bar_b, gradient by b> for c = (x . b) W y: the second of each sample, by hand."""
    b, x, c = sg.vector("b", m), sg.vector("x", m), sg.vector("c", n)
    W, y = sg.matrix("W", n, m), sg.vector("y", m)
    system = sg.System([(c, sg.dot(x, b) * W * y)], inputs=[b, x, y], parameters=[W])
    twice = system.gradient(wrt="b").gradient().lambdify()
    random = np.random.default_rng(0)
    given = {name: random.standard_normal(shape) for name, shape in {
        "b": (2,), "x": (3, 2), "y": (2,), "W": (4, 2), "bar_c": (3, 4), "bar2_bar_b": (2,)}.items()}  # fmt: skip
    found = twice(**given)
    along = (
        given["x"] @ given["bar2_bar_b"]
    )  # bar_b = sum of (bar_c . W y) x, so its product with v is (x . v) bar_c W y
    right = {
        "bar2_W": np.einsum("s,si,j->ij", along, given["bar_c"], given["y"]),
        "bar2_y": np.einsum("s,si,ij->j", along, given["bar_c"], given["W"]),
        "bar2_bar_c": along[:, None] * (given["W"] @ given["y"]),
        "bar2_b": np.zeros(2),
        "bar2_x": (given["bar_c"] @ given["W"] @ given["y"])[:, None] * given["bar2_bar_b"],
    }
    for name, value in right.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-12, atol=1e-13)
    return "sample by sample, summed: " + ", ".join(f"{name} {found[name].shape}" for name in right)


def _a_penalty():
    V, W, u, h = sg.matrix("V", n, m), sg.matrix("W", n, m), sg.vector("u", m), sg.vector("h", n)
    R, L = sg.scalars("R L")
    system = sg.System([(V, W + W), (R, sg.total(V)), (h, V * u), (L, sg.total(h))], outputs=[R, L])
    found = []
    for wrt in ("W", None):
        gradient = system.gradient(wrt=wrt).lambdify()(W=np.ones((2, 3)), u=np.ones((5, 3)))
        gradient = gradient if wrt else gradient["bar_W"]
        np.testing.assert_array_equal(gradient, np.full((2, 3), 12.0))  # 2 of R once, 2 of L in each of 5 samples
        found.append(str(gradient[0, 0]))
    return " and ".join(found)


def _vectors_of_one_entry():
    h, z, x = sg.vectors("h z x", 1)
    function = sg.System([(h, z * sg.exp(x).T)]).lambdify()
    z, x = np.array([[1.0], [2.0], [3.0]]), np.array([[0.0], [1.0], [2.0]])
    found = function(z=z, x=x)
    np.testing.assert_allclose(found, z * np.exp(x), rtol=1e-14)
    assert function(z=z[0], x=x[0]).shape == (1,)
    assert found.shape == (3, 1)
    return str(found.shape)


def _a_flat_matrix_turned():
    H, W = sg.matrix("H", m, n), sg.matrix("W", n, m)
    found = sg.System([(H, sg.tanh(sg.ones(n, m)).T)], inputs=[W]).lambdify()(W=np.ones((2, 3)))
    np.testing.assert_allclose(found, np.full((3, 2), np.tanh(1.0)), rtol=1e-14)
    return str(found.shape)


def _memory_of_their_own():
    b, e, y = sg.matrix("b", n, m), sg.scalar("e"), sg.vector("y", n)
    given = np.ones((2, 2))
    entry = sg.System([(e, b[0, 0])]).lambdify()(b=given)
    assert not np.may_share_memory(entry, given)
    s, d = sg.scalar("s"), sg.vector("d", n)
    back = sg.System([(y, sg.normalize(s * sg.ones(n) + d))]).gradient().lambdify()
    found = back(s=np.ones(3), d=np.ones((3, 2)), bar_y=np.array([[1.0, 2.0]] * 3))
    arrays = list(found.values())
    assert not any(np.may_share_memory(one, other) for k, one in enumerate(arrays) for other in arrays[:k])
    assert all(array.flags.writeable for array in arrays)
    return "arrays of their own"


def _helpers_of_one_name():
    def adding(name, number):
        helper = f"def shared(x):\n    return x + {number}\n"
        return sg.elementwise(name, slope=lambda x, y: 1, numpy="shared({x})", helper=helper)

    first, second = adding("one", 1.0), adding("two", 2.0)
    s = sg.scalar("s")
    with pytest.raises(sg.NameClashError, match="come with Python code that defines shared") as caught:
        sg.lambdify(first(s) + second(s))
    return f"NameClashError: {str(caught.value).split(';')[0]}"


ROWS = (
    Row(
        "gradient of the gradient with a batch of 3: c = dot(x, b) W y, S.gradient(wrt='b').gradient()",
        "the cotangent of a per-sample part taken for that of the shared b and summed",
        "sample by sample, summed",
        _gradient_of_the_gradient,
    ),
    Row(
        "System([(V, W + W), (R, total(V)), (h, V*u), (L, total(h))], outputs=[R, L]), a batch of 5 in u",
        "20 (R counted 5 times), 12 with wrt=None",
        "12",
        _a_penalty,
    ),
    Row("(h, z*sg.exp(x).T), sizes 1, with a batch", "(B, B, 1)", "(B, 1)", _vectors_of_one_entry),
    Row("(H, sg.tanh(sg.ones(n, m)).T)", "a 0-d array", "(m, n)", _a_flat_matrix_turned),
    Row(
        "outputs (e, b[0, 0]); the gradient of normalize(s*ones + d)",
        "a view of the input; a view of another output",
        "arrays of their own",
        _memory_of_their_own,
    ),
    Row(
        "two elementwise functions whose helpers bear one name",
        "one replaces the other silently",
        "two, or an error",
        _helpers_of_one_name,
    ),
)
