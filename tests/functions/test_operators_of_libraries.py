"""The operators of PyTorch and JAX: every line gives the right number and gradient, and few are missing."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from tests.functions.documented_operators import DOCUMENTED
from tests.functions.operators_of_libraries import ELSEWHERE, MISSING, OUTSIDE, TABLE

sc = pytest.importorskip("scipy.special")
sl = pytest.importorskip("scipy.linalg")
VECTORS = {"order": 4, "x": 4, "y": 4, "p": 4, "d": 4, "s": 4, "q": 3, "r": 3}
SYMBOLS = {
    **{name: sg.vector(name, size) for name, size in VECTORS.items()}, "a": sg.scalar("a"), "b": sg.scalar("b"),
    "X": sg.matrix("X", 3, 2), "Y": sg.matrix("Y", 3, 2), "A": sg.matrix("A", 3, 3),
    "S": sg.matrix("S", 3, 3, symmetric=True),
}  # fmt: skip
h = sg.vector("h", 4)
NAMES = {
    **SYMBOLS, "sg": sg, "sp": sp, "t": sp.Symbol("t", real=True),
    "SAME": sg.System([(h, 1 * SYMBOLS["x"])], inputs=[SYMBOLS["x"]]),
    "PROBABLE": sg.System([(h, sg.sigmoid(SYMBOLS["x"]))], inputs=[SYMBOLS["x"]]),
    "SPREAD": sg.System([(h, 1 * SYMBOLS["x"])], inputs=[SYMBOLS["x"], SYMBOLS["p"]]),
}  # fmt: skip
AT = {
    "x": np.array([0.7, -1.2, 2.3, -0.35]), "y": np.array([-0.4, 0.9, 1.1, -0.8]),
    "p": np.array([0.35, 0.8, 0.15, 0.6]), "d": np.array([0.1, 0.2, 0.3, 0.4]), "s": np.array([1.0, -1.0, -1.0, 1.0]),
    "q": np.array([0.5, -0.7, 1.4]), "r": np.array([-1.1, 0.3, 0.6]), "a": np.array(1.3), "b": np.array(2.4),
    "X": np.array([[0.6, -1.1], [0.2, 1.7], [-0.9, 0.4]]), "Y": np.array([[1.2, 0.3], [-0.5, 0.8], [0.1, -1.4]]),
    "A": np.array([[2.0, 0.3, -0.4], [0.1, 1.5, 0.6], [-0.7, 0.2, 1.8]]),
    "S": np.array([[2.5, 0.4, -0.3], [0.4, 1.9, 0.7], [-0.3, 0.7, 3.1]]), "one": np.array(1.0),
    "order": np.array([1.0, 3.0, 0.0, 2.0]),
}  # fmt: skip
lined = pytest.mark.parametrize("operator", TABLE, ids=lambda one: (one.torch or one.jax).split()[0])


def plain(operator, at):
    """The plain formula of these arrays."""
    return np.asarray(eval(operator.plain, {"np": np, "sc": sc, "sl": sl, **at}))


def system_of(operator):
    """The System of what a line writes, of one output."""
    made = eval(operator.line, dict(NAMES))
    if isinstance(made, sg.System):
        return made
    made = sp.ImmutableMatrix(made) if isinstance(made, sp.MatrixBase) else made
    if not getattr(made, "is_Matrix", False):
        return sg.System([(sg.scalar("out"), made)])
    rows, columns = made.shape
    return sg.System([(sg.vector("out", rows) if columns == 1 else sg.matrix("out", rows, columns), made)])


@lined
def test_each_line_gives_the_number(operator):
    system = system_of(operator)
    found = system.lambdify()(**{symbol.name: AT[symbol.name] for symbol in system.inputs})
    wanted = plain(operator, AT)
    assert np.shape(found) == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=1e-10, atol=1e-12)


@lined
def test_each_gradient_is_that_of_the_plain_formula(operator):
    """Beside central differences, by the first variable, along the weights of its output."""
    system = system_of(operator)
    name = next(symbol.name for symbol in system.inputs if symbol.name != "order")
    at = {symbol.name: AT[symbol.name] for symbol in system.inputs}
    shape = plain(operator, AT).shape
    weights = np.linspace(0.5, 1.5, max(1, int(np.prod(shape)))).reshape(shape)
    found = system.gradient(wrt=name).lambdify()(**at, **{f"bar_{system.outputs[0].name}": weights})
    wanted = np.empty(AT[name].shape)
    for place in np.ndindex(*AT[name].shape):
        sides = []
        for sign in (1, -1):
            moved = AT[name].copy()
            moved[place] += sign * 5e-6
            if name == "S":  # which is symmetric
                moved = (moved + moved.T) / 2
            sides.append((weights * plain(operator, {**AT, name: moved})).sum())
        wanted[place] = (sides[0] - sides[1]) / 1e-5
    np.testing.assert_allclose(found, wanted, rtol=2e-6, atol=1e-7)


def test_a_wrong_line_is_found():
    wrong = TABLE[0]._replace(line="sg.leaky_relu(x)")
    with pytest.raises(AssertionError):
        test_each_line_gives_the_number(wrong)
    with pytest.raises(AssertionError):
        test_each_gradient_is_that_of_the_plain_formula(wrong)


def counted(names, letters):
    return [name for name in names if name.partition(".")[0] in letters]


def listed(library):
    return [name for operator in TABLE for name in getattr(operator, library).split()]


@pytest.mark.parametrize(("library", "letters"), [("torch", ("F", "T", "L")), ("jax", ("N", "J", "JL", "JF"))])
def test_of_what_is_differentiable_nearly_all_has_a_line(library, letters):
    right = listed(library) + counted(ELSEWHERE, letters)
    missing = counted([name for names in MISSING for name in names.split()], letters)
    assert len(right) > 100
    assert len(right) / (len(right) + len(missing)) >= 0.97


def test_no_operator_stands_twice():
    names = [*listed("torch"), *listed("jax"), *ELSEWHERE]
    names += [name for group in (MISSING, OUTSIDE.values()) for names in group for name in names.split()]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


@pytest.mark.parametrize("letters", DOCUMENTED)
def test_every_documented_name_has_its_place(letters):
    placed = {*listed("torch"), *listed("jax"), *ELSEWHERE}
    placed |= {name for group in (MISSING, OUTSIDE.values()) for names in group for name in names.split()}
    assert {f"{letters}.{name}" for name in DOCUMENTED[letters].split()} - placed == set()
