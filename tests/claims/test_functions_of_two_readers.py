"""What a function means to the reader, and to the judge, who shares no code with it: the same numbers."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.claims.interpreter import function_values
from symgrad.errors import SymgradError
from symgrad.expressions.shapes import shape_of
from symgrad.latex_reading.vocabulary.entry_forms import NoMatrixForm
from symgrad.latex_reading.vocabulary.functions_read import FUNCTIONS

COLUMN = np.array([[0.15], [0.8], [0.4]])
SIGNED = np.array([[-0.6], [0.8], [-0.25]])  # branches have two sides
MATRIX = np.array([[0.3, 0.7, 0.2], [0.55, 0.1, 0.9], [0.6, 0.25, 0.45]])
KNOWN = {**function_values.ENTRYWISE, **function_values.WHOLE, **function_values.ALONG}
NAMES = sorted(KNOWN.keys() & FUNCTIONS.keys())


def read(name, at):
    """The value of the expression that the reader makes; None where it has none of such an array."""
    x = sg.vector("x", 3) if at.shape[1] == 1 else sg.matrix("x", 3, 3)
    try:
        value = FUNCTIONS[name](x)
    except (SymgradError, NoMatrixForm, ValueError):
        return None
    shape = shape_of(value)
    left = (sg.vector("y", shape[0]) if shape[1] == 1 else sg.matrix("y", *shape)) if shape else sg.scalar("y")
    return np.ravel(sg.System([(left, value)]).lambdify()(x=at[:, 0] if at.shape[1] == 1 else at))


@pytest.mark.parametrize("name", NAMES)
def test_both_mean_the_same(name):
    compared = 0
    for at in (COLUMN, MATRIX, SIGNED, 4 * SIGNED):
        with np.errstate(all="ignore"):
            expected = read(name, at)
        if expected is not None and (np.isfinite(expected).all() or at is COLUMN):
            found = np.ravel(function_values.value_of(name, at, 0))
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)
            compared += 1
    assert compared


def test_nearly_all_functions_are_compared():
    assert len(NAMES) > 60


def test_another_function_is_found():
    found = np.ravel(function_values.value_of("tanh", COLUMN, 0))
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(found, read("sigmoid", COLUMN), rtol=1e-9)
