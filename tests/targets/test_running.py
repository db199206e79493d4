"""What fails in generated code: errors of symgrad that say which function failed, where and why."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg

n = sg.dims("n")
A, S, x = sg.matrix("A", n, n), sg.matrix("S", n, n, symmetric=True), sg.vector("x", n)
SINGULAR = np.array([[1.0, 2.0], [2.0, 4.0]])
NO_INVERSE = (
    "Singular matrix; a singular matrix has no inverse, which the gradient det(A) inv(A)^T of a determinant has in it "
    "too; give a matrix that has one."
)
TYPES = "NumPy has its linear algebra for float32, float64, complex64 and complex128; give arrays of these."


def told(function, **arrays):
    with pytest.raises(sg.ArgumentError) as caught:
        function(**arrays)
    return str(caught.value)


@pytest.mark.parametrize(
    ("expr", "place"),
    [
        (A.inv(), "np.linalg.inv in the line value = np.linalg.inv(A)"),
        (A.inv() * x, "np.linalg.solve in the line value = np.linalg.solve(A, x)"),
        (A**-2, "np.linalg.matrix_power in the line value = np.linalg.matrix_power(A, -2)"),
        (sg.gradient(sp.Determinant(A), A), "np.linalg.inv in the line value = np.linalg.det(A) * np.linalg.inv(A).T"),
        (sg.gradient(sg.logdet(A), A), "np.linalg.inv in the line value_2 = np.linalg.inv(A)"),
    ],
)
def test_a_singular_matrix_is_an_error_that_says_where(expr, place):
    function = sg.lambdify(expr)
    given = {"A": SINGULAR, "x": np.ones(2)}
    for batch in ((), (3,)):
        arrays = {name: np.broadcast_to(given[name], (*batch, *given[name].shape)) for name in function.arguments}
        message = told(function, **arrays)
        assert message.startswith(f"{place.partition(' ')[0]} in the line ")
        assert message.endswith(f": {NO_INVERSE}")
    assert told(function, **{name: given[name] for name in function.arguments}) == f"{place}: {NO_INVERSE}"


def test_the_determinant_itself_is_0_there():
    assert sg.lambdify(sp.Determinant(A))(A=SINGULAR) == pytest.approx(0.0, abs=1e-15)


def test_so_it_is_over_time():
    h, h_prev = sg.vector("h", n), sg.vector("h_prev", n)
    cell = sg.System([(h, A.inv() * h_prev + x)], parameters=[A], carry={h: h_prev})
    assert told(sg.Recurrence(cell).lambdify(), A=SINGULAR, x=np.ones((2, 2))) == (
        f"np.linalg.solve in the line np.add(block_x[t], np.linalg.solve(A, h_before_t), out=h_t): {NO_INVERSE}"
    )


@pytest.mark.parametrize(
    ("expr", "place"),
    [
        (sg.pinv(A), "np.linalg.pinv in the line value = pinv(A)"),
        (sg.eigenvalue(S, 0), "np.linalg.eigh in the line value = eigenpair(S, 0)[0]"),
    ],
)
def test_what_does_not_converge_has_no_finite_numbers(expr, place):
    function = sg.lambdify(expr)
    message = told(function, **{function.arguments[0]: np.full((5, 5), np.nan)})
    assert message.startswith(f"{place}: ")
    assert message.endswith(" did not converge; that is so where entries are nan or infinite; give finite numbers.")


@pytest.mark.parametrize("kind", [np.float16, np.longdouble])
@pytest.mark.parametrize("expr", [A.inv(), sp.Determinant(A), sg.eigenvector(S, 0)])
def test_types_that_have_no_linear_algebra_are_an_error(expr, kind):
    function = sg.lambdify(expr)
    message = told(function, **{function.arguments[0]: np.eye(2, dtype=kind)})
    assert message.startswith("np.linalg.")
    assert message.endswith(f": array type {np.dtype(kind)} is unsupported in linalg; {TYPES}")


def test_an_error_of_the_authors_own_code_stays_what_it_is():
    source = "def own(x):\n    raise TypeError('mine')\n"
    own = sg.elementwise("own", slope=lambda x, y: 1, numpy="own({x})", helper=source)
    with pytest.raises(TypeError, match=r"^mine$") as caught:
        sg.lambdify(own(x))(x=np.ones(2))
    assert not isinstance(caught.value, sg.SymgradError)
