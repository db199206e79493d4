"""Things of any size, and what is done with them: the table that the search for growth works through.

A case is a function of a size that gives a System; what grows with the size is the number of equations, of terms, of
factors, of outputs, or the depth of one expression.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
import sympy as sp

import symgrad as sg
from symgrad.documents import html, markdown, tex

Make = Callable[[int], Any]


class Case(NamedTuple):
    """How a System of a size is made, and which verbs are tried on it."""

    make: Make
    verbs: tuple[str, ...]


# -- what grows ------------------------------------------------------------------------------------------------


def _sizes() -> tuple[Any, ...]:
    return tuple(sg.dims("n m"))


def _vectors(name: str, count: int) -> list[Any]:
    n, _ = _sizes()
    return [sg.vector(f"{name}_{k}", n) for k in range(count)]


def _one(expr: Any, **more: Any) -> Any:
    n, _ = _sizes()
    rows = getattr(expr, "shape", None)
    left = sg.scalar("L") if rows is None else sg.vector("y", n) if rows[1] == 1 else sg.matrix("Y", *rows)
    return sg.System([(left, expr)], **more)


def chain_of_squares(size: int) -> Any:
    """h_k = h_(k-1) * sigmoid(h_(k-1)): two paths through each equation."""
    h = _vectors("h", size + 1)
    return sg.System([(new, sg.hadamard(old, sg.sigmoid(old))) for old, new in zip(h, h[1:], strict=False)])


def layers(size: int) -> Any:
    """x_k = tanh(W_k x_(k-1) + b_k)."""
    n, _ = _sizes()
    x, b = _vectors("x", size + 1), _vectors("b", size + 1)
    W = [sg.matrix(f"W_{k}", n, n) for k in range(size + 1)]
    steps = range(1, size + 1)
    return sg.System([(x[k], sg.tanh(W[k] * x[k - 1] + b[k])) for k in steps], parameters=[*W[1:], *b[1:]])


def residuals(size: int) -> Any:
    """x_k = x_(k-1) + tanh(W x_(k-1)): 2^k paths."""
    n, _ = _sizes()
    x, W = _vectors("x", size + 1), sg.matrix("W", n, n)
    return sg.System([(new, old + sg.tanh(W * old)) for old, new in zip(x, x[1:], strict=False)], parameters=[W])


def diamonds(size: int) -> Any:
    """a = tanh(x), b = sigmoid(x), next = a * b: three equations a step, 2^k paths."""
    n, _ = _sizes()
    x, equations = sg.vector("x", n), []
    for k in range(size):
        a, b, y = sg.vector(f"a_{k}", n), sg.vector(f"b_{k}", n), sg.vector(f"y_{k}", n)
        equations += [(a, sg.tanh(x)), (b, sg.sigmoid(x)), (y, sg.hadamard(a, b))]
        x = y
    return sg.System(equations)


def scalars(size: int) -> Any:
    """s_k = sin(s_(k-1)) s_(k-1): scalars."""
    s = [sg.scalar(f"s_{k}") for k in range(size + 1)]
    return sg.System([(new, sp.sin(old) * old) for old, new in zip(s, s[1:], strict=False)])


def dense(size: int) -> Any:
    """x_k = tanh(x_0 + ... + x_(k-1)) for a few, and one output for each."""
    x = _vectors("x", size + 1)
    return sg.System([(new, sg.tanh(x[0] + old)) for old, new in zip(x, x[1:], strict=False)], outputs=x[1:])


def nested_vectors(size: int) -> Any:
    """tanh(W tanh(W ... x)): one expression."""
    n, _ = _sizes()
    W, x = sg.matrix("W", n, n), sg.vector("x", n)
    return _one(reduce(lambda e, _: sg.tanh(W * e), range(size), x), parameters=[W])


def nested_sums(size: int) -> Any:
    """tanh(e) + x inside each other: one expression."""
    n, _ = _sizes()
    x = sg.vector("x", n)
    return _one(reduce(lambda e, _: sg.tanh(e) + x, range(size), x))


def nested_layers(size: int) -> Any:
    """tanh(A_k x + previous) inside each other: one expression with as many matrices."""
    n, _ = _sizes()
    x = sg.vector("x", n)
    return _one(reduce(lambda e, k: sg.tanh(sg.matrix(f"A_{k}", n, n) * x + e), range(size), x))


def nested_products(size: int) -> Any:
    """e * sigmoid(e) inside each other: a tree of 2^k leaves that is a chain of k shared parts."""
    n, _ = _sizes()
    return _one(reduce(lambda e, _: sg.hadamard(e, sg.sigmoid(e)), range(size), sg.vector("x", n)))


def nested_residuals(size: int) -> Any:
    """e + tanh(W e) inside each other: shared parts again."""
    n, _ = _sizes()
    W = sg.matrix("W", n, n)
    return _one(reduce(lambda e, _: e + sg.tanh(W * e), range(size), sg.vector("x", n)))


def nested_scalars(size: int) -> Any:
    """sin(e) + s inside each other."""
    s = sg.scalar("s")
    return _one(reduce(lambda e, _: sg.sin(e) + s, range(size), s))


def nested_scalar_products(size: int) -> Any:
    """tanh(s e) inside each other."""
    s = sg.scalar("s")
    return _one(reduce(lambda e, _: sg.tanh(s * e), range(size), s))


def nested_quotients(size: int) -> Any:
    """1 / (1 + e), a continued fraction."""
    s = sg.scalar("s")
    return _one(reduce(lambda e, _: 1 / (1 + e), range(size), s))


def nested_softmaxes(size: int) -> Any:
    n, _ = _sizes()
    return _one(reduce(lambda e, _: sg.softmax(e), range(size), sg.vector("x", n)))


def nested_norms(size: int) -> Any:
    n, _ = _sizes()
    g = sg.vector("g", n)
    return _one(reduce(lambda e, _: sg.hadamard(g, sg.normalize(e)), range(size), sg.vector("x", n)))


def nested_dots(size: int) -> Any:
    """tanh((x . previous) v)"""
    n, _ = _sizes()
    x, v = sg.vector("x", n), sg.vector("v", n)
    return _one(reduce(lambda e, _: sg.tanh(sg.dot(x, e) * v), range(size), x))


def nested_larger(size: int) -> Any:
    n, _ = _sizes()
    return _one(reduce(lambda e, v: sg.larger(v, sg.tanh(e)), _vectors("v", size), sg.vector("x", n)))


def nested_functions(size: int) -> Any:
    """tanh(sigmoid(tanh(...))) of a vector, and nothing else."""
    n, _ = _sizes()
    return _one(reduce(lambda e, k: (sg.tanh, sg.sigmoid)[k % 2](e), range(size), sg.vector("x", n)))


def nested_scalar_functions(size: int) -> Any:
    """sigmoid(softplus(sigmoid(...))) of a declared scalar, and nothing else."""
    return _one(reduce(lambda e, k: (sg.sigmoid, sg.softplus)[k % 2](e), range(size), sg.scalar("s")))


def nested_plain_functions(size: int) -> Any:
    """sigmoid(softplus(sigmoid(...))) of SymPy's own symbol."""
    return _one(reduce(lambda e, k: (sg.sigmoid, sg.softplus)[k % 2](e), range(size), sp.Symbol("s")))


def nested_plain_sines(size: int) -> Any:
    """sin(cos(sin(...))) of SymPy's own symbol, which SymPy itself builds up to some 400 deep."""
    return _one(reduce(lambda e, k: (sp.sin, sp.cos)[k % 2](e), range(size), sp.Symbol("s")))


def nested_plain_sums(size: int) -> Any:
    """sin(e) + s of SymPy's own."""
    s = sp.Symbol("s")
    return _one(reduce(lambda e, _: sp.sin(e) + s, range(size), s))


def nested_plain_products(size: int) -> Any:
    """s cos(e) of SymPy's own."""
    s = sp.Symbol("s")
    return _one(reduce(lambda e, _: s * sp.cos(e), range(size), s))


def nested_plain_shared(size: int) -> Any:
    """e sigmoid(e) of SymPy's own symbol: 2^k leaves, k parts."""
    return _one(reduce(lambda e, _: e * sg.sigmoid(e), range(size), sp.Symbol("s")))


def nested_powers(size: int) -> Any:
    """(e + s)^(3/2) of SymPy's own symbol."""
    s = sp.Symbol("s")
    return _one(reduce(lambda e, _: (e + s) ** sp.Rational(3, 2), range(size), s))


def nested_vector_quotients(size: int) -> Any:
    """x / (1 + e o e), entry by entry."""
    n, _ = _sizes()
    x, ones = sg.vector("x", n), sg.ones(_sizes()[0])
    return _one(reduce(lambda e, _: sg.divide(x, ones + sg.hadamard(e, e)), range(size), x))


def nested_mixed(size: int) -> Any:
    """A sum, a product, a quotient and a scalar factor in turn, a function between them."""
    n, _ = _sizes()
    x, W, s = sg.vector("x", n), sg.matrix("W", n, n), sg.scalar("s")
    turns = (
        lambda e: sg.tanh(W * e) + x,
        lambda e: sg.hadamard(x, sg.sigmoid(e)),
        lambda e: sg.divide(e, sg.ones(n) + sg.exp(x)),
        lambda e: sp.tanh(s * sg.dot(x, e)) * x,
    )
    return _one(reduce(lambda e, k: turns[k % 4](e), range(size), x), parameters=[W])


def nested_mixed_scalars(size: int) -> Any:
    """A sum, a product, a quotient and a power in turn, of SymPy's own."""
    a, b = sp.symbols("a b")
    turns = (
        lambda e: sg.sigmoid(e) + a,
        lambda e: b * sp.sin(e),
        lambda e: a / (1 + e**2),
        lambda e: (e + b) ** 3,
    )
    return _one(reduce(lambda e, k: turns[k % 4](e), range(size), a))


def factors(size: int) -> Any:
    """The Hadamard product of as many vectors."""
    return _one(sg.hadamard(*_vectors("v", size)))


def bent_factors(size: int) -> Any:
    """The Hadamard product of functions of vectors."""
    return _one(sg.hadamard(*map(sg.tanh, _vectors("v", size))))


def scalar_factors(size: int) -> Any:
    return _one(sp.Mul(*[sg.tanh(sg.scalar(f"s_{k}")) for k in range(size)]))


def matrix_product(size: int) -> Any:
    """W_1 W_2 ... W_k x."""
    n, _ = _sizes()
    product = sp.MatMul(*[sg.matrix(f"W_{k}", n, n) for k in range(size)], sg.vector("x", n), evaluate=False)
    return _one(product)


def matrix_product_by_steps(size: int) -> Any:
    n, _ = _sizes()
    return _one(reduce(lambda e, k: sg.matrix(f"W_{k}", n, n) * e, range(size), sg.vector("x", n)))


def sum_of_products(size: int) -> Any:
    """W_1 x + ... + W_k x, added one by one."""
    n, _ = _sizes()
    x = sg.vector("x", n)
    return _one(reduce(lambda e, k: e + sg.matrix(f"W_{k}", n, n) * x, range(1, size), sg.matrix("W_0", n, n) * x))


def terms(size: int) -> Any:
    """v_1 + ... + v_k, added one by one."""
    return _one(reduce(lambda e, v: e + v, _vectors("v", size)))


def terms_at_once(size: int) -> Any:
    return _one(sp.MatAdd(*map(sg.tanh, _vectors("v", size)), evaluate=False))


def scalar_terms(size: int) -> Any:
    """The sum of dots."""
    return _one(reduce(lambda e, v: e + sg.dot(v, v), _vectors("v", size), sp.S.Zero))


def bent_scalar_terms(size: int) -> Any:
    return _one(sp.Add(*[sg.tanh(sg.scalar(f"s_{k}")) ** 2 for k in range(size)]))


def stack(size: int) -> Any:
    """concat of many."""
    n, _ = _sizes()
    return sg.System([(sg.vector("y", size * n), sg.concat(*map(sg.tanh, _vectors("v", size))))])


def packed(size: int) -> Any:
    """One packed vector taken apart."""
    n, _ = _sizes()
    p = sg.vector("p", size * n)
    return sg.System([(v, sg.tanh(sg.rows(p, k * n, n))) for k, v in enumerate(_vectors("v", size))])


def outputs(size: int) -> Any:
    """y_k = tanh(W_k x) from one x, all of them outputs."""
    n, _ = _sizes()
    x = sg.vector("x", n)
    return sg.System([(v, sg.tanh(sg.matrix(f"W_{k}", n, n) * x)) for k, v in enumerate(_vectors("v", size))])


def sum_over_outputs(size: int) -> Any:
    """y_k = tanh(W_k x) from one x, and a loss that adds a number of each."""
    made = outputs(size)
    loss = sp.Add(*[sg.dot(v, v) for v in made.outputs])
    return sg.System([*made.equations, (sg.scalar("L"), loss)])


def kronecker(size: int) -> Any:
    """kron(A, X_k) inside each other: the rows grow with k."""
    A, X = sg.matrix("A", 1, 1), sg.matrix("X", *_sizes())
    return _one(reduce(lambda e, _: sg.kron(A, e), range(size), X))


def inverses(size: int) -> Any:
    n, _ = _sizes()
    A, X = sg.matrix("A", n, n), sg.matrix("X", n, n)
    return _one(reduce(lambda e, _: (A + e).inv(), range(size), X))


def transposes(size: int) -> Any:
    """(W e)' W': each level turned."""
    n, _ = _sizes()
    W, X = sg.matrix("W", n, n), sg.matrix("X", n, n)
    return _one(reduce(lambda e, _: sg.tanh((W * e).T), range(size), X))


def powers(size: int) -> Any:
    """A matrix to a power."""
    n, _ = _sizes()
    return _one(sg.matrix("A", n, n) ** size)


def by_hand(size: int) -> Any:
    """An LSTM unrolled by hand over so many steps, as one plain expression."""
    n, m = _sizes()
    W = {g: sg.matrix(f"W_{g}", n, m) for g in "ifog"}
    U = {g: sg.matrix(f"U_{g}", n, n) for g in "ifog"}
    h, c = sg.vectors("h c", n)
    for k in range(size):
        x = sg.vector(f"x_{k}", m)
        i, f, o = (sg.sigmoid(W[g] * x + U[g] * h) for g in "ifo")
        c = sg.hadamard(f, c) + sg.hadamard(i, sg.tanh(W["g"] * x + U["g"] * h))
        h = sg.hadamard(o, sg.tanh(c))
    return sg.System([(sg.scalar("L"), sg.dot(h, h))])


# -- what is done with it --------------------------------------------------------------------------------------


def _called(system: Any) -> Any:
    """The compiled function of a system, called at sizes of 2."""
    function = system.lambdify()
    sizes = dict.fromkeys(system.dims, 2)
    rng = np.random.default_rng(1)
    values = {}
    for symbol in system.inputs:
        shape = [int(sp.sympify(size).subs(sizes)) for size in getattr(symbol, "shape", ())]
        values[symbol.name] = rng.normal(size=shape[:1] if shape[1:] == [1] else shape) / 4
    return function(**values)


def _first(system: Any) -> Any:
    return system.derivative(system.outputs[-1], system.inputs[0])


VERBS: Mapping[str, Callable[[Any], Any]] = {
    "construct": lambda s: s,
    "text": str,
    "latex": lambda s: s.latex(),
    "code": lambda s: s.lambdify().source,
    "call": _called,
    "gradient": lambda s: s.gradient(),
    "tangent": lambda s: s.tangent(),
    "second": lambda s: s.gradient().tangent(),
    "both": lambda s: s.value_and_gradient(),
    "text of gradient": lambda s: str(s.gradient()),
    "latex of gradient": lambda s: s.gradient().latex(),
    "code of gradient": lambda s: s.gradient().lambdify().source,
    "call gradient": lambda s: _called(s.gradient()),
    "text of second": lambda s: str(s.gradient().tangent()),
    "latex of second": lambda s: s.gradient().tangent().latex(),
    "code of second": lambda s: s.gradient().tangent().lambdify().source,
    "call second": lambda s: _called(s.gradient().tangent()),
    "simplify": lambda s: s.gradient().simplify(),
    "substitute": lambda s: s.substitute({s.inputs[0]: 2 * s.inputs[0]}),
    "expand": lambda s: s.expand(**{str(size): 2 for size in s.dims}),
    "expression": lambda s: _first(s).expression,
    "closed form": lambda s: _first(s).closed_form,
    "steps": lambda s: str(_first(s).steps),
    "document": lambda s: markdown(sg.document(s)),
    "html": lambda s: html(sg.document(s, check=False)),
    "tex": lambda s: tex(sg.document(s, check=False)),
    "equal": lambda s: s.gradient() == pickle.loads(pickle.dumps(s.gradient())),
    "hash": hash,
    "pickle": lambda s: pickle.loads(pickle.dumps(s)),
    "check": lambda s: bool(s.check(of=s.outputs[0])),
    "plain gradient": lambda s: sg.gradient(_scalar(s), s.inputs[0]),
}


def _scalar(system: Any) -> Any:
    expr = system.equations[-1].rhs
    return sg.total(expr) if hasattr(expr, "shape") else expr


CASES: Mapping[str, Case] = {
    make.__name__.replace("_", " "): Case(make, tuple(VERBS))
    for make in (
        chain_of_squares, layers, residuals, diamonds, scalars, dense, nested_vectors, nested_sums, nested_layers,
        nested_products, nested_residuals, nested_scalars, nested_scalar_products, nested_quotients, nested_softmaxes,
        nested_norms, nested_dots, nested_larger, nested_functions, nested_scalar_functions, nested_plain_functions,
        nested_plain_sines, nested_plain_sums, nested_plain_products, nested_plain_shared, nested_powers,
        nested_vector_quotients, nested_mixed, nested_mixed_scalars, factors, bent_factors, scalar_factors,
        matrix_product, matrix_product_by_steps, sum_of_products, terms, terms_at_once, scalar_terms, bent_scalar_terms,
        stack, packed, outputs, sum_over_outputs, kronecker, inverses, transposes, powers, by_hand,
    )
}  # fmt: skip
