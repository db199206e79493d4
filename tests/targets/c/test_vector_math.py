"""exp, tanh, sigmoid and the slope of tanh in C: how far they are off, and at what is special."""

import numpy as np
import pytest

from benchmarks.vector_loops import NAMES, compiled, exact, points, ulps
from symgrad.targets.c import c_compiler

MOST = {"exp": 1.2, "tanh": 2.0, "sigmoid": 3.0, "tanh_slope": 5.0}  # units of the last place
KINDS = (np.float64, np.float32)


@pytest.fixture(autouse=True)
def _optimised(monkeypatch):
    monkeypatch.setattr(c_compiler, "FLAGS", tuple("-O3" if one == "-O0" else one for one in c_compiler.FLAGS))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_they_are_off_by_few_units_of_the_last_place(name, kind):
    x = points(name, kind, 200_000)
    found, right = compiled(kind)(f"own_{name}", x), exact(name, x)
    assert ulps(found, right).max() < MOST[name]
    assert ulps(np.nextafter(np.nextafter(np.nextafter(found, 2), 2), 2), right).max() > 1.2  # that is seen


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_special(kind):
    apply = compiled(kind)
    x = np.array([np.inf, -np.inf, np.nan, 0.0, -0.0, 1e4, -1e4], kind)
    expected = {
        "exp": [np.inf, 0, np.nan, 1, 1, np.inf, 0],
        "tanh": [1, -1, np.nan, 0.0, -0.0, 1, -1],
        "sigmoid": [1, 0, np.nan, 0.5, 0.5, 1, 0],
        "tanh_slope": [0, 0, np.nan, 1, 1, 0, 0],
    }
    for name, values in expected.items():
        found = apply(f"own_{name}", x)
        np.testing.assert_array_equal(found, np.array(values, kind), err_msg=name)
        np.testing.assert_array_equal(np.signbit(found[~np.isnan(found)]), np.signbit([v for v in values if v == v]))


@pytest.mark.parametrize("kind", KINDS)
def test_at_the_ends_of_the_range(kind):
    apply, info = compiled(kind), np.finfo(kind)
    largest = np.nextafter(np.log(info.max), kind(0))
    x = np.array([largest, largest + 1, np.log(info.tiny) - 3, np.log(info.smallest_subnormal)], kind)
    found = apply("own_exp", x)
    assert np.isfinite(found[0])
    assert np.isinf(found[1])
    assert 0 < found[2] < info.tiny
    assert ulps(found[2:], exact("exp", x[2:])).max() < 1.5
    tiny = np.array([info.smallest_subnormal, -info.tiny], kind)
    np.testing.assert_array_equal(apply("own_tanh", tiny), tiny)
