"""Variables with a property under every verb: what each says of the directions in which the variable can move.

The gradient of a scalar is the transpose of its Jacobian, a Hessian is symmetric, jvp and vjp are adjoint, an
expression and a System agree, and all of them are what a complex step along an allowed direction measures. The
directions are drawn here from what the property says, without symgrad's projections.

    python3 -m tests.properties.allowed_directions --count 3000 --seed 1 --processes 2
"""

import random
import sys

import numpy as np
import sympy as sp

import symgrad as sg

from .seeds import main_of, outcome

N = 3
n = sg.dims("n")
KINDS = ("symmetric", "diagonal", "positive_definite", "orthogonal", "lower", "upper")
A, B = sg.matrix("A", n, n), sg.matrix("B", n, n)
x, z = sg.vector("x", n), sg.vector("z", n)
b = sg.scalar("b")
p = sg.vector("p", n, sums_to_one=True)
VARIABLES = [*(sg.matrix("V", n, n, **{kind: True}) for kind in KINDS), p, p]
STEP, TOLERANCE = 1e-30, 1e-9


class WrongDirectionError(AssertionError):
    """Two verbs disagree, or one of them with the complex step."""


# -- what is differentiated --------------------------------------------------------------------------------------------


def vector(draw, V, depth):
    """A vector (n,) in the variable, smooth and analytic."""
    if depth <= 0:
        return V * draw.choice([x, z]) if V is not p else draw.choice([p, A * p, sg.hadamard(p, x)])
    inner = vector(draw, V, depth - 1)
    return draw.choice([
        lambda: sg.tanh(inner), lambda: sg.sin(inner), lambda: sg.hadamard(inner, vector(draw, V, depth - 1)),
        lambda: A * inner, lambda: inner + draw.choice([-1, 2]) * vector(draw, V, depth - 1),
        lambda: (V.T if V is not p else B) * inner, lambda: sg.exp(b * inner / 4), lambda: sg.softmax(inner),
        lambda: sg.dot(x, inner) * z, lambda: inner.applyfunc(sp.Lambda(_T, 2**_T)), lambda: inner * sg.total(inner),
    ])()  # fmt: skip


def scalar(draw, V, depth):
    """A scalar in the variable."""
    if V is p:
        return draw.choice([
            lambda: sg.dot(p, A * p), lambda: sg.dot(x, vector(draw, V, depth)), lambda: sg.total(sg.exp(p)),
            lambda: sg.dot(vector(draw, V, depth), vector(draw, V, depth)), lambda: sg.dot(p, sg.log(2 + sg.sin(x))),
        ])()  # fmt: skip
    return draw.choice([
        lambda: sp.Trace(A * V), lambda: sp.Trace(V * A * V), lambda: sp.Trace(V.T * A * V * B),
        lambda: sg.dot(x, vector(draw, V, depth)), lambda: sg.total(sg.tanh(V + A)), lambda: sg.dot(V * x, z) ** 2,
        lambda: sg.dot(vector(draw, V, depth), vector(draw, V, depth)), lambda: sp.Trace((A + V) ** 3),
        lambda: sg.total(sg.hadamard(V, A, V)), lambda: V[0, 1] * V[2, 1] + V[1, 1] ** 2,
    ])()  # fmt: skip


_T = sp.Symbol("t")


# -- directions, from what the property says ---------------------------------------------------------------------------


def point_of(V, rng):
    """A value of the variable that has its property, and the values of the others."""
    G = rng.standard_normal((N, N))
    values = {
        "symmetric": G + G.T,
        "diagonal": np.diag(G.diagonal()),
        "positive_definite": G @ G.T + np.eye(N),
        "orthogonal": np.linalg.qr(G)[0],
        "lower": np.tril(G),
        "upper": np.triu(G),
    }
    others = {"A": rng.standard_normal((N, N)), "B": rng.standard_normal((N, N)), "b": np.array(0.7)}
    others |= {"x": rng.standard_normal(N), "z": rng.standard_normal(N)}
    if V is p:
        share = rng.uniform(0.2, 1, N)
        return others | {"p": share / share.sum()}
    return others | {"V": values[kind_of(V)] / 2 if kind_of(V) != "orthogonal" else values["orthogonal"]}


def kind_of(V):
    """The property that says how a variable can move."""
    return next(
        kind
        for kind in ("diagonal", "orthogonal", "positive_definite", "symmetric", "lower", "upper")
        if kind in V.properties
    )


def direction(V, at, rng):
    """A direction in which the variable can move from a point."""
    if V is p:
        way = rng.standard_normal(N)
        return way - way.mean()
    G = rng.standard_normal((N, N))
    if kind_of(V) == "diagonal":
        return np.diag(G.diagonal())
    if kind_of(V) == "orthogonal":
        return at[V.name] @ (G - G.T)
    if kind_of(V) in ("lower", "upper"):
        return np.tril(G) if kind_of(V) == "lower" else np.triu(G)
    return G + G.T


# -- the comparison ----------------------------------------------------------------------------------------------------


def called(expr, point):
    """The value of an expression at a point."""
    function = sg.lambdify(expr, inputs=[A, B, x, z, b, *{V for V in VARIABLES if V.name in point and V in _in(expr)}])
    return np.asarray(function(**{name: point[name] for name in function.arguments}))


def _in(expr):
    return expr.atoms(sp.MatrixSymbol)


def stepped(expr, V, point, way):
    """The derivative along a direction, by a complex step."""
    system = sg.System([(_like("y", expr), expr)], inputs=[A, B, x, z, b, V])
    function = sg.targets.compile_numpy(system, analytic=True)
    moved = point | {V.name: point[V.name] + 1j * STEP * way}
    return np.imag(function(**{name: moved[name] for name in function.arguments})) / STEP


def _like(name, expr):
    shape = getattr(expr, "shape", ())
    return sg.matrix(name, *shape) if shape else sg.scalar(name)


def compare(seed):
    """ "right"; WrongDirectionError where a verb is wrong."""
    draw, rng = random.Random(seed), np.random.default_rng(seed)
    V = draw.choice(VARIABLES)
    point = point_of(V, rng)
    depth = draw.choice([0, 1, 1, 2])
    ways = [direction(V, point, rng) for _ in range(2)]
    _scalar(scalar(draw, V, depth), V, point, ways)
    _vector(vector(draw, V, depth), V, point, ways, rng)
    return "right"


def _scalar(expr, V, point, ways):
    gradient = called(sg.gradient(expr, V), point)
    jacobian = called(sg.jacobian(expr, V), point)
    same(np.reshape(jacobian, gradient.shape), gradient, f"the Jacobian of {expr}")
    same(called(sg.vjp(expr, V, sp.Integer(1)), point), gradient, f"the vjp of {expr}")
    for way in ways:
        same(np.sum(gradient * way), stepped(expr, V, point, way), f"the gradient of {expr} along {way}")
    same(inside(V, point, gradient), gradient, f"the gradient of {expr} is no direction of {V}:")
    system = sg.System([(sg.scalar("loss"), expr)], inputs=[A, B, x, z, b, V])
    back = system.gradient(wrt=V)
    same(back.lambdify()(**{name: point[name] for name in _wanted(back, point)}), gradient, f"the System of {expr}")
    told = system.derivative("loss", V.name)
    same(called(told.expression, point), gradient, f"the derivative of {expr}")
    moved = back.tangent(wrt=V).lambdify()
    along = [
        moved(**{name: point[name] for name in moved.arguments if name in point}, **{f"dot_{V.name}": way})
        for way in ways
    ]
    same(np.sum(along[0] * ways[1]), np.sum(along[1] * ways[0]), f"the second derivative of {expr} is not symmetric:")
    same(np.sum(along[0] * ways[1]), second(system, V, point, ways), f"the second derivative of {expr}")
    if V is p:
        hessian = called(sg.hessian(expr, V), point)
        same(hessian, hessian.T, f"the Hessian of {expr} is not symmetric:")
        same(hessian @ ways[0], along[0], f"the Hessian of {expr}")


def _wanted(system, point):
    return [symbol.name for symbol in system.inputs if symbol.name in point]


def second(system, V, point, ways):
    """The derivative of the gradient along one direction, in another, by a complex step through the gradient."""
    function = sg.targets.compile_numpy(system.gradient(wrt=V), analytic=True)
    moved = point | {V.name: point[V.name] + 1j * STEP * ways[0]}
    found = function(**{name: moved[name] for name in function.arguments if name in moved})
    return np.sum(np.imag(found) / STEP * ways[1])


def _vector(expr, V, point, ways, rng):
    bar = rng.standard_normal(N)
    cotangent = sg.vector("w", n)
    back = called_with(sg.vjp(expr, V, cotangent), point | {"w": bar})
    tangent = sg.matrix("D", n, n) if V is not p else sg.vector("D", n)
    pushed = called_with(sg.jvp(expr, V, tangent), point | {"D": ways[0]})
    same(np.sum(bar * pushed), np.sum(back * ways[0]), f"jvp and vjp of {expr} are not adjoint:")
    same(pushed, stepped(expr, V, point, ways[0]), f"the jvp of {expr}")
    whole = called_with(sg.jacobian(expr, V, form="matrix" if V is p else "kronecker"), point)
    for way in ways:
        same(whole @ np.ravel(way, order="F"), stepped(expr, V, point, way), f"the Jacobian of {expr}")
    same(np.reshape(bar @ whole, np.shape(back), order="F"), back, f"the Jacobian of {expr} is not the vjp's:")


def called_with(expr, point):
    """The value of an expression of whatever variables."""
    function = sg.lambdify(expr, inputs=sorted({A, b, *_in(expr)}, key=str))
    return np.asarray(function(**{name: point[name] for name in function.arguments}))


def inside(V, point, gradient):
    """The part of a matrix that is a direction of the variable, by least squares over a basis of directions."""
    basis = [direction(V, point, np.random.default_rng(k)) for k in range(12)]
    columns = np.stack([np.ravel(way) for way in basis], axis=1)
    found = columns @ np.linalg.lstsq(columns, np.ravel(gradient), rcond=None)[0]
    return np.reshape(found, np.shape(gradient))


def same(got, expected, what):
    """WrongDirectionError where two numbers differ."""
    scale = 1 + np.max(np.abs(expected), initial=0)
    if np.shape(got) != np.shape(expected) or not np.max(np.abs(got - expected), initial=0) <= TOLERANCE * scale:
        raise WrongDirectionError(f"{what} {got} instead of {expected}")


def tried(seed):
    """What came of one seed, and what went wrong."""
    with np.errstate(all="ignore"):
        return outcome(compare, seed, WrongDirectionError)


def main(arguments=None):
    """Tries system after system; the exit status."""
    return main_of("allowed_directions", __doc__, tried, 3000, arguments)


if __name__ == "__main__":
    sys.exit(main())
