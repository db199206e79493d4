"""Numbers lost at a power of 0, at an entry from the end, and where one name has two sizes."""

import numpy as np
from sympy.matrices.expressions.hadamard import HadamardPower

import symgrad as sg
from tests.faults.row import Row
from tests.faults.section_01_formulas import refusal

n = sg.dims("n")
x, v = sg.vector("x", n), sg.vector("v", n)
p, s, loss = sg.scalars("p s loss")


def _power_of_zero():
    gradient = sg.System([(loss, sg.total(HadamardPower(x, p)))]).gradient(wrt=x)
    at = np.array([0.0, 1.0, 2.0])
    with np.errstate(all="ignore"):
        for exponent, slopes in ((0.0, [0, 0, 0]), (1.0, [1, 1, 1]), (2.0, 2 * at), (0.5, [np.inf, 0.5, 0.5 / 2**0.5])):
            np.testing.assert_allclose(gradient.lambdify()(x=at, p=np.array(exponent)), slopes, rtol=1e-12)
        twice = sg.lambdify(sg.hessian(s**p, s))
        assert [float(twice(s=0.0, p=exponent)) for exponent in (0.0, 1.0, 2.0, 3.0)] == [0, 0, 2, 0]
    return f"0; told {str(gradient).splitlines()[-1]}"


def _from_the_end():
    entry = v[-1]
    assert entry == v[n - 1, 0]
    assert sg.lambdify(entry)(v=np.array([1.0, 2.0, 5.0])) == 5
    assert sg.text(entry) == "v_n"
    np.testing.assert_array_equal(sg.lambdify(sg.gradient(entry**2, v))(v=np.array([1.0, 2.0, 5.0])), [0, 0, 10])
    return sg.text(entry)


def _two_sizes():
    told = refusal(lambda: sg.gradient(sg.total(sg.vector("q", 3)), sg.vector("q", n)))
    assert told == (
        "q is (3,) in total(q), but (n,) was asked for under the same name; declare it once."
    )  # fmt: skip
    return f"refused: {told}"


ROWS = (
    Row("x^p entry by entry, p = 0 as a number, at x = 0", "nan", "0", _power_of_zero),
    Row("v[-1]", "prints v_0, computes the last", "v_n", _from_the_end),
    Row("gradient of total(q (3,)) by q (n,)", "0 without a word", "an error", _two_sizes),
)
