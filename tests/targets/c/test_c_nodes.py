"""Every kind of operation in C beside NumPy: functions, entries in other places, linear algebra, choices."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.functions import activations, shifted_exponentials
from symgrad.functions import elementwise as known
from symgrad.functions.special_functions import SPECIAL
from symgrad.lowering.stability import rows as own
from symgrad.operations import of_vectors
from symgrad.targets.c.c_functions import CALLS
from tests.targets.c.every_cell import distance, point_of

n, m = sg.dims("n m")
x, y, v = sg.vector("x", n), sg.vector("y", n), sg.vector("v", m)
A, B, W = sg.matrix("A", n, n), sg.matrix("B", n, n), sg.matrix("W", n, m)
a, L = sg.scalar("a"), sg.scalar("L")
ROWS = [
    row
    for module in (known, activations, shifted_exponentials)
    for row in vars(module).values()
    if isinstance(row, known.ElementwiseFunction)
]
ROWS += [row for row in vars(own).values() if isinstance(row, known.ElementwiseFunction)]
POINTS = np.array([-1000.0, -40.0, -3.0, -1.5, -0.99, -0.5, -1e-9, 0.0, 1e-9, 0.25, 0.5, 0.99, 1.5, 3.0, 40.0, 1000.0])


def compare(system, samples=(None, 3), size=3, positive=(), tolerance=1e-12):
    """C and NumPy at random points."""
    numpy, c = system.lambdify(), system.lambdify(target="c")
    for count in samples:
        point = point_of(system, size, count, seed=7)
        point |= {name: np.abs(point[name]) + 0.5 for name in positive if name in point}
        for _ in range(2):  # the second call is the fast one
            assert distance(c(**point), numpy(**point)) < tolerance


def test_every_row_has_a_form():
    special = {row.head for row in SPECIAL}  # test_special_code.py says which of them C has
    assert {row.head for row in (*ROWS, *known.ROWS.values())} - special <= CALLS.keys()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_every_function_of_an_entry():
    special = {row.head for row in SPECIAL}
    rows = [row for row in dict.fromkeys([*ROWS, *known.ROWS.values()]) if row.head not in special]
    names = [sg.vector(f"y_{k}", n) for k in range(len(rows))]
    system = sg.System([(name, row(x)) for name, row in zip(names, rows, strict=True)], outputs=names, inputs=[x])
    found, expected = system.lambdify(target="c")(x=POINTS), system.lambdify()(x=POINTS)
    for row, name in zip(rows, names, strict=True):
        np.testing.assert_allclose(found[name.name], expected[name.name], rtol=4e-14, atol=1e-300, err_msg=row.name)


VECTORS = ["softmax", "log_softmax", "logsumexp", "norm", "normalize", "maximum", "logdet"]


@pytest.mark.parametrize("name", VECTORS)
def test_functions_of_a_vector_and_their_derivatives(name):
    f = getattr(of_vectors, name)
    value = f(A) if name == "logdet" else f(A * x)
    loss = value if f.reduction else sg.dot(value, y)
    compare(sg.System([(L, loss)], inputs=[A, x, y]).gradient(of="L"))


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("name", VECTORS[:-1])
def test_functions_of_lines_and_their_derivatives(name, axis):
    made = getattr(of_vectors, name)(A * W, axis=axis)
    weight = sg.vector("w", made.shape[0]) if made.shape[1] == 1 else W
    compare(sg.System([(L, sg.tanh(sg.dot(made, weight)))]).gradient(of="L"))


@pytest.mark.parametrize("gap", [1.0, 40.0, 1000.0])
@pytest.mark.parametrize("name", ["softmax", "log_softmax", "logsumexp", "normalize"])
def test_stable_forms_at_large_gaps(name, gap):
    f = getattr(of_vectors, name)
    loss = f(x) if f.reduction else sg.dot(f(x), y)
    system = sg.System([(L, loss)], inputs=[x, y]).gradient(of="L").tangent()
    point = point_of(system, 4, None)
    point["x"] = np.array([gap, 0.0, -gap, gap / 2])
    assert distance(system.lambdify(target="c")(**point), system.lambdify()(**point)) < 1e-13


PLACES = {
    "concat and rows": sg.dot(sg.rows(sg.concat(A * x, W * v), 0, n), y),
    "diag": sg.dot(sg.diag(A * x) * y, x),
    "diagonal": sg.dot(sg.diagonal(A * B), x),
    "outer": sg.total(sg.outer(A * x, v)),
    "trace": sp.Trace(A * B * A).doit(),
    "kronecker": sg.total(sp.KroneckerProduct(A, W)),
    "entry": (A * x)[1, 0] * A[0, 2],
    "entries": (x[0, 0] - y[1, 0]) ** 2,
    "eye": sg.dot((A + sp.Identity(n)) * x, y),
    "explicit": sg.dot(sp.Matrix([[a, 1], [0, a**2]]) * sp.Matrix([a, 3]), sp.Matrix([1, a])),
    "inverse": sg.dot((A + 4 * sp.Identity(n)).I * x, y),
    "inverse of a product": sp.Trace((A + 4 * sp.Identity(n)).I * B),
    "determinant": sp.Determinant(A + sp.Identity(n)),
    "power": sg.dot(A**3 * x, y),
    "negative power": sg.dot((A + 4 * sp.Identity(n)) ** -2 * x, y),
}


@pytest.mark.parametrize("what", PLACES)
def test_entries_in_other_places_and_linear_algebra(what):
    system = sg.System([(L, PLACES[what])])
    compare(system)
    compare(system.gradient(of="L"))


def test_a_matrix_of_a_derivative():
    derivation = sg.System([(y, sg.tanh(A * x))], outputs=[y]).derivative("y", "x")
    numpy, c = derivation.lambdify(), derivation.lambdify(target="c")
    point = {"A": np.random.default_rng(1).standard_normal((2, 2)), "x": np.array([0.3, -2.0])}
    np.testing.assert_allclose(c(**point), numpy(**point), rtol=1e-13)


CHOICES = {
    "relu": sg.dot(sg.relu(A * x), y),
    "larger": sg.total(sg.larger(A * x, y)),
    "piecewise": sp.Piecewise((sg.dot(x, y), a > 1), (a**3, a > 0), (sp.Abs(a), True)),
    "powers": sg.total(sg.hadamard(x, x, x)) * a ** sp.Rational(3, 2) / (1 + a**2),
    "sizes": sg.total(x) / n + sp.sqrt(n) * sg.mean(x),
}


@pytest.mark.parametrize("what", CHOICES)
def test_choices_and_powers(what):
    system = sg.System([(L, CHOICES[what])])
    compare(system, positive=("a",))
    compare(system.gradient(of="L"), positive=("a",))


def test_a_position_is_looked_at_when_the_code_runs():
    k = sp.Symbol("k", integer=True)
    system = sg.System([(L, sg.softmax(A * x)[k, 0])], inputs=[A, x, k])
    for derived in (system, system.gradient(of="L", wrt=[A, x])):
        numpy, c = derived.lambdify(), derived.lambdify(target="c")
        point = {"A": np.eye(3), "x": np.arange(3.0), "k": 2, "bar_L": 1.5}
        point = {name: value for name, value in point.items() if name in derived.lambdify().arguments}
        wide = point | {"k": np.array([0, 2, 1, 1])}
        for given in (point, wide, {name: np.float32(value) if name != "k" else value for name, value in wide.items()}):
            assert distance(c(**given), numpy(**given), True) < 1e-5
        for bad in (3, -1, 0.5):
            with pytest.raises(sg.ArgumentError) as told:
                c(**(point | {"k": bad}))
            with pytest.raises(sg.ArgumentError) as expected:
                numpy(**(point | {"k": bad}))
            assert str(told.value) == str(expected.value)


def test_a_singular_matrix_is_a_named_error():
    f = sg.System([(y, A.I * x)], outputs=[y]).lambdify(target="c")
    with pytest.raises(sg.DomainError, match="equation of y: a singular matrix has no inverse"):
        f(A=np.ones((2, 2)), x=np.ones(2))


def test_what_c_does_not_have_is_named_and_auto_takes_numpy():
    system = sg.System([(B, sg.expm(A))], outputs=[B])
    with pytest.raises(sg.MissingRuleError, match=r"equation of B: no C form for matrix_map"):
        system.lambdify(target="c")
    f = system.lambdify(target="auto")
    assert type(f).__name__ == "NumpyFunction"
    assert "no C form for matrix_map" in f.note
    cube = sg.elementwise("cube", slope=lambda t, s: 3 * t**2, numpy="{x}**3")
    with pytest.raises(sg.MissingRuleError, match=r"no C form for cube, .*its row has NumPy code alone"):
        sg.System([(y, cube(x))]).lambdify(target="c")


def test_a_function_of_ones_own_by_its_definition():
    cube = sg.elementwise("cube", slope=lambda t, s: 3 * t**2, definition=lambda t: t**3)
    compare(sg.System([(y, cube(A * x))], outputs=[y]).gradient())
