"""The Matrix Cookbook (Petersen and Pedersen, version of November 15, 2012), equations 33 to 142, as data.

One :class:`Row` for each identity that says the derivative of a scalar, a vector or a matrix, or an entry of a
derivative with more axes; one :class:`Refusal` for what symgrad has no word for, with the reason. The table holds
no numbers and no calculus: what a row claims is tested in test_cookbook.py against a complex step.

Two conventions of the book need a word. A symmetric X is for the book n (n + 1) / 2 variables, so that a gradient is
G + G' - diag(G) with the free gradient G (equation 138); symgrad projects, (G + G') / 2. The rows 138 to 141 are the
book's formulas, made from symgrad's free gradient by ``then``. And X o I is written diag(diagonal(X)) here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.expressions.nodes import Eigenvalue, Unit
from symgrad.expressions.symbols import dims, matrix, scalar, tangent_of
from symgrad.functions.elementwise import tanh
from symgrad.operations.of_matrices import cosm, eigenvalue, eigenvector, pinv, sinm
from symgrad.operations.of_vectors import logdet, norm, normalize
from symgrad.operations.operations import diag, diagonal, dot, total


@dataclass(frozen=True)
class Row:
    """One identity of the book: the derivative of ``expr`` with respect to ``wrt`` is ``book``.

    kind    which of symgrad's functions gives it: gradient, jacobian, hessian, differential; ``entry`` is the
            index form, for which ``book`` is a function of (indices of expr, indices of wrt); ``direction`` is the jvp
            along the single-entry matrix J^ij
    then    what the book makes of the derivative (equation 47 multiplies it by X'); by default nothing
    moves   how wrt can move for the book: free, symmetric or diagonal; its value is then of that kind too
    shape   ``book``: symgrad's result is the book's, term by term; ``short``: it is written otherwise, with no more
            leaves, for the reason in ``note``; ``long``: with more, for the reason in ``note``
    printed where the book errs: what it prints, which the test proves wrong; ``book`` is then the right form
    """

    number: int
    expr: Any
    wrt: Any
    book: Any
    kind: str = "gradient"
    then: Callable[[Any], Any] | None = None
    moves: str = "free"
    shape: str = "book"
    note: str = ""
    printed: Any = None


@dataclass(frozen=True)
class Refusal:
    """What symgrad does not have. ``attempt`` is an (expr, wrt) that must raise MissingRuleError, where one exists."""

    number: int
    reason: str
    attempt: tuple[Any, Any] | None = None


def _letter(name):
    return lambda rows, columns=1, **claims: matrix(name, rows, columns, **claims)


n, m, p, q = dims("n m p q")
SIZES = {n: 4, m: 3, p: 2, q: 5}
h, i, j, r = sp.symbols("h i j r", integer=True, nonnegative=True)

A, B, C, D, W, Y = map(_letter, "ABCDWY")
a, b, c, d, s = map(_letter, "abcds")
X = matrix("X", n, m)
Z = matrix("X", n, n)  # the book's X where it is square
S = matrix("X", n, n, symmetric=True)  # and where it is symmetric
P = matrix("P", m, n)  # and its pseudo-inverse
x = matrix("x", n, 1)
t, alpha = scalar("t"), scalar("alpha")
DX, DZ, DS = tangent_of(X), tangent_of(Z), tangent_of(S)
J, JZ = Unit(n, m, i, j), Unit(n, n, i, j)

det, inv, tr, kron, I = sp.Determinant, sp.Inverse, sp.Trace, sp.KroneckerProduct, sp.Identity(n)
delta = sp.KroneckerDelta


def _at(expr, row, column):
    return MatrixElement(expr, row, column)


def _times_transpose(G):
    return G * Z.T


def _pairs(G):
    """Equation 138: the derivative with respect to the entries on and below the diagonal, from the free gradient."""
    return G + G.T - diag(diagonal(G))


# -- what rows share -----------------------------------------------------------------------------------------------

Yt, DYt = A(n, n) + t**2 * B(n, n), 2 * t * B(n, n)  # Y(t), and its derivative
XAX = X.T * A(n, n) * X
As = A(n, n, symmetric=True)
XAsX = X.T * As * X
residual = x - A(n, m) * s(m)
Ws = W(n, n, symmetric=True)
moved = x - s(n)
affine = X * b(m) + c(n)
BX = B(p, n) * x
AX, BqX = A(p, n) * x, B(q, n) * x
AXB = A(p, n) * X * B(m, q)
Bs, Cs = B(n, n, symmetric=True), C(n, n, symmetric=True)
XCX, XBX = X.T * Cs * X, X.T * Bs * X
shifted, free = A(m, m, symmetric=True) + XCX, A(m, m) + XCX
U, DU = AXB, (C(p, p) + C(p, p).T) * AXB  # g(U) = tr(U' C U)
TanhBX = tanh(BX)
AZB, ZAZ = A(n, n) * Z * B(n, n), Z.T * A(n, n) * Z
_UNTOUCHED = "MatMul, since SymPy's * multiplies the determinant out"

DIFFERENTIALS = (
    Row(33, A(n, m), (X,), sp.ZeroMatrix(n, m), "differential"),
    Row(34, alpha * X, (X,), alpha * DX, "differential"),
    Row(35, X + Y(n, m), (X, Y(n, m)), DX + tangent_of(Y(n, m)), "differential"),
    Row(36, tr(Z), (Z,), tr(DZ), "differential"),
    Row(37, X * Y(m, p), (X, Y(m, p)), DX * Y(m, p) + X * tangent_of(Y(m, p)), "differential"),
    Row(
        38, HadamardProduct(X, Y(n, m)), (X, Y(n, m)),
        HadamardProduct(DX, Y(n, m)) + HadamardProduct(X, tangent_of(Y(n, m))), "differential",
    ),
    Row(
        39, kron(X, Y(p, q)), (X, Y(p, q)), kron(DX, Y(p, q)) + kron(X, tangent_of(Y(p, q))), "differential",
    ),
    Row(40, inv(Z), (Z,), -inv(Z) * DZ * inv(Z), "differential"),
    Row(
        41, det(Z), (Z,), tr(det(Z) * inv(Z) * DZ), "differential", shape="short",
        note="the adjugate has no node; of an invertible X it is det(X) X^-1, and det(X) comes out of the trace",
    ),
    Row(42, det(Z), (Z,), det(Z) * tr(inv(Z) * DZ), "differential"),
    Row(43, sp.log(det(Z)), (Z,), tr(inv(Z) * DZ), "differential"),
    Row(44, X.T, (X,), DX.T, "differential"),
    Row(45, sp.Adjoint(X), (X,), sp.Adjoint(DX), "differential", note="variables are real: X^H is X'"),
)  # fmt: skip

DETERMINANTS = (
    Row(46, det(Yt), t, det(Yt) * tr(inv(Yt) * DYt), shape="short", note="2 t taken out of the trace"),
    Row(47, det(Z), Z, det(Z) * I, then=_times_transpose),
    Row(
        48, det(Yt), t,
        det(Yt) * (tr(inv(Yt) * 2 * B(n, n)) + tr(inv(Yt) * DYt) ** 2 - tr(inv(Yt) * DYt * inv(Yt) * DYt)), "hessian",
        shape="long", note="of second order; det(Y) is not taken out of a sum of scalars",
    ),
    Row(49, det(Z), Z, det(Z) * inv(Z).T),
    Row(50, det(Z), Z, det(Z) * I, then=_times_transpose, note="the book has it twice: see 47"),
    Row(51, det(AZB), Z, sp.MatMul(det(AZB), inv(Z).T), note=_UNTOUCHED),
    Row(52, det(ZAZ), Z, sp.MatMul(2 * det(ZAZ), inv(Z).T), note=_UNTOUCHED),
    Row(53, det(XAsX), X, 2 * det(XAsX) * As * X * inv(XAsX)),
    Row(
        54, det(XAX), X,
        det(XAX) * (A(n, n) * X * inv(XAX) + A(n, n).T * X * inv(X.T * A(n, n).T * X)),
    ),
    Row(55, sp.log(det(X.T * X)), X, 2 * X * inv(X.T * X), note="X^+ = (X'X)^-1 X' for full column rank"),
    Row(
        56, sp.log(det(inv(P * P.T))), P, -2 * inv(P * P.T) * P,
        note="with P = X^+: X'X = (P P')^-1 and X' = (P P')^-1 P",
    ),
    Row(57, logdet(Z), Z, inv(Z).T),
    Row(57, sp.log(sp.Abs(det(Z))), Z, inv(Z).T),
    Row(58, det(Z**3), Z, sp.MatMul(3 * det(Z**3), inv(Z).T), note="k = 3"),
)  # fmt: skip

INVERSES = (
    Row(59, inv(Yt), t, -inv(Yt) * DYt * inv(Yt), "jacobian"),
    Row(60, inv(Z), Z, lambda r, c: -_at(inv(Z), r[0], c[0]) * _at(inv(Z), c[1], r[1]), "entry"),
    Row(61, a(n).T * inv(Z) * b(n), Z, -inv(Z).T * a(n) * b(n).T * inv(Z).T),
    Row(62, det(inv(Z)), Z, sp.MatMul(-det(inv(Z)), inv(Z).T)),
    Row(
        63, tr(A(p, n) * inv(Z) * B(n, p)), Z, sp.MatMul(-1, sp.Transpose(inv(Z) * B(n, p) * A(p, n) * inv(Z))),
        shape="short", note="here the transpose stays outside, as the book has it",
    ),
    Row(
        64, tr(inv(Z + A(n, n))), Z, -(inv(Z + A(n, n)) * inv(Z + A(n, n))).T,
        note="SymPy writes the product as a square",
    ),
)  # fmt: skip

_SECOND, v = eigenvalue(S, 1), eigenvector(S, 1)
_SYMMETRIC = "of a symmetric X, whose eigenvalues are real"
EIGENVALUES = (
    Row(65, sp.Sum(Eigenvalue(S, r), (r, 0, n - 1)), S, I, note=_SYMMETRIC),
    Row(66, sp.Product(Eigenvalue(S, r), (r, 0, n - 1)), S, sp.MatMul(det(S), inv(S)), note=_SYMMETRIC),
    Row(67, _SECOND, (S,), v.T * DS * v, "differential", note="the second eigenvalue"),
    Row(
        68, v, (S,), pinv(_SECOND * I - S) * DS * v, "differential", shape="short",
        note="the second eigenvector; (w I - X)^+ with the eigenvalue w of X is one node, whose rank is known",
    ),
)  # fmt: skip

FORMS_FIRST_ORDER = (
    Row(69, x.T * a(n), x, a(n)),
    Row(69, a(n).T * x, x, a(n)),
    Row(70, a(n).T * X * b(m), X, a(n) * b(m).T),
    Row(71, a(m).T * X.T * b(n), X, b(n) * a(m).T),
    Row(72, a(n).T * Z * a(n), Z, a(n) * a(n).T),
    Row(72, a(n).T * Z.T * a(n), Z, a(n) * a(n).T),
    Row(73, X, X, J, "direction"),
    Row(74, X * A(m, p), X, lambda r, c: delta(r[0], c[0]) * _at(A(m, p), c[1], r[1]), "entry"),
    Row(74, X * A(m, p), X, J * A(m, p), "direction"),
    Row(75, X.T * A(n, p), X, lambda r, c: delta(r[0], c[1]) * _at(A(n, p), c[0], r[1]), "entry"),
    Row(75, X.T * A(n, p), X, J.T * A(n, p), "direction"),
)

FORMS_SECOND_ORDER = (
    Row(76, total(X) ** 2, X, 2 * total(X) * sp.OneMatrix(n, m)),
    Row(77, b(m).T * X.T * X * c(m), X, X * (b(m) * c(m).T + c(m) * b(m).T)),
    Row(
        78, dot(B(p, n) * x + b(p), C(p, q) * (D(q, n) * x + d(q))), x,
        B(p, n).T * C(p, q) * (D(q, n) * x + d(q)) + D(q, n).T * C(p, q).T * (B(p, n) * x + b(p)),
    ),
    Row(
        79, X.T * B(n, n) * X, X,
        lambda r, c: delta(r[1], c[1]) * _at(X.T * B(n, n), r[0], c[0])
        + delta(r[0], c[1]) * _at(B(n, n) * X, c[0], r[1]),
        "entry",
    ),
    Row(80, X.T * B(n, n) * X, X, X.T * B(n, n) * J + J.T * B(n, n) * X, "direction"),
    Row(81, x.T * B(n, n) * x, x, (B(n, n) + B(n, n).T) * x),
    Row(
        82, b(m).T * X.T * D(n, n) * X * c(m), X,
        D(n, n).T * X * b(m) * c(m).T + D(n, n) * X * c(m) * b(m).T,
    ),
    Row(83, dot(affine, D(n, n) * affine), X, (D(n, n) + D(n, n).T) * affine * b(m).T),
    Row(84, dot(residual, Ws * residual), s(m), -2 * A(n, m).T * Ws * residual),
    Row(85, dot(moved, Ws * moved), x, 2 * Ws * moved),
    Row(86, dot(moved, Ws * moved), s(n), -2 * Ws * moved),
    Row(87, dot(residual, Ws * residual), x, 2 * Ws * residual),
    Row(88, dot(residual, Ws * residual), A(n, m), -2 * Ws * residual * s(m).T),
    Row(
        89, (alpha - dot(x, b(n))) ** 2, x, -2 * (alpha - dot(x, b(n))) * b(n),
        note="the book's is complex; this is what it says of real values",
    ),
)  # fmt: skip

FORMS_HIGHER_ORDER = (
    Row(
        90, Z**3, Z, lambda r, c: sum(_at(Z**k, r[0], c[0]) * _at(Z ** (2 - k), c[1], r[1]) for k in range(3)),
        "entry", shape="short", note="n = 3; X^r J^ij X^s has the entry X^r_ki X^s_jl, a delta where a power is 0",
    ),
    Row(
        91, a(n).T * Z**3 * b(n), Z,
        sp.MatAdd(*((Z**k).T * a(n) * b(n).T * (Z ** (2 - k)).T for k in range(3))), note="n = 3",
    ),
    Row(
        92, a(n).T * (Z**3).T * Z**3 * b(n), Z,
        sp.MatAdd(*(
            (Z**k).T * Z**3 * outer * (Z ** (2 - k)).T for k in range(3) for outer in (a(n) * b(n).T, b(n) * a(n).T)
        )),
        note="n = 3; the first term of the book's sum lacks its transpose",
        printed=sp.MatAdd(*(
            Z ** (2 - k) * a(n) * b(n).T * (Z**3).T * Z**k + (Z**k).T * Z**3 * a(n) * b(n).T * (Z ** (2 - k)).T
            for k in range(3)
        )),
    ),
    Row(
        93, dot(TanhBX, C(p, q) * (D(q, n) * x)), x,
        (diag(sp.OneMatrix(p, 1) - HadamardProduct(TanhBX, TanhBX)) * B(p, n)).T * C(p, q) * D(q, n) * x
        + D(q, n).T * C(p, q).T * TanhBX,
        shape="short", note="s = tanh(B x), r = D x; diag(u) v is written u o v",
    ),
    Row(
        94, dot(AX, AX) / dot(BqX, BqX), x,
        2 / dot(BqX, BqX) * (A(p, n).T * AX) - 2 * dot(AX, AX) / dot(BqX, BqX) ** 2 * (B(q, n).T * BqX),
        shape="short", note="94 is the left-hand side, 95 the right; 2 A'A x / x'B'Bx and x taken out",
    ),
    Row(97, dot(x, A(n, n) * x) + dot(b(n), x), x, (A(n, n) + A(n, n).T) * x + b(n), note="96 defines the function"),
    Row(98, dot(x, A(n, n) * x) + dot(b(n), x), x, A(n, n) + A(n, n).T, "hessian"),
)  # fmt: skip

TRACES_FIRST_ORDER = (
    Row(99, tr(Z), Z, I),
    Row(100, tr(X * A(m, n)), X, A(m, n).T),
    Row(101, tr(A(p, n) * X * B(m, p)), X, A(p, n).T * B(m, p).T),
    Row(102, tr(A(p, m) * X.T * B(n, p)), X, B(n, p) * A(p, m)),
    Row(103, tr(X.T * A(n, m)), X, A(n, m)),
    Row(104, tr(A(n, m) * X.T), X, A(n, m)),
    Row(105, tr(kron(A(p, p), Z)), Z, tr(A(p, p)) * I),
)

_FACTORED = "a common factor taken out"
TRACES_SECOND_ORDER = (
    Row(106, tr(Z**2), Z, 2 * Z.T),
    Row(
        107, tr(Z**2 * B(n, n)), Z, (Z * B(n, n) + B(n, n) * Z).T,
        note="SymPy and symgrad both push the transpose down to the variables",
    ),
    Row(108, tr(X.T * B(n, n) * X), X, B(n, n) * X + B(n, n).T * X, shape="short", note=_FACTORED),
    Row(109, tr(B(n, n) * X * X.T), X, B(n, n) * X + B(n, n).T * X, shape="short", note=_FACTORED),
    Row(110, tr(X * X.T * B(n, n)), X, B(n, n) * X + B(n, n).T * X, shape="short", note=_FACTORED),
    Row(111, tr(X * B(m, m) * X.T), X, X * B(m, m).T + X * B(m, m), shape="short", note=_FACTORED),
    Row(112, tr(B(m, m) * X.T * X), X, X * B(m, m).T + X * B(m, m), shape="short", note=_FACTORED),
    Row(113, tr(X.T * X * B(m, m)), X, X * B(m, m).T + X * B(m, m), shape="short", note=_FACTORED),
    Row(
        114, tr(A(m, n) * X * B(m, n) * X), X,
        A(m, n).T * X.T * B(m, n).T + B(m, n).T * X.T * A(m, n).T,
    ),
    Row(115, tr(X.T * X), X, 2 * X),
    Row(115, tr(X * X.T), X, 2 * X),
    Row(
        116, tr(B(m, p).T * X.T * C(n, n) * X * B(m, p)), X,
        C(n, n).T * X * B(m, p) * B(m, p).T + C(n, n) * X * B(m, p) * B(m, p).T, shape="short", note=_FACTORED,
    ),
    Row(
        117, tr(X.T * B(n, n) * X * C(m, m)), X,
        B(n, n) * X * C(m, m) + B(n, n).T * X * C(m, m).T,
    ),
    Row(
        118, tr(A(p, n) * X * B(m, m) * X.T * C(n, p)), X,
        A(p, n).T * C(n, p).T * X * B(m, m).T + C(n, p) * A(p, n) * X * B(m, m),
    ),
    Row(119, tr((AXB + C(p, q)) * (AXB + C(p, q)).T), X, 2 * A(p, n).T * (AXB + C(p, q)) * B(m, q).T),
    Row(120, tr(kron(Z, Z)), Z, 2 * tr(Z) * I),
    Row(120, tr(Z) * tr(Z), Z, 2 * tr(Z) * I),
)  # fmt: skip

TRACES_HIGHER_ORDER = (
    Row(121, tr(Z**4), Z, 4 * (Z**3).T, note="k = 4"),
    Row(
        122, tr(A(n, n) * Z**3), Z, sp.MatAdd(*((Z**k * A(n, n) * Z ** (2 - k)).T for k in range(3))), note="k = 3",
    ),
    Row(
        123, tr(B(m, p).T * X.T * C(n, n) * X * X.T * C(n, n) * X * B(m, p)), X,
        C(n, n) * X * X.T * C(n, n) * X * B(m, p) * B(m, p).T
        + C(n, n).T * X * B(m, p) * B(m, p).T * X.T * C(n, n).T * X
        + C(n, n) * X * B(m, p) * B(m, p).T * X.T * C(n, n) * X
        + C(n, n).T * X * X.T * C(n, n).T * X * B(m, p) * B(m, p).T,
    ),
)  # fmt: skip

TRACES_OTHER = (
    Row(
        124, tr(A(p, n) * inv(Z) * B(n, p)), Z, -(inv(Z) * B(n, p) * A(p, n) * inv(Z)).T, shape="short",
        note="as 63",
    ),
    Row(
        125, tr(inv(XCX) * A(m, m)), X, -Cs * X * inv(XCX) * (A(m, m) + A(m, m).T) * inv(XCX),
        note="C symmetric",
    ),
    Row(
        126, tr(inv(XCX) * XBX), X, -2 * Cs * X * inv(XCX) * XBX * inv(XCX) + 2 * Bs * X * inv(XCX),
        shape="short", note=f"B and C symmetric; {_FACTORED}",
    ),
    Row(
        127, tr(inv(shifted) * XBX), X,
        -2 * Cs * X * inv(shifted) * XBX * inv(shifted) + 2 * Bs * X * inv(shifted),
        shape="short", note=f"A, B and C symmetric; {_FACTORED}",
    ),
    Row(
        127, tr(inv(free) * XBX), X,
        -Cs * X * inv(free) * XBX * inv(free) - Cs * X * inv(free).T * XBX * inv(free).T
        + Bs * X * inv(free) + Bs * X * inv(free).T,
        note="B and C symmetric, A not: the book asks it of B and C alone, but its form needs it of A too",
        printed=-2 * Cs * X * inv(free) * XBX * inv(free) + 2 * Bs * X * inv(free),
    ),
    Row(128, tr(sinm(Z)), Z, cosm(Z).T, note="sin(X) is entry by entry here, sinm(X) the sine of the matrix"),
)  # fmt: skip

NORMS = (
    Row(129, norm(x - a(n)), x, 1 / norm(x - a(n)) * (x - a(n)), shape="short", note="normalize(x - a), one node"),
    Row(
        130, 1 / norm(x - a(n)) * (x - a(n)), x,
        1 / norm(x - a(n)) * I - norm(x - a(n)) ** -3 * (x - a(n)) * (x - a(n)).T, "jacobian",
        shape="short", note="in normalize(x - a), one node",
    ),
    Row(
        130, normalize(x - a(n)), x,
        1 / norm(x - a(n)) * I - norm(x - a(n)) ** -3 * (x - a(n)) * (x - a(n)).T, "jacobian",
        shape="short", note="in normalize(x - a), one node",
    ),
    Row(131, norm(x) ** 2, x, 2 * x),
    Row(131, x.T * x, x, 2 * x),
    Row(132, norm(X) ** 2, X, 2 * X),
    Row(132, tr(X * X.T), X, 2 * X),
)  # fmt: skip

STRUCTURED = (
    Row(
        133, tr(U.T * C(p, p) * U), X, lambda r, c: tr((A(p, n).T * DU * B(m, q).T).T * Unit(n, m, *c)), "entry",
        note="with f(X) = tr((A X B)' C A X B) and all entries free: S^ij is J^ij",
        shape="short",
    ),
    Row(134, Z, Z, JZ, "direction", note="all entries free"),
    Refusal(135, "a definition without a formula: 136 and 137 are what it says"),
    Row(
        136, tr(U.T * C(p, p) * U), X,
        lambda _, c: sp.Sum(
            _at(DU, h, r) * _at(A(p, n), h, c[0]) * _at(B(m, q), c[1], r), (h, 0, p - 1), (r, 0, q - 1)
        ),
        "entry", shape="short", note="g(U) = tr(U' C U), U = A X B; the sum written as a matrix product",
    ),
    Row(
        137, tr(U.T * C(p, p) * U), X, lambda r, c: tr(DU.T * (A(p, n) * Unit(n, m, *c) * B(m, q))), "entry",
        shape="short", note="g(U) = tr(U' C U), U = A X B; J^ij has gone into the entry",
    ),
    Row(
        138, tr(Z * B(n, n) * Z), Z,
        _pairs(B(n, n).T * Z.T + Z.T * B(n, n).T), then=_pairs, moves="symmetric", note="f(X) = tr(X B X)",
    ),
    Row(
        139, tr(A(n, n) * Z), Z, A(n, n) + A(n, n).T - diag(diagonal(A(n, n))), then=_pairs, moves="symmetric",
    ),
    Row(
        140, det(Z), Z, det(Z) * (2 * inv(Z) - diag(diagonal(inv(Z)))), then=_pairs, moves="symmetric", shape="short",
        note="X^-1 + X^-T, where X is not declared symmetric",
    ),
    Row(
        141, sp.log(det(Z)), Z, 2 * inv(Z) - diag(diagonal(inv(Z))), then=_pairs, moves="symmetric", shape="short",
        note="X^-1 + X^-T, where X is not declared symmetric",
    ),
    Row(142, tr(A(n, n) * Z), Z, diag(diagonal(A(n, n))), then=lambda G: diag(diagonal(G)), moves="diagonal"),
    Refusal(143, "a Toeplitz matrix is no property that a variable can be declared with"),
    Refusal(144, "a Toeplitz matrix is no property that a variable can be declared with"),
)  # fmt: skip

TABLE = (
    *DIFFERENTIALS, *DETERMINANTS, *INVERSES, *EIGENVALUES, *FORMS_FIRST_ORDER, *FORMS_SECOND_ORDER,
    *FORMS_HIGHER_ORDER, *TRACES_FIRST_ORDER, *TRACES_SECOND_ORDER, *TRACES_HIGHER_ORDER, *TRACES_OTHER, *NORMS,
    *STRUCTURED,
)  # fmt: skip
ROWS = tuple(row for row in TABLE if isinstance(row, Row))
REFUSALS = tuple(row for row in TABLE if isinstance(row, Refusal))
