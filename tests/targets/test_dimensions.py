"""Where generated code reads sizes: from the arrays that tell them, or an error that says which do not."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.expressions.nodes import Unvec
from symgrad.expressions.symbols import dims

n, m, k = dims("n m k")


def unvec_of(size, *inputs):
    x = sg.vector("x", size)
    return sg.System([(sg.matrix("out", n, m), Unvec(x, n, m))], inputs=[x, *inputs])


def columns(x, height):
    return np.reshape(x, (height, -1), order="F")


def test_a_size_that_only_a_product_holds_is_an_error_that_names_it():
    with pytest.raises(
        sg.SymgradError, match=r"^the size [nm] is needed, but only m\*n of x tells of it, .* by inputs=\.$"
    ):
        unvec_of(n * m).lambdify()


def test_the_product_and_one_factor_tell_the_other():
    x = np.arange(6.0)
    np.testing.assert_array_equal(unvec_of(n * m, sg.vector("y", m)).lambdify()(x=x, y=np.zeros(3)), columns(x, 2))
    np.testing.assert_array_equal(unvec_of(n * m, sg.vector("y", n)).lambdify()(x=x, y=np.zeros(3)), columns(x, 3))


def test_through_two_others():
    """n m tells m with n, n with n + k, and k stands alone."""
    cell = unvec_of(n * m, sg.vector("y", n + k), sg.vector("z", k))
    x = np.arange(6.0)
    np.testing.assert_array_equal(cell.lambdify()(x=x, y=np.zeros(7), z=np.zeros(5)), columns(x, 2))


def test_a_square_tells_its_root():
    q = sg.vector("q", n**2)
    f = sg.System([(sg.matrix("out", n, n), Unvec(q, n, n))]).lambdify()
    np.testing.assert_array_equal(f(q=np.arange(9.0)), columns(np.arange(9.0), 3))
    with pytest.raises(sg.ShapeError, match=r"q: n\*\*2 is 8 here, which no whole n gives"):
        f(q=np.arange(8.0))


def test_the_product_itself_needs_no_factor():
    x, y = sg.vectors("x y", n * m)
    cell = sg.System([(y, sg.tanh(x) + sg.total(x) * sg.ones(n * m) / (n * m))])
    x_ = np.arange(6.0)
    np.testing.assert_allclose(cell.lambdify()(x=x_), np.tanh(x_) + 2.5)
    found = cell.gradient().tangent().lambdify()(x=x_, bar_y=np.ones(6), dot_x=np.ones(6))
    np.testing.assert_allclose(found, -2 * np.tanh(x_) * (1 - np.tanh(x_) ** 2), atol=1e-12)


def test_sizes_that_disagree_are_an_error():
    x, y = sg.vectors("x y", n * m)
    with pytest.raises(sg.ShapeError, match=r"y: m\*n is 5 here, but x has m\*n = 6"):
        sg.lambdify(sg.dot(x, y))(x=np.zeros(6), y=np.zeros(5))


def test_a_variable_may_be_called_like_a_function_that_the_code_calls():
    norm, softmax, along = sg.vector("norm", n), sg.vector("softmax", n), sg.matrix("along", n, n)
    assert sg.lambdify(sg.norm(norm))(norm=np.array([3.0, 4.0])) == 5.0
    f = sg.lambdify(sg.dot(sg.softmax(softmax), sg.expm(along, along) * sg.silu(norm)))
    assert set(f.arguments) == {"softmax", "along", "norm"}
    point = {"softmax": np.zeros(2), "along": np.zeros((2, 2)), "norm": np.ones(2)}
    assert f(**point) == 0.0
    assert sg.System([(sg.scalar("sigmoid"), sg.total(sg.sigmoid(norm)))]).check(method="complex")
