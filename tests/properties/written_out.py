"""Losses and functions in several named steps, as a student writes them: what the search for lost numbers judges."""

import sympy as sp

import symgrad as sg

N, M = sg.dims("n m")
X, Z, E, P, Q, T = (sg.vector(name, N) for name in ("x", "z", "e", "p", "q", "target"))
Y = sg.vector("target", N, sums_to_one=True)
W, U, B = sg.matrix("W", N, M), sg.vector("u", M), sg.vector("b", N)
H, H_PREV, V, C = sg.vector("h", N), sg.vector("h_prev", N), sg.matrix("V", N, N), sg.vector("c", N)
R, S, D, L, A, F, G = sg.scalars("r s d L target f g")
ONE = sg.ones(N)


def _system(*equations, **options):
    return lambda: sg.System(list(equations), **options)


def _closed(*equations, target):
    """A recurrence h = tanh(W u + V h_prev + b), read out as z = V h + c, and a loss of z in named steps."""
    return lambda: sg.System(
        [(H, sg.tanh(W * U + V * H_PREV + B)), (Z, V * H + C), *equations],
        outputs=[L],
        inputs=[U, H_PREV, target],
        parameters=[W, V, B, C],
        carry={H: H_PREV},
    )


CROSS_ENTROPY = [(P, sg.softmax(Z)), (L, -sg.dot(Y, sg.log(P)))]
BINARY = [(P, sg.sigmoid(Z)), (L, -sg.dot(T, sg.log(P)) - sg.dot(ONE - T, sg.log(ONE - P)))]
EXPONENTIALS = [(E, sg.exp(Z)), (D, sg.total(E)), (P, E / D), (L, -sg.dot(Y, sg.log(P)))]

SYSTEMS = {
    "cross-entropy": _system(*CROSS_ENTROPY),
    "cross-entropy, y free": _system((P, sg.softmax(Z)), (L, -sg.dot(T, sg.log(P)))),
    "cross-entropy of W x + b": _system((P, sg.softmax(W * U + B)), (L, -sg.dot(Y, sg.log(P))), parameters=[W, B]),
    "cross-entropy, one line": _system((L, -sg.dot(Y, sg.log(sg.softmax(Z))))),
    "cross-entropy, log named": _system((P, sg.softmax(Z)), (Q, sg.log(P)), (L, -sg.dot(Y, Q))),
    "cross-entropy, exp and sum": _system(*EXPONENTIALS),
    "cross-entropy, exp over sum": _system((P, sg.exp(Z) / sg.total(sg.exp(Z))), (L, -sg.dot(Y, sg.log(P)))),
    "cross-entropy of one class": _system((P, sg.softmax(Z)), (L, -sg.log(P[1, 0]))),
    "cross-entropy, class named": _system((P, sg.softmax(Z)), (R, P[1, 0]), (L, -sg.log(R))),
    "binary": _system((R, sg.sigmoid(S)), (L, -A * sg.log(R) - (1 - A) * sg.log(1 - R))),
    "binary, entries": _system(*BINARY),
    "binary, one line": _system((L, -A * sg.log(sg.sigmoid(S)) - (1 - A) * sg.log(1 - sg.sigmoid(S)))),
    "binary, written out": _system((R, 1 / (1 + sg.exp(-S))), (L, -A * sg.log(R) - (1 - A) * sg.log(1 - R))),
    "binary, complement named": _system((R, sg.sigmoid(S)), (D, 1 - R), (L, -A * sg.log(R) - (1 - A) * sg.log(D))),
    "focal": _system((R, sg.sigmoid(S)), (L, -((1 - R) ** 2) * sg.log(R))),
    "KL": _system((P, sg.softmax(Z)), (Q, sg.softmax(X)), (L, sg.dot(P, sg.log(P) - sg.log(Q)))),
    "KL of the quotient": _system((P, sg.softmax(Z)), (Q, sg.softmax(X)), (L, sg.dot(P, sg.log(sg.divide(P, Q))))),
    "KL of a target": _system((Q, sg.softmax(X)), (L, sg.dot(Y, sg.log(sg.divide(Y, Q))))),
    "entropy": _system((P, sg.softmax(Z)), (L, -sg.dot(P, sg.log(P)))),
    "log-sum-exp": _system((L, sg.log(sg.total(sg.exp(X))))),
    "log-sum-exp in steps": _system((E, sg.exp(X)), (D, sg.total(E)), (L, sg.log(D))),
    "softplus": _system((L, sg.log(1 + sg.exp(S)))),
    "softplus in steps": _system((R, sg.exp(S)), (D, 1 + R), (L, sg.log(D))),
    "softplus of a vector": _system((E, sg.log(ONE + sg.exp(X)))),
    "log of two exps": _system((L, sg.log(sg.exp(S) + sg.exp(A)))),
    "log cosh": _system((L, sg.log(sg.cosh(S)))),
    "log cosh of a vector": _system((L, sg.total(sg.log(sg.cosh(X))))),
    "log of sigmoid": _system((R, sg.sigmoid(S)), (L, sg.log(R))),
    "tanh written out": _system((R, (sg.exp(S) - sg.exp(-S)) / (sg.exp(S) + sg.exp(-S)))),
    "silu written out": _system((R, S / (1 + sg.exp(-S)))),
    "softmax written out": _system((P, sg.exp(Z) / sg.total(sg.exp(Z)))),
    "root of a square": _system((L, sp.sqrt(S**2 + sp.Rational(1, 100)))),
    "root of squares": _system((E, sg.sqrt(sg.hadamard(X, X) + ONE / 100))),
    "root of squares, summed": _system((L, sg.total(sg.sqrt(sg.hadamard(X, X) + S**2 * ONE)))),
    "root of a sum of squares": _system((L, sg.sqrt(sg.dot(X, X)))),
    "1 - tanh": _system((R, sg.tanh(S)), (D, 1 - R), (L, sg.log(1 - R**2))),
    "log of softplus": _system((R, sg.log(1 + sg.exp(S))), (L, sg.log(R))),
    "gate and complement": _system((P, sg.sigmoid(Z)), (H, sg.hadamard(P, X) + sg.hadamard(ONE - P, T))),
    "contrastive": _system((F, sg.exp(S)), (G, sg.exp(A)), (R, F / (F + G)), (L, -sg.log(R))),
    "recurrent cross-entropy": _closed(*CROSS_ENTROPY, target=Y),
    "recurrent binary": _closed(*BINARY, target=T),
    "recurrent exp over sum": _closed(*EXPONENTIALS, target=Y),
}
