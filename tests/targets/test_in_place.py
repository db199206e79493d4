"""Expressions as calls that write where their result stands."""

from __future__ import annotations

import ast
import random

import numpy as np
import pytest

from symgrad.targets.array_code.in_place import calls

HELPERS = """
def squashed(x, out=None, spare=None):
    low = np.minimum(x, 0.5, out=spare)
    return np.tanh(low, out=out)
"""


def run(text, names):
    scope = {"np": np, **names}
    exec(HELPERS, scope)
    wanted = eval(text, scope)
    shape = np.shape(wanted)
    spares = {f"spare_{k}": np.full(shape, np.nan) for k in range(12)}
    scope |= {**spares, "made": np.full(shape, np.nan)}
    lines = calls(text, "made", lambda k: f"spare_{k}", ["squashed"])
    for line in lines:
        exec(line, scope)
    return scope["made"], wanted, lines


def grown(draw, depth):
    if depth == 0:
        return draw.choice(["a", "b", "c[:, None]", "2.0", "d"])
    inner = [grown(draw, draw.randint(0, depth - 1)) for _ in range(2)]
    form = draw.choice(
        ["({0} + {1})", "({0} - {1})", "({0} * {1})", "({0} / (3.0 + np.square({1})))", "(-{0})", "np.tanh({0})",
         "squashed({0})", "np.maximum({0}, {1})", "np.where(a > 0.0, {0}, {1})"]
    )  # fmt: skip
    return form.format(*inner)


@pytest.mark.parametrize("seed", range(200))
def test_calls_give_what_the_expression_gives(seed):
    draw, source = random.Random(seed), np.random.default_rng(seed)
    text = f"a * 1.5 + {grown(draw, 4)}"
    names = {"a": source.normal(size=(4, 3)), "b": source.normal(size=(4, 3)), "c": source.normal(size=4),
             "d": source.normal(size=3)}  # fmt: skip
    made, wanted, lines = run(text, names)
    assert np.array_equal(made, wanted), text
    assert all("out=" in line or "squashed" in line for line in lines)


def test_calls_in_another_order_would_be_seen():
    """The control: where the second operand is written over the first, values differ."""
    lines = calls("a * b + c * d", "made", lambda k: "made", ())
    scope = {name: np.array([float(k)]) for k, name in enumerate("abcd", 2)} | {"made": np.empty(1), "np": np}
    for line in lines:
        exec(line, scope)
    assert scope["made"][0] != 2 * 3 + 4 * 5


@pytest.mark.parametrize("text", ["x", "x[1:]", "2.0", "np.where(x > 0.0, x, 0.0)", "x > 0.0", "np.sum(x)", "x**3.0",
                                  "f(x)", "2.0 * x.shape[0]"])  # fmt: skip
def test_what_is_no_arithmetic_of_arrays_has_none(text):
    assert calls(text, "made", lambda k: "", ()) == []


def test_a_product_of_matrices_is_one_call():
    assert calls("(x @ W.T).reshape((s, 4, n))", "z", lambda k: "", (), "s, 4 * n") == [
        "np.matmul(x, W.T, out=z.reshape(s, 4 * n))"
    ]
    assert calls("U @ h", "z", lambda k: "", ()) == ["np.matmul(U, h, out=z)"]


def test_lines_can_be_read():
    for line in calls("a * b + np.tanh(-c)", "made", lambda k: f"spare_{k}", ()):
        assert isinstance(ast.parse(line).body[0], ast.Expr)


def test_a_square_is_written_in_place():
    assert calls("e / (1.0 + e) ** 2", "y", lambda k: f"spare_{k}", ()) == [
        "np.add(1.0, e, out=y)", "np.square(y, out=y)", "np.divide(e, y, out=y)",
    ]  # fmt: skip
    assert calls("x ** 3", "y", lambda k: f"spare_{k}", ()) == []
