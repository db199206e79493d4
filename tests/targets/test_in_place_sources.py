"""Code that writes where it is told computes what the plain code of the same function does."""

from __future__ import annotations

import numpy as np
import pytest

from symgrad.targets.array_code.in_place_sources import IN_PLACE
from symgrad.targets.function_sources import names_defined

PAIRS = [(names_defined(plain)[0], plain, in_place) for plain, in_place in IN_PLACE.items()]
POINTS = np.array(
    [0.0, -0.0, 1e-300, 0.3, -0.3, 2.5, -2.5, 7.0, -7.0, 40.0, -40.0, 110.0, -110.0, 720.0, -720.0, 1000.0, -1000.0,
     np.inf, -np.inf, np.nan]
)  # fmt: skip


def function(source, name):
    scope = {"np": np}
    exec(source, scope)
    return scope[name]


def arguments(name, x):
    if "complement" not in name:
        return (x,)
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x)), x


@pytest.mark.parametrize(("name", "plain", "in_place"), PAIRS, ids=[name for name, _, _ in PAIRS])
@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_both_give_the_same(name, plain, in_place, kind):
    given = arguments(name, POINTS.astype(kind))
    wanted = function(plain, name)(*given)
    out, spare = np.full_like(wanted, 5), np.full_like(wanted, 6)
    found = function(in_place, name)(*given, out, spare)
    assert found is out
    assert found.dtype == wanted.dtype == kind
    np.testing.assert_allclose(found, wanted, rtol=8 * np.finfo(kind).eps, atol=np.finfo(kind).tiny)
    np.testing.assert_array_equal(function(in_place, name)(*given), found)


@pytest.mark.parametrize(("name", "in_place"), [(name, code) for name, _, code in PAIRS if "complement" not in name])
def test_scalars_may_come(name, in_place):
    assert np.isfinite(function(in_place, name)(np.float64(0.3)))
    assert np.shape(function(in_place, name)(np.array(0.3))) == ()
