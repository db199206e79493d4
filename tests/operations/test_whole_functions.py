"""Undefined functions of whole vectors: how derivatives are told, and that they are right where f has a definition."""

import itertools
import pickle
import random
import re

import pytest
import sympy as sp
from sympy.core.function import AppliedUndef

import symgrad as sg
from symgrad.expansion.entries import entries as written_out

n, m = sg.dims("n m")
x, z, y = sg.vector("x", n), sg.vector("z", n), sg.vector("y", m)
W, V, s = sg.matrix("W", m, n), sg.matrix("V", n, m), sg.scalar("s")
f, g = sg.function("f"), sg.function("g", m)
N, M = 2, 2

HESSIAN = sg.hessian(f(x), x)
JACOBIAN = sg.jacobian(g(x), x)
CASES = {
    "gradient": (f(x), x, "∇f(x)"),
    "of a product": (f(W * x), W, "∇f(W x) xᵀ"),
    "inside": (f(W * x), x, "Wᵀ ∇f(W x)"),
    "chain": (f(g(x)), x, "J_g(x)ᵀ ∇f(g(x))"),
    "second argument": (f(x, y), y, "∇_2 f(x, y)"),
    "both arguments": (f(x, V.T * x), x, "V ∇_2 f(x, Vᵀ x) + ∇_1 f(x, Vᵀ x)"),
    "by a scalar": (f(s * x, s), s, "x·∇_1 f(s x, s) + ∂_2 f(s x, s)"),
    "twice by a scalar": (sg.gradient(f(x, s), s), s, "∂_2 ∂_2 f(x, s)"),
    "a scalar, then a vector": (sg.gradient(f(x, s), s), x, "∂_2 ∇_1 f(x, s)"),
    "square": (f(x) ** 2, x, "2 f(x) ∇f(x)"),
    "third derivative": (sg.dot(z, HESSIAN * z), x, "∇³f(x; z) z"),
    "third derivative of two": (sg.dot(y, W * HESSIAN * z), x, "∇³f(x; z) Wᵀ y"),
    "of a Jacobian": (sg.dot(y, JACOBIAN * z), x, "D²g(x; z)ᵀ y"),
    "of a Jacobian's vector": (sg.total(sg.tanh(JACOBIAN * z)), x, "D²g(x; z)ᵀ (1 - tanh²(J_g(x) z))"),
}  # fmt: skip
SECOND = {
    "Hessian": (f(x), "∇²f(x)"),
    "Hessian inside": (f(W * x), "Wᵀ ∇²f(W x) W"),
    "Hessian of a chain": (f(g(x)), "∇²⟨∇f(g(x)), g⟩(x) + J_g(x)ᵀ ∇²f(g(x)) J_g(x)"),
    "Hessian of a product": (f(x) * sg.dot(y, g(x)), None),
    "Hessian of two arguments": (f(x, sg.tanh(W * x)), None),
    "Hessian of a Hessian": (sg.dot(z, HESSIAN * z), "∇⁴f(x; z, z)"),
    "Hessian of a Jacobian": (sg.dot(y, JACOBIAN * z), None),
    "Hessian of a scalar's": (sg.gradient(f(x, sg.dot(x, z)), z)[0], None),
}  # fmt: skip


def definitions():
    """Functions of numbers to put in the place of the entries: f, g_1, ..., each another."""
    for entry in range(M + 1):
        yield (
            ("f" if entry == 0 else f"g_{entry}"),
            lambda *args, k=entry + 1: (
                sp.sin(sp.Add(*(sp.Rational(j + k, 3) * a for j, a in enumerate(args))))
                + sp.Mul(*args) * sp.exp(args[-1] / k) / k
            ),
        )


def defined(scalar):
    """An expression of scalars, the functions in it by their definitions, and its derivatives carried out."""
    for name, definition in definitions():
        for head in {e.func for e in scalar.atoms(AppliedUndef) if e.func.__name__ == name}:
            scalar = scalar.replace(head, definition)
    return scalar.doit()


def value(scalar, at):
    return complex(sp.N(defined(scalar).subs(at), 30))


def entries(expr):
    found = written_out(expr, {n: N, m: M})
    return list(found) if isinstance(found, sp.MatrixBase) else [found]


def point(*exprs):
    symbols = sorted(set().union(*(e.free_symbols for e in exprs)), key=str)
    return {symbol: sp.Rational(2 * k % 7 + 1, 5) - sp.Rational(k % 3, 2) for k, symbol in enumerate(symbols)}


def differences(derivative, expr, by):
    """How far the entries of a derivative are from SymPy's of the expanded expression."""
    found, names = entries(derivative), entries(by)
    (scalar,) = entries(expr)
    at = point(scalar, *found, *names)
    return [
        abs(value(one, at) - value(sp.diff(defined(scalar), name), at)) for one, name in zip(found, names, strict=True)
    ]


@pytest.mark.parametrize("case", CASES)
def test_a_gradient_keeps_the_name_and_is_right(case):
    expr, by, wanted = CASES[case]
    made = sg.gradient(expr, by)
    assert sg.text(made) == wanted
    assert max(differences(made, expr, by)) < 1e-20


@pytest.mark.parametrize("case", SECOND)
def test_a_hessian_is_right(case):
    expr, wanted = SECOND[case]
    made = sg.hessian(expr, x)
    if wanted is not None:
        assert sg.text(made) == wanted
    (scalar,) = entries(expr)
    found, names = entries(made), entries(x)
    at = point(scalar, *found)
    for one, (i, j) in zip(found, itertools.product(range(N), repeat=2), strict=True):
        assert abs(value(one, at) - value(sp.diff(defined(scalar), names[i], names[j]), at)) < 1e-20


def test_a_jacobian_is_right():
    made, found = sg.jacobian(sg.tanh(g(x, s)), x), entries(g(x, s))
    at = point(*entries(made), *found)
    rows = [sp.diff(sp.tanh(defined(one)), name) for one in found for name in entries(x)]
    assert max(abs(value(a, at) - value(b, at)) for a, b in zip(entries(made), rows, strict=True)) < 1e-20


def test_a_wrong_derivative_is_seen():
    assert max(differences(2 * sg.gradient(f(x), x), f(x), x)) > 1e-3


def test_a_mixed_second_derivative_has_its_places():
    mixed = sg.jacobian(sg.gradient(f(x, y), y), x)
    assert (sg.text(mixed), sg.latex(mixed)) == ("∇²_2,1 f(x, y)", r"\nabla^2_{2,1} f(x, y)")
    assert sg.text(mixed.T) == "∇²_1,2 f(x, y)"
    (scalar,) = entries(f(x, y))
    at = point(scalar)
    wanted = [sp.diff(defined(scalar), a, b) for a in entries(y) for b in entries(x)]
    assert max(abs(value(a, at) - value(b, at)) for a, b in zip(entries(mixed), wanted, strict=True)) < 1e-20


def test_latex():
    assert sg.latex(sg.hessian(f(g(x)), x)) == (
        r"\nabla^2 \langle \nabla f(g(x)), g \rangle(x) + J_g(x)^{\top} \nabla^2 f(g(x)) J_g(x)"
    )
    assert sg.latex(sg.gradient(sg.dot(y, JACOBIAN * z), x)) == r"\mathrm{D}^2 g(x; z)^{\top} y"


def test_a_system_tells_each_step():
    h, L = sg.vector("h", m), sg.scalar("L")
    cell = sg.System([(h, g(W * x)), (L, f(h, y))], outputs=[L])
    assert str(cell.gradient(wrt="W")) == "h = g(W x)\nbar_h = bar_L ∇_1 f(h, y)\nbar_W = J_g(W x)ᵀ bar_h xᵀ"
    assert pickle.loads(pickle.dumps(cell)) == cell


def test_a_variable_of_the_name_of_a_sign_changes_the_sign():
    J, g_x = sg.matrix("J", m, m), sg.function("g", m)
    assert sg.text(sg.jacobian(J * g_x(x), x)) == "J Jacobian_g(x)"


def refusals():
    yield lambda: f(W), sg.ShapeError, "f takes vectors and scalars, but W is (m, n)"
    yield lambda: f(), sg.ShapeError, "nothing came"
    yield lambda: sg.function("a b"), sg.SymgradError, "the name of a function is one word"
    yield lambda: sg.function("g", -1), sg.ShapeError, "a size is a whole number from 1"
    yield lambda: sg.lambdify(sg.gradient(f(x), x)), sg.MissingRuleError, "nothing says what it is"
    yield lambda: sg.gradient(sp.Trace(HESSIAN), x), sg.MissingRuleError, "which is no product of a column and a row"
    yield lambda: sg.text(f(x) + sp.Function("f")(s)), sg.NameClashError, "two different functions are named f"


@pytest.mark.parametrize(("made", "error", "why"), list(refusals()))
def test_what_has_no_meaning_is_refused(made, error, why):
    with pytest.raises(error, match=re.escape(why)):
        made()


def scalar_of(draw, depth):
    """A scalar formula at random, of functions inside functions, and of their derivatives."""
    return draw.choice([
        lambda: f(vector_of(draw, depth)) ** 2,
        lambda: f(vector_of(draw, depth), image_of(draw, depth)),
        lambda: sg.dot(image_of(draw, depth), y),
        lambda: sg.dot(vector_of(draw, depth), sg.gradient(f(x), x)),
        lambda: sg.dot(z, HESSIAN * vector_of(draw, depth)),
    ])()  # fmt: skip


def vector_of(draw, depth):
    if not depth:
        return draw.choice([x, z, s * x])
    return draw.choice([
        lambda: sg.tanh(vector_of(draw, depth - 1)),
        lambda: V * image_of(draw, depth - 1),
        lambda: sg.hadamard(vector_of(draw, depth - 1), z),
    ])()  # fmt: skip


def image_of(draw, depth):
    if not depth:
        return draw.choice([y, W * x])
    return draw.choice([
        lambda: g(vector_of(draw, depth - 1)),
        lambda: JACOBIAN * vector_of(draw, depth - 1),
        lambda: W * vector_of(draw, depth - 1),
    ])()  # fmt: skip


@pytest.mark.parametrize("seed", range(24))
def test_a_random_gradient_is_right(seed):
    draw = random.Random(seed)
    expr, by = scalar_of(draw, draw.choice([1, 1, 2])), draw.choice([x, x, s, z, V])
    assert max(differences(sg.gradient(expr, by), expr, by)) < 1e-18
