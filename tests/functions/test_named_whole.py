"""Functions of vectors and matrices by name: value, gradient, Hessian-vector product by mpmath; what is refused."""

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from tests.functions.by_many_digits import DIGITS, LIMITS, derivatives, directions, off
from tests.functions.named_whole import WHOLE

L = sg.scalar("L")
NOTATIONS = ("plain", "bar", "greff", "pytorch", "leibniz", "nabla")
named = pytest.mark.parametrize("name", WHOLE)


def weighed(made):
    """The System of the weighed sum of what a function gives."""
    if not getattr(made, "is_Matrix", False):
        return sg.System([(L, sg.scalar("w") * made)])
    shape = made.shape
    weight = sg.vector("w", shape[0]) if shape[1] == 1 else sg.matrix("w", *shape)
    return sg.System([(L, sg.dot(weight, made))])


def weights(made):
    """Numbers for the weights."""
    rows, columns = (int(size) for size in getattr(made, "shape", (1, 1)))
    return np.linspace(0.75, 2.0, rows * columns).reshape(rows, columns)


def shaped(made, kind):
    """The same as the array that code takes."""
    whole = weights(made).astype(kind)
    return whole.reshape(()) if not getattr(made, "is_Matrix", False) else whole[:, 0] if whole.shape[1] == 1 else whole


def exact(case, arrays, far):
    """Value, gradient and Hessian-vector product of the weighed sum, by mpmath."""
    weight = [mp.mpf(float(one)) for one in weights(case.made).ravel()]
    return derivatives(lambda *given: mp.fdot(weight, case.plain(*given)), arrays, case.digits if far else DIGITS)


def distances(case, kind, far, gradient=None):
    """How far off value, gradient and product are."""
    system = weighed(case.made)
    arrays = case.arrays(kind, 1000.0 if far else 1.0)
    backward = gradient or system.gradient(wrt=case.names)
    at = {**arrays, "w": shaped(case.made, kind)}
    moves = {f"dot_{name}": by.astype(kind) for name, by in directions(arrays).items()}
    value, slopes, bends = exact(case, arrays, far)
    found = backward.lambdify()(**at)
    products = backward.tangent(wrt=case.names).lambdify()(**at, **moves)
    if len(case.names) == 1:
        found, products = {f"bar_{case.of}": found}, {f"dot_bar_{case.of}": products}
    yield "value", off(system.lambdify()(**at), value, kind), LIMITS[kind][0]
    for name in case.names:
        yield f"bar_{name}", off(found[f"bar_{name}"], slopes[name], kind), LIMITS[kind][1]
        if any(abs(one) > mp.mpf("1e-30") for one in bends[name].ravel()):
            yield f"dot_bar_{name}", off(products[f"dot_bar_{name}"], bends[name], kind), LIMITS[kind][2]
        else:
            yield f"dot_bar_{name}", float(np.max(np.abs(products[f"dot_bar_{name}"]))), LIMITS[kind][2]


@named
@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.filterwarnings("error")
def test_value_gradient_and_product_are_mpmaths(name, kind):
    assert [found for found in distances(WHOLE[name], kind, far=False) if not found[1] <= found[2] * 10] == []


@pytest.mark.parametrize("name", [name for name, case in WHOLE.items() if case.far])
@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.filterwarnings("error")
def test_a_thousand_times_as_large_too(name, kind):
    assert [found for found in distances(WHOLE[name], kind, far=True) if not found[1] <= found[2] * 10] == []


def test_a_spoilt_gradient_is_found():
    """The deviation of the first three entries in the place of that of all."""
    case = WHOLE["standard_deviation"]
    u = sg.vector("u", 4)
    wrong = sg.System([(L, sg.scalar("w") * sg.standard_deviation(sg.rows(u, 0, 3)))]).gradient(wrt=["u"])
    spoilt = {told for told, error, limit in distances(case, np.float64, False, wrong) if error > limit * 10}
    assert spoilt == {"bar_u", "dot_bar_u"}


@pytest.mark.parametrize("name", [name for name, case in WHOLE.items() if case.printed])
def test_the_printed_gradient(name):
    case = WHOLE[name]
    system = weighed(case.made)
    backward = system.gradient(of="L", wrt=case.names[0])
    text = sg.text(backward.inlined(backward.outputs[0])).replace("bar_L ", "")
    assert text == case.printed


@named
@pytest.mark.parametrize("notation", NOTATIONS)
def test_it_prints_in_every_notation(name, notation):
    assert weighed(WHOLE[name].made).gradient().latex(notation=notation)


@named
@pytest.mark.parametrize("target", ["c", "array-api"])
def test_other_targets_give_the_same_numbers(name, target):
    case = WHOLE[name]
    both = weighed(case.made).value_and_gradient(wrt=case.names)
    at = {**case.arrays(np.float64), "w": shaped(case.made, np.float64)}
    expected, found = both.lambdify()(**at), both.lambdify(target=target)(**at)
    for output, array in expected.items():
        np.testing.assert_allclose(found[output], array, rtol=1e-12, atol=1e-14, err_msg=output)


KINKS = {  # expression, its numbers, the documented gradient
    "p_norm 1": (sg.p_norm(sg.vector("x", 3), 1), [0.0, -2.0, 3.0], [0.0, -1.0, 1.0]),
    "p_norm 2": (sg.p_norm(sg.vector("x", 3), 2), [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]),
    "p_norm 3, an entry 0": (sg.p_norm(sg.vector("x", 2), 3), [0.0, -2.0], [0.0, -1.0]),
    "p_norm infinity": (sg.p_norm(sg.vector("x", 3), sp.oo), [2.0, -2.0, 1.0], [1.0, 0.0, 0.0]),
    "standard_deviation": (sg.standard_deviation(sg.vector("x", 3)), [2.0, 2.0, 2.0], [0.0, 0.0, 0.0]),
    "variance": (sg.variance(sg.vector("x", 3)), [2.0, 2.0, 2.0], [0.0, 0.0, 0.0]),
    "cosine_similarity": (
        sg.cosine_similarity(sg.vector("x", 2), sg.ones(2)), [0.0, 0.0], [float("nan")] * 2,
    ),
    "p_norm 3": (sg.p_norm(sg.vector("x", 2), 3), [0.0, 0.0], [float("nan")] * 2),
    "minimum": (sg.minimum(sg.vector("x", 3)), [2.0, 1.0, 1.0], [0.0, 1.0, 0.0]),
}  # fmt: skip


@pytest.mark.parametrize("name", KINKS)
@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_gradient_at_a_kink_is_the_documented_one(name, kind):
    made, at, wanted = KINKS[name]
    found = sg.System([(L, made)]).gradient(wrt="x").lambdify()(x=np.array(at, kind))
    np.testing.assert_allclose(found, wanted, rtol=1e-6)


REFUSED = {
    "three axes": (lambda: sg.einsum("ij,ik->ijk", *sg.matrices("P Q", 2, 2)), sg.MissingRuleError, "has 3 axes"),
    "an operand of three axes": (
        lambda: sg.einsum("bij,jk->ik", *sg.matrices("P Q", 2, 2)), sg.MissingRuleError, "'bij' has 3 axes"
    ),
    "no formula": (lambda: sg.einsum("i...,j", *sg.vectors("p q", 2)), sg.ArgumentError, "letters like"),
    "a letter twice": (lambda: sg.einsum("i,j->ii", *sg.vectors("p q", 2)), sg.ArgumentError, "each once"),
    "two operands": (lambda: sg.einsum("ij->i", *sg.matrices("P Q", 2, 2)), sg.ArgumentError, "1 operands, but 2"),
    "another rank": (lambda: sg.einsum("ij,j->i", *sg.vectors("p q", 2)), sg.ShapeError, "names 2 axes"),
    "another size": (
        lambda: sg.einsum("ij,j->i", sg.matrix("P", 2, 3), sg.vector("q", 2)), sg.ShapeError,
        "j is of 3 places and of 2",
    ),
    "no halves": (lambda: sg.glu(sg.vector("x", 3)), sg.ShapeError, r"2\*k rows"),
    "no groups": (lambda: sg.group_norm(sg.vector("x", 5), 2), sg.ShapeError, r"no 2 groups"),
    "no pairs": (lambda: sg.rotary(sg.vector("x", 5), sg.vector("a", 2)), sg.ShapeError, "two entries for each angle"),
    "a rate of 1": (lambda: sg.dropout(*sg.vectors("x y", 2), 1), sg.ArgumentError, "rate is a number from 0"),
    "another mask": (lambda: sg.dropout(sg.vector("x", 2), sg.vector("y", 3), 0), sg.ShapeError, "shape of x"),
    "p below 0": (lambda: sg.p_norm(sg.vector("x", 2), -1), sg.ArgumentError, "p is a number above 0"),
    "nothing left": (lambda: sg.variance(sg.vector("x", 2), correction=2), sg.ArgumentError, "leaves nothing"),
    "no bound": (lambda: sg.clip(sg.vector("x", 2)), sg.ArgumentError, "both are None"),
    "an axis with two": (lambda: sg.maximum(*sg.vectors("x y", 2), axis=0), sg.ArgumentError, "with two arguments"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_said(name):
    call, error, told = REFUSED[name]
    with pytest.raises(error, match=told):
        call()
