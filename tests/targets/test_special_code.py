"""Special functions in other targets than NumPy: equal to SciPy's there, or refused by name."""

import importlib.util
import random
import re
import shutil

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.functions.special_functions import SPECIAL

pytest.importorskip("scipy.special")
x, y = sg.scalars("x y")
n = sg.dims("n")
v = sg.vector("v", n)
t = sp.Symbol("t", real=True)
MISSING = {
    "c": not (shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")),
    **{name: importlib.util.find_spec(module) is None for name, module in (
        ("jax", "jax"), ("torch", "torch"), ("array-api", "array_api_strict"),
    )},
}  # fmt: skip
TARGETS = [pytest.param(name, marks=pytest.mark.skipif(gone, reason=f"{name} is not there"))
           for name, gone in MISSING.items()]  # fmt: skip
CASES = [
    pytest.param(row, order, id=f"{row.name}-{order}")
    for row in SPECIAL
    for order in (row.inside[row.place] if row.order else (None,))
]
NAMED = r"no (c|jax|torch|array-api) form for \w+( of the order [\d/]+)?, in .*; numpy.* (has|have) it\.$"


@pytest.fixture(autouse=True)
def wide_numbers():
    """jax has 64 bits on request."""
    if MISSING["jax"]:
        yield
        return
    import jax

    with jax.enable_x64(True):
        yield


def arrays(target, values):
    """Arrays of the library of a target."""
    if target == "jax":
        import jax.numpy

        return {name: jax.numpy.asarray(one) for name, one in values.items()}
    if target == "torch":
        import torch

        return {name: torch.asarray(one) for name, one in values.items()}
    if target == "array-api":
        import array_api_strict

        return {name: array_api_strict.asarray(one) for name, one in values.items()}
    return values


def one_of(row, order):
    """An expression of a vector, and numbers in the domain of the function."""
    ways = [way for place, way in enumerate(row.inside) if not (row.order and place == row.place)]
    draw = random.Random(row.name)
    given = [t, *(sp.Rational(13, 10) for _ in ways[1:])]
    if row.order:
        given.insert(row.place, sp.nsimplify(str(order)))
    return v.applyfunc(sp.Lambda(t, row.head(*given))), np.array([draw.uniform(*ways[0]) for _ in range(9)])


def outcome(system, target, given):
    """What a target says that it lacks, or an array."""
    try:
        return "", np.asarray(system.lambdify(target=target)(**arrays(target, given)))
    except sg.MissingRuleError as error:
        return str(error), None


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("row", "order"), CASES)
def test_it_is_what_numpy_says_or_refused_by_name(row, order, target):
    applied, at = one_of(row, order)
    value = sg.System([(sg.vector("u", n), applied)], outputs=["u"])
    second = sg.System([(sg.scalar("L"), sg.total(applied))]).gradient()
    for system in (value, second):
        given = {"v": at}
        if "bar_L" in map(str, system.inputs):
            given["bar_L"] = np.array(1.5)
        expected = system.lambdify()(**given)
        told, made = outcome(system, target, given)
        if told:
            assert re.search(NAMED, told), told
            assert target not in row.elsewhere or system is second or isinstance(row.elsewhere[target], dict)
            continue
        assert target in row.elsewhere or system is second
        np.testing.assert_allclose(made, expected, rtol=1e-10, atol=1e-14)
        _, single = outcome(system, target, {name: one.astype(np.float32) for name, one in given.items()})
        assert single.dtype == np.float32
        np.testing.assert_allclose(single, expected, rtol=1e-3, atol=2e-5)
