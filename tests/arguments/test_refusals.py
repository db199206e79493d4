"""What has no meaning between symbols is refused, and the error says what to write instead."""

import operator
import re

import numpy as np
import pytest
import sympy as sp

import symgrad as sg

n, m = sg.dims("n m")
x, v = sg.vectors("x v", n)
u = sg.vector("u", m)
A = sg.matrix("A", n, n)
W = sg.matrix("W", n, m)
b = sg.scalar("b")
c, d = sg.vector("c", 2), sg.vector("d", 3)
B = sg.matrix("B", 2, 2)

COMPARED = (
    "; for max(0, x) write sg.relu(x), for the larger of two entry by entry sg.larger(u, v), for 1 where x > 0 "
    "sg.step(x), for the largest entry sg.maximum(x)."
)
DIFF = "; write sg.gradient(expression, x) for a scalar expression, sg.jacobian(expression, x) for a vector."
ARRAY = (
    " came where symbols are; give it a name by sg.vector(...) or sg.matrix(...), and the numbers to the compiled "
    "function; ones are sg.ones(n)."
)
FORMULA = "a formula is made of symbols (sg.scalar, sg.vector, sg.matrix) and numbers, but "

REFUSED = {
    "1/v": (
        lambda: 1 / v, sg.ShapeError,
        "no quotient of 1 and v, since v is (n,); for the entry-by-entry quotient write sg.divide(1, v).",
    ),
    "v/W": (
        lambda: v.T / W, sg.ShapeError,
        "no quotient of v.T and W, since A/B of matrices is A*B.inv(), but W is (n, m); for the entry-by-entry "
        "quotient write sg.divide(v.T, W).",
    ),
    "v/0": (lambda: v / 0, sg.ArgumentError, "v is divided by 0, which no number is."),
    "abs(v)": (
        lambda: abs(v), sg.ArgumentError,
        "abs(v) is not defined, since v is (n,); for the absolute value of each entry write sg.abs(x), for the length "
        "sg.norm(x).",
    ),
    "v % 2": (
        lambda: v % 2, sg.ArgumentError,
        "no remainder of v, which has no derivative where it jumps; v is (n,).",
    ),
    "v > 0": (lambda: v > 0, sg.ArgumentError, f"v and 0 cannot be compared, since v is (n,){COMPARED}"),
    "max(0, W*u)": (
        lambda: max(0, W * u), sg.ArgumentError, f"W*u and 0 cannot be compared, since W*u is (n,){COMPARED}",
    ),
    "2**v": (
        lambda: 2**v, sg.ArgumentError,
        "no power of 2 with v as its exponent, since v is (n,); for the power of each entry write sg.exp(sg.log(a)*x), "
        "for the exponential of a matrix sg.expm(X).",
    ),
    "v**2 of numbers": (
        lambda: d**2, sg.ShapeError,
        "a power is of a square matrix, but d is (3,); for the power of each entry write sg.hadamard(x, x), "
        "sg.divide(1, x) or sg.sqrt(x).",
    ),
    "W.inv()": (lambda: W.inv(), sg.ShapeError,
                "an inverse is of a square matrix, but W is (n, m); sg.pinv is the pseudo-inverse."),
    "sizes in a product": (
        lambda: B * d, sg.ShapeError,
        "in a product B is (2, 2), with 2 columns, but d is (3,), with 3 rows; for the entry-by-entry product write "
        "sg.hadamard(u, v), for u^T v write sg.dot(u, v).",
    ),
    "sizes in a sum": (
        lambda: c + d, sg.ShapeError, "a sum needs parts of one shape, but c is (2,) and d is (3,).",
    ),
    "list(v)": (
        lambda: list(v), sg.ArgumentError,
        "the entries of v cannot be listed, since v is (n,); their sum is sg.total(x), their largest sg.maximum(x), "
        "and one of them x[i].",
    ),
    "v + a string": (
        lambda: v + "b", sg.ArgumentError,
        f"{FORMULA}the string 'b' came; a string is not read as a formula, since SymPy would run it as Python code.",
    ),
    "v + a list": (lambda: operator.add(v, [1, 2]), sg.ArgumentError, f"{FORMULA}[1, 2], of type list, came."),
    "v*True": (lambda: v * True, sg.ArgumentError, f"{FORMULA}True, of type bool, came."),
    "v + nan": (
        lambda: v + float("nan"), sg.ArgumentError,
        "a formula is made of symbols and numbers, but nan, which is no number, came.",
    ),
    "W*u + an array": (
        lambda: W * u + np.ones(3), sg.ArgumentError, f"an array of numbers of shape (3,){ARRAY}",
    ),
    "an array + W*u": (
        lambda: np.ones(3) + W * u, sg.ArgumentError, f"an array of numbers of shape (3,){ARRAY}",
    ),
    "an array @ u": (
        lambda: np.ones((3, 2)) @ u, sg.ArgumentError, f"an array of numbers of shape (3, 2){ARRAY}",
    ),
    "sg.dot(array, v)": (
        lambda: sg.dot(np.ones(3), v), sg.ArgumentError, f"an array of numbers of shape (3,){ARRAY}",
    ),
    "np.tanh(W*u)": (
        lambda: np.tanh(W * u), sg.ArgumentError,
        "np.tanh takes numbers, but W*u is made of symbols; write sg.tanh(x).",
    ),
    "np.maximum(0, v)": (
        lambda: np.maximum(0, v), sg.ArgumentError,
        "np.maximum takes numbers, but v is made of symbols; write sg.larger(u, v).",
    ),
    "np.dot(W, u)": (
        lambda: np.dot(W, u), sg.ArgumentError,
        "np.dot takes numbers, but W is made of symbols; write sg.dot(u, v), or A*x.",
    ),
    "np.sum(v)": (
        lambda: np.sum(v), sg.ArgumentError, "np.sum takes numbers, but v is made of symbols; write sg.total(x).",
    ),
    "np.cbrt(v)": (
        lambda: np.cbrt(v), sg.ArgumentError,
        "np.cbrt takes numbers, but v is made of symbols; write it with symgrad's functions.",
    ),
    "np.array(v)": (
        lambda: np.array(v), sg.ArgumentError,
        "v has no numbers to make an array of, since v is (n,); compile it with sg.lambdify(expression), which takes "
        "arrays.",
    ),
    "tanh(W*u).diff(u)": (
        lambda: sg.tanh(W * u).diff(u), sg.MissingRuleError,
        f"SymPy's diff does not know how to differentiate tanh(W*u) with respect to u{DIFF}",
    ),
    "softmax(x).diff(x)": (
        lambda: sg.softmax(x).diff(x), sg.MissingRuleError,
        f"SymPy's diff does not know how to differentiate softmax(x) with respect to x{DIFF}",
    ),
    "sp.diff(dot(v, v), v)": (
        lambda: sp.diff(sg.dot(v, v), v), sg.MissingRuleError,
        f"SymPy's diff does not know how to differentiate dot(v, v) with respect to v{DIFF}",
    ),
    "sp.diff of a power by v": (
        lambda: sp.diff(sg.dot(v, v) ** 2, v), sg.MissingRuleError,
        f"SymPy's diff does not know how to differentiate an expression with respect to v{DIFF}",
    ),
    "tanh(b*v).diff(b)": (
        lambda: sg.tanh(b * v).diff(b), sg.MissingRuleError,
        f"SymPy's diff does not know how to differentiate tanh(b*v) with respect to b{DIFF}",
    ),
    "norm(b*v).diff(b)": (
        lambda: sg.norm(b * v).diff(b), sg.MissingRuleError,
        f"SymPy's diff does not know how to differentiate norm(b*v) with respect to b{DIFF}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_what_to_write_instead(name):
    write, kind, message = REFUSED[name]
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        write()


def test_a_long_expression_is_quoted_in_part():
    long = sum(sg.hadamard(x, x) for _ in range(1)) + sg.tanh(A * x + A * v + W * u + sg.sigmoid(A * A * x))
    with pytest.raises(sg.ArgumentError) as caught:
        abs(long)
    assert "..." in str(caught.value)


def test_what_does_not_hold_the_scalar_has_the_derivative_zero():
    assert sp.diff(sg.dot(v, v) * b**2, b) == 2 * b * sg.dot(v, v)
    assert sg.dot(v, v).diff(b) == 0
