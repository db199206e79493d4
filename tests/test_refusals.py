"""What the README says is refused is refused by name when it comes in, with what to do instead."""

import re
from pathlib import Path

import numpy as np
import pytest
import sympy as sp

import symgrad as sg

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
n, m = sg.dims("n m")
s, L = sg.scalars("s L")
x, y = sg.vectors("x y", n)
A = sg.matrix("A", n, n)
h = sg.vector("h", n)
i, j, k = sp.symbols("i j k", integer=True)
t = sp.Symbol("t")
f = sp.Function("f")
ROWS = [
    # what the README has, what is done, the error's class, what it says
    ("sg.jacobian(A*sg.diag(x), x)", lambda: sg.jacobian(A * sg.diag(x), x), sg.MissingRuleError, "has 3 axes"),
    ("sg.hessian(sp.Trace(A*A), A)", lambda: sg.hessian(sp.Trace(A * A), A), sg.MissingRuleError, "form='kronecker'"),
    ('sg.matrix("T", n, n, n)', lambda: sg.matrix("T", n, n, n), sg.ArgumentError, "a matrix has two sizes"),
    ("sp.Array([s, 2, 3])", lambda: sg.System([(L, sp.Array([s, 2, 3]))]), sg.ArgumentError, "an array of SymPy's"),
    (
        "sp.Sum(sp.tanh(A[i, j] + A[j, k] + A[i, k]), ...)",
        lambda: sp.Sum(
            sp.tanh(A[i, j] + A[j, k] + A[i, k]), (i, 0, n - 1), (j, 0, n - 1), (k, 0, n - 1)
        ),
        sg.MissingRuleError, "i, j, k meet in",
    ),
    ("sp.I*s", lambda: sp.I * s, sg.MissingRuleError, "numbers are real"),
    ("sp.sqrt(-2)*s", lambda: sp.sqrt(-2) * s, sg.MissingRuleError, "numbers are real"),
    ('sp.Symbol("z", complex=True)', lambda: sp.Symbol("z", complex=True) ** 2, sg.MissingRuleError, "sg.scalar('z')"),
    ("x > 0", lambda: x > 0, sg.ArgumentError, "write sg.relu(x)"),
    ("for e in x", lambda: list(x), sg.ArgumentError, "their sum is sg.total(x)"),
    ("max(x, y)", lambda: max(x, y), sg.ArgumentError, "sg.larger(u, v)"),
    ("sp.Product(x[i, 0], (i, 0, n - 1))", lambda: sp.Product(x[i, 0], (i, 0, n - 1)), sg.MissingRuleError, "the log"),
    (
        "sp.Sum(w[k]*x[i + k], (k, 0, m - 1))",
        lambda: sp.Sum(sg.vector("w", m)[k, 0] * x[i + k, 0], (k, 0, m - 1)),
        sg.MissingRuleError, "it does not run over all entries of x",
    ),
    ("sg.max_pool(x, 2)", lambda: sg.total(sg.max_pool(x, 2)), sg.ShapeError, "2*k with k = sg.dims('k')"),
    (
        'sg.convolve(x, w, mode="same")', lambda: sg.total(sg.convolve(x, sg.vector("w", m), mode="same")),
        sg.ShapeError, "2*k + 1 with k = sg.dims('k')",
    ),
    ("sp.Integral(t*s, (t, 0, 1))", lambda: sp.Integral(t * s, (t, 0, 1)), sg.MissingRuleError, "no rule for Integral"),
    ("sp.Limit(...)", lambda: sp.Limit(sp.sin(t) / t, t, 0), sg.MissingRuleError, "no rule for Limit"),
    ("sp.Derivative(f(s), s)", lambda: sp.Derivative(f(s), s), sg.MissingRuleError, "no rule for Derivative"),
    ("A**s", lambda: sp.Trace(A**s), sg.MissingRuleError, "the exponent of a matrix is a number"),
    ("sp.Mod(s, 2)", lambda: sp.Mod(s, 2), sg.MissingRuleError, "no rule for the function Mod"),
    ("sp.harmonic(s)", lambda: sp.harmonic(s), sg.MissingRuleError, "sg.elementwise("),
    ("np.tanh(x)", lambda: np.tanh(x), sg.ArgumentError, "write sg.tanh(x)"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "make", "error", "words"), ROWS, ids=[row[0] for row in ROWS])
def test_what_the_readme_says_is_refused_by_name(told, make, error, words):
    assert f"`{told}`" in README
    with pytest.raises(error, match=re.escape(words)):
        sg.System([(L, make())])


def test_conditions_of_scalars_are_refused_by_sympy():
    with pytest.raises(TypeError, match="cannot determine truth value"):
        assert s > 0


def test_what_to_write_instead_is_taken():
    instead = [
        sg.total(sg.larger(x, y)), sp.log(sp.Product(1 + x[i, 0] ** 2, (i, 0, n - 1))),
        sp.Integral(t * s, (t, 0, 1)).doit(), sp.Trace(sg.expm(s * sg.logm(A))),
        sp.Piecewise((s, s > 0), (0, True)), sg.total(sg.sqrt(A)),
    ]  # fmt: skip
    for expr in instead:
        assert sg.System([(L, expr)]).gradient().latex()
