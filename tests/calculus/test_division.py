"""Long equations divided into parts: what gets a name is a value, never a size or a place."""

import subprocess
import sys

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.calculus.division import divided
from symgrad.expressions.traversal import postorder
from tests.properties import growing


def deep(sizes):
    """A chain of 35 links with the last rows of two vectors, of as many entries as the sizes add up to."""
    x, w = sg.vectors("x w", sum(sizes))
    before, last = sum(sizes[:-1]), sizes[-1]
    first, factor = sg.rows(x, before, last), sg.rows(w, before, last)
    link = first
    for _ in range(35):
        link = sg.tanh(sg.hadamard(link, factor) + first)
    others = [sg.vector(f"e{k}", size) for k, size in enumerate(sizes)]
    return sg.System([(sg.vector("y", last), link)], inputs=[x, w, *others])


def test_a_sum_of_sizes_gets_no_name():
    system = deep(sg.dims(" ".join(f"n{k}" for k in range(1, 11))))
    assert len(divided(system).equations) > 1
    assert all(equation.lhs.shape[1] == 1 for equation in divided(system).equations)
    back = system.gradient(wrt="x")
    assert "part_y .. " not in str(back)
    point = {f"e{k}": np.ones(1) for k in range(10)} | {"x": np.arange(10.0) / 10, "w": np.full(10, 0.3)}
    found = back.lambdify()(**point, bar_y=np.ones(1))

    def value(x):
        made = x
        for _ in range(35):
            made = np.tanh(made * 0.3 + x)
        return made

    assert not found[:9].any()
    np.testing.assert_allclose(found[9], value(0.9 + 1e-30j).imag / 1e-30, rtol=1e-12)
    assert system.check(wrt="x", method="complex")


def written(system):
    """How many arguments all nodes of a divided system have."""
    return sum(len(node.args) for equation in divided(system.program).equations for node in postorder(equation.rhs))


@pytest.mark.parametrize("make", [growing.nested_products, growing.nested_residuals])
def test_a_product_that_grows_factor_by_factor_is_written_factor_by_factor(make):
    """SymPy's product of e and f(e) has all factors of e again."""
    assert written(make(80)) < 2.1 * written(make(40))


def logistic(z):
    return 1 / (1 + np.exp(-z))


@pytest.mark.parametrize(
    ("link", "plain"),
    [
        (lambda e, x, v: sg.hadamard(e, sg.sigmoid(e)), lambda e, x, v: e * logistic(e)),
        (lambda e, x, v: e + sg.tanh(sg.hadamard(v, e)), lambda e, x, v: e + np.tanh(v * e)),
        (lambda e, x, v: e + sg.tanh(e) + sg.sigmoid(x), lambda e, x, v: e + np.tanh(e) + logistic(x)),
        (lambda e, x, v: sg.hadamard(v, e, sg.tanh(e)), lambda e, x, v: v * e * np.tanh(e)),
    ],
)
def test_the_gradient_of_what_grows_so_is_right(link, plain):
    x, v = sg.vectors("x v", sg.dims("n"))
    whole, point, turn = x, np.array([0.9, -0.4, 1.3]), np.array([0.7, 1.1, -0.5])
    for _ in range(20):
        whole = link(whole, x, v)

    def value(x, v):
        made = x
        for _ in range(20):
            made = plain(made, x, v)
        return made

    back = sg.System([(sg.vector("y", x.shape[0]), whole)], inputs=[x, v]).gradient()
    found = back.lambdify()(x=point, v=turn, bar_y=np.ones(3))
    np.testing.assert_allclose(found["bar_x"], value(point + 1e-30j, turn).imag / 1e-30, rtol=1e-9, atol=1e-30)
    np.testing.assert_allclose(found["bar_v"], value(point + 0j, turn + 1e-30j).imag / 1e-30, rtol=1e-9, atol=1e-30)


def test_it_is_divided_alike_whatever_the_hash_seed():
    script = (
        "from tests.properties.growing import *; print(nested_products(30).gradient(), nested_residuals(30).gradient())"
    )
    texts = set()
    for seed in (0, 1, 4242):
        environment = {"PYTHONHASHSEED": str(seed), "PATH": "", "PYTHONPATH": ":".join(filter(None, sys.path))}
        run = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
        )
        texts.add(run.stdout)
    assert len(texts) == 1


def test_a_formula_too_deep_to_be_written_says_so_and_has_a_gradient_as_a_system():
    """SymPy compares the factors of a product level by level, and the slope has a thousand that are a thousand deep."""
    s, L = sg.scalar("s"), sg.scalar("L")
    expr, slope, value = s, 1.0, 0.3
    for _ in range(1000):
        expr = s + sp.sin(expr)
        slope, value = 1 + np.cos(value) * slope, 0.3 + np.sin(value)
    with pytest.raises(sg.TooLongError, match="of 2001 levels by s is too deep to be written as one formula"):
        sg.gradient(expr, s)
    assert sg.System([(L, expr)]).gradient().lambdify()(s=0.3, bar_L=1.0) == pytest.approx(slope)
