"""Where generated code reads sizes: from the arrays that tell them, or an error that says which do not."""

import numpy as np
import pytest
import sympy as sp

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


ROOTS = [(n**3, 64, 4), (n**3, 15625, 25), (n**5, 1024, 4), (n ** sp.Rational(3, 2), 125, 25), (2**n, 64, 6),
         (2**n, 8, 3), (n**2 + n, 20, 4), (n * (n + 1) / 2, 10, 4), (sp.sqrt(n), 4, 16), (3 * n - 1, 8, 3),
         (sp.Symbol("k") ** 3, 64, 4)]  # fmt: skip


@pytest.mark.parametrize(("axis", "number", "root"), ROOTS)
def test_what_solves_an_axis_is_a_whole_number(axis, number, root):
    w, s, (size,) = sg.vector("w", axis), sg.scalar("s"), axis.free_symbols
    chosen = sg.lambdify(sp.Piecewise((1, sp.Le(s, size)), (0, True)) * sg.total(w))
    assert [chosen(w=np.ones(number), s=s) for s in (root - 0.5, float(root), root + 0.5)] == [number, number, 0.0]
    assert sg.lambdify(sg.total(w) * sg.ones(size))(w=np.ones(number)).tolist() == [number] * root
    assert sg.lambdify(sg.total(w) * size**3)(w=np.ones(number)) == number * root**3


@pytest.mark.parametrize("axis", [n**3, 2**n, n * 2**n, n**3 + n])
def test_what_no_whole_size_gives_is_an_error(axis):
    w = sg.vector("w", axis)
    with pytest.raises(sg.ShapeError, match=r"^w: .* is 11 here, which no whole n gives\.$"):
        sg.lambdify(sg.total(w))(w=np.ones(11))


def test_an_axis_from_which_no_formula_follows_tells_what_numbers_tell():
    """n 2^n is 8 for n = 3, and max(n, m) is 3 for m = 2 where n is 3; n^2 - 3 n + 4 is 2 for n = 1 and 2."""
    for axis, number in ((n * 2**n, 8), (n**3 + n, 10), (sp.Max(n, m), 3), (n**2 - 3 * n + 4, 2)):
        w, y = sg.vector("w", axis), sg.vector("y", m)
        assert sg.lambdify(sg.total(w) * sg.total(y))(w=np.ones(number), y=np.ones(2)) == 2 * number
        with pytest.raises(sg.SymgradError, match=r"^the size n is needed, but only .* of w tells of it, .*"):
            sg.lambdify(sg.total(w) * sg.total(y) * n)


@pytest.mark.parametrize("size", [sp.Max(n, 3), sp.sqrt(n), 2 ** (1 / n)])
def test_a_size_that_is_no_whole_number_everywhere_has_no_code(size):
    x = sg.vector("x", n)
    with pytest.raises(sg.MissingRuleError, match=r"^no code for the size .*; give .* an input that has this one"):
        sg.lambdify(sg.total(x) * sg.ones(size))


def test_but_that_of_an_input_has():
    x, w = sg.vector("x", n), sg.vector("w", sp.sqrt(n))
    f = sg.lambdify(sg.total(x) * sg.ones(sp.sqrt(n)), inputs=[x, w])
    assert f(x=np.ones(4), w=np.ones(2)).tolist() == [4.0, 4.0]
    with pytest.raises(sg.ShapeError, match=r"^w: sqrt\(n\) is 2 here, but the other arrays make it sqrt\(5\)\.$"):
        f(x=np.ones(5), w=np.ones(2))


def test_names_of_inputs_that_look_like_what_sizes_are_written_with():
    log, sqrt, first, last = sg.vector("log", 2**n), sg.vector("sqrt", m**2), *sg.vectors("__1__ __0__", k)
    f = sg.lambdify(sg.total(log) * sg.total(sqrt) * sg.dot(first, last) * n * m * k)
    assert f(log=np.ones(8), sqrt=np.ones(9), __1__=np.ones(5), __0__=np.ones(5)) == 8 * 9 * 5 * 3 * 3 * 5
    a, b = sg.vector("a", m + n + k), sg.vector("__0__", n)
    f = sg.lambdify(sg.total(a) * sg.total(b) * sg.total(sg.vector("__2__", k)) * m)
    assert f(a=np.ones(9), __0__=np.ones(3), __2__=np.ones(2)) == 9 * 3 * 2 * 4


def test_a_size_that_nothing_tells_over_time_is_an_error_of_one_line():
    h, h_prev, x = sg.vector("h", n), sg.vector("h_prev", n), sg.vector("x", m * k)
    cell = sg.System([(h, h_prev * sg.total(x) * m)], carry={h: h_prev})
    with pytest.raises(sg.SymgradError) as told:
        sg.Recurrence(cell, sequences=[x]).lambdify()
    assert str(told.value) == (
        "the size m is needed, but only k*m of x tells of it, from which it does not follow; give the system an input "
        "with the size m by inputs=."
    )


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
