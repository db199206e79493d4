"""Functions of vectors and matrices by name: each beside its formula in mpmath, of nested lists of numbers."""

from dataclasses import dataclass

import mpmath as mp
import numpy as np

import symgrad as sg
from tests.functions.by_many_digits import DIGITS, FAR_DIGITS

u, v = sg.vectors("u v", 4)
X, Y = sg.matrix("X", 3, 2), sg.matrix("Y", 3, 2)
A, S = sg.matrix("A", 2, 3), sg.matrix("S", 3, 3)
p, q, g, b = sg.vector("p", 3), sg.vector("q", 2), sg.vector("g", 4), sg.vector("b", 4)
mask, angle, Angle, Z = sg.vector("mask", 4), sg.vector("angle", 2), sg.matrix("Angle", 2, 2), sg.matrix("Z", 4, 2)
c, r, s = sg.vector("c", 6), *sg.scalars("r s")

NUMBERS = {
    "u": [0.5, -1.25, 2.0, 0.75], "v": [-0.5, 1.5, 0.25, -2.5], "g": [1.5, 0.5, -0.75, 1.25],
    "X": [[0.5, -1.0], [2.0, 0.25], [-1.5, 0.75]], "Y": [[1.25, 0.5], [-0.25, 1.5], [0.75, -2.0]],
    "A": [[0.5, 1.5, -1.0], [0.25, -0.75, 2.0]], "S": [[1.0, 0.5, -0.5], [2.0, -1.5, 0.25], [0.75, 1.25, 3.0]],
    "Z": [[0.5, -1.0], [2.0, 0.25], [-1.5, 0.75], [1.25, 0.5]], "Angle": [[0.25, -0.5], [1.5, 2.0]],
    "p": [1.5, -0.5, 2.0], "q": [0.75, -1.25], "mask": [1.0, 0.0, 1.0, 1.0], "angle": [0.625, -1.5],
    "b": [0.5, 0.0, -1.0, 2.0], "c": [0.5, -1.25, 2.0, 0.75, -0.25, 1.5], "r": 1.5, "s": 0.25,
}  # fmt: skip
SCALED = ("c", "u", "v", "X", "Y", "A", "S", "Z", "p", "q")  # by 1000, far out


@dataclass
class Whole:
    """An expression, its formula of the numbers of its variables, whose names ``of`` lists."""

    made: object
    plain: object
    of: str
    far: bool = True
    printed: str = ""  # how its gradient by the first variable prints, where a book has it
    digits: int = DIGITS  # far out a slope may be what is left of numbers that begin with hundreds of equal ones

    @property
    def names(self):
        """Its variables."""
        return self.of.split()

    def arrays(self, kind, scale=1.0):
        """Arrays for its variables."""
        return {name: np.array(NUMBERS[name], kind) * kind(scale if name in SCALED else 1.0) for name in self.names}


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def mean(entries):
    return mp.fsum(entries) / len(entries)


def variance(entries, less=0):
    return mp.fsum((entry - mean(entries)) ** 2 for entry in entries) / (len(entries) - less)


def standard(entries):
    return [(entry - mean(entries)) / mp.sqrt(variance(entries) + mp.mpf("1e-5")) for entry in entries]


def dot(one, other):
    return mp.fsum(x * y for x, y in zip(one, other, strict=True))


def cosine(one, other):
    return dot(one, other) / mp.sqrt(dot(one, one) * dot(other, other))


def columns(matrix):
    return [list(column) for column in zip(*matrix, strict=True)]


def size(entries, order):
    return mp.fsum(abs(entry) ** order for entry in entries) ** (1 / mp.mpf(order))


def flat(matrix):
    return [entry for row in matrix for entry in row]


def turned(pair, by):
    return pair[0] * mp.cos(by) - pair[1] * mp.sin(by), pair[0] * mp.sin(by) + pair[1] * mp.cos(by)


def neighbours(u, angle):
    return [*turned(u[:2], angle[0]), *turned(u[2:], angle[1])]


def halves(u, angle):
    first, second = turned((u[0], u[2]), angle[0]), turned((u[1], u[3]), angle[1])
    return [first[0], second[0], first[1], second[1]]


def summed(letters, to):
    """The sum that a formula of letters says, over every place: nested loops and nothing else."""

    def rule(*operands):
        sizes, parts = {}, letters.split(",")
        for part, operand in zip(parts, operands, strict=True):
            for letter in part:
                sizes[letter] = len(operand)
                operand = operand[0]
        inner = [letter for letter in sizes if letter not in to]
        places = np.ndindex(*(sizes[letter] for letter in to))
        return [
            mp.fsum(
                mp.fprod(at(operand, part, {**dict(zip(to, place)), **dict(zip(inner, more))})  # noqa: B905
                         for part, operand in zip(parts, operands, strict=True))
                for more in np.ndindex(*(sizes[letter] for letter in inner))
            )
            for place in places
        ]  # fmt: skip

    return rule


def at(operand, letters, place):
    for letter in letters:
        operand = operand[place[letter]]
    return operand


OPERANDS = {
    "ij,jk->ik": "X A", "ij,jk->ki": "X A", "ij,kj->ik": "X Y", "ij,jk": "X A", "ji,jk->ik": "X Y", "ij,j->i": "X q",
    "ij,i->j": "X p", "i,ij->j": "p X", "i,ji->j": "q X", "ij,ij->": "X Y", "ij,ji->": "X A", "ij,ij->ij": "X Y",
    "ij,ji->ij": "X A", "ij,ij->i": "X Y", "ij,ij->j": "X Y", "ij,ji->j": "X A", "i,i->i": "u v", "i,i->": "u v",
    "i,j->ij": "p q", "i,j->ji": "p q", "i,ij->ij": "p X", "ij,j->ij": "X q", "ij,j->ji": "X q", "ij,kl->ik": "X Y",
    "ii,ij->j": "S X", "ii,i->i": "S p", "i,j->": "p q", "i,j->i": "p q", ",ij->ij": "r X", "ij,->ji": "X r",
    ",->": "r s", "ij,k->jk": "X u",
}  # fmt: skip
VARIABLES = {symbol.name: symbol for symbol in (u, v, X, Y, A, S, p, q, r, s)}


def einsum(formula, of):
    """The case of a formula of two operands."""
    letters, _, to = formula.partition("->")
    if not to and "->" not in formula:
        to = "".join(sorted(one for one in set(letters) - {","} if letters.count(one) == 1))
    return Whole(sg.einsum(formula, *(VARIABLES[name] for name in of.split())), summed(letters, to), of)


WHOLE = {
    "glu": Whole(
        sg.glu(u, v), lambda u, v: [x * sigmoid(y) for x, y in zip(u, v, strict=True)], "u v", digits=FAR_DIGITS
    ),
    "glu of halves": Whole(
        sg.glu(u), lambda u: [u[0] * sigmoid(u[2]), u[1] * sigmoid(u[3])], "u", digits=FAR_DIGITS
    ),
    "glu of the rows of a matrix": Whole(
        sg.glu(Z), lambda Z: [Z[i][j] * sigmoid(Z[i + 2][j]) for i in range(2) for j in range(2)], "Z",
        digits=FAR_DIGITS,
    ),
    "swiglu": Whole(
        sg.swiglu(u, v), lambda u, v: [x * sigmoid(x) * y for x, y in zip(u, v, strict=True)], "u v",
        digits=FAR_DIGITS,
    ),
    "swiglu of halves": Whole(
        sg.swiglu(u), lambda u: [u[0] * sigmoid(u[0]) * u[2], u[1] * sigmoid(u[1]) * u[3]], "u",
        digits=FAR_DIGITS,
    ),
    "dropout": Whole(
        sg.dropout(u, mask, 0.75), lambda u, mask: [4 * x * y for x, y in zip(u, mask, strict=True)], "u mask",
        printed="4 mask ⊙ w",
    ),
    "dropout by a rate": Whole(
        sg.dropout(u, mask, s), lambda u, mask, s: [x * y / (1 - s) for x, y in zip(u, mask, strict=True)], "u mask s"
    ),
    "rotary": Whole(sg.rotary(u, angle), neighbours, "u angle"),
    "rotary of halves": Whole(sg.rotary(u, angle, interleaved=False), halves, "u angle"),
    "rotary of columns": Whole(
        sg.rotary(Z, Angle, interleaved=False),
        lambda Z, Angle: flat(columns([halves(*pair) for pair in zip(columns(Z), columns(Angle), strict=True)])),
        "Z Angle",
    ),
    "group_norm": Whole(sg.group_norm(c, 2), lambda c: [*standard(c[:3]), *standard(c[3:])], "c"),
    "group_norm with gain and bias": Whole(
        sg.group_norm(c, 2, sg.concat(g, q), r),
        lambda c, g, q, r: [
            x * y + r for x, y in zip([*standard(c[:3]), *standard(c[3:])], [*g, *q], strict=True)
        ], "c g q r",
    ),
    "group_norm of one group": Whole(sg.group_norm(u, 1), standard, "u", ),
    "batch_norm": Whole(
        sg.batch_norm(X, q, q), lambda X, q: flat(
            columns([[x * y + y for x in standard(column)] for column, y in zip(columns(X), q, strict=True)])
        ), "X q", far=False,
    ),
    "variance": Whole(
        sg.variance(u), lambda u: [variance(u)], "u",
        printed="w (u - (𝟏ᵀ u) 𝟏 / 4) / 2 - w (𝟏ᵀ (u - (𝟏ᵀ u) 𝟏 / 4)) 𝟏 / 8",
    ),
    "variance of a sample": Whole(sg.variance(u, correction=1), lambda u: [variance(u, 1)], "u"),
    "variance of a matrix": Whole(sg.variance(X), lambda X: [variance(flat(X))], "X"),
    "variance of rows": Whole(sg.variance(X, axis=1), lambda X: [variance(row) for row in X], "X"),
    "variance of columns": Whole(
        sg.variance(X, axis=0, correction=1), lambda X: [variance(one, 1) for one in columns(X)], "X"
    ),
    "standard_deviation": Whole(sg.standard_deviation(u), lambda u: [mp.sqrt(variance(u))], "u"),
    "standard_deviation of rows": Whole(
        sg.standard_deviation(S, axis=1, correction=1), lambda S: [mp.sqrt(variance(row, 1)) for row in S], "S"
    ),
    "standard_deviation of columns": Whole(
        sg.standard_deviation(X, axis=0), lambda X: [mp.sqrt(variance(one)) for one in columns(X)], "X"
    ),
    **{
        f"p_norm {order}": Whole(
            sg.p_norm(u, order), lambda u, order=order: [size(u, order)], "u",
            printed="(w |u|² ⊙ sign(u)) / (𝟏ᵀ |u|³)^(2/3)" if order == 3 else "",
        ) for order in (1, 2, 3, 1.5, 4)
    },
    "p_norm of rows": Whole(sg.p_norm(X, 3, axis=1), lambda X: [size(row, 3) for row in X], "X"),
    "p_norm of columns": Whole(sg.p_norm(X, 2, axis=0), lambda X: [size(one, 2) for one in columns(X)], "X"),
    "p_norm of a matrix": Whole(sg.p_norm(X, 3), lambda X: [size(flat(X), 3)], "X"),
    "p_norm infinity": Whole(sg.p_norm(u, float("inf")), lambda u: [max(map(abs, u))], "u"),
    "p_norm infinity of a matrix": Whole(sg.p_norm(X, float("inf")), lambda X: [max(map(abs, flat(X)))], "X"),
    "p_norm infinity of rows": Whole(
        sg.p_norm(X, float("inf"), axis=1), lambda X: [max(map(abs, row)) for row in X], "X"
    ),
    "cosine_similarity": Whole(sg.cosine_similarity(u, v), lambda u, v: [cosine(u, v)], "u v"),
    "cosine_similarity of rows": Whole(
        sg.cosine_similarity(X, Y, axis=1), lambda X, Y: [cosine(*pair) for pair in zip(X, Y, strict=True)], "X Y"
    ),
    "cosine_similarity of columns": Whole(
        sg.cosine_similarity(X, Y, axis=0),
        lambda X, Y: [cosine(*pair) for pair in zip(columns(X), columns(Y), strict=True)], "X Y",
    ),
    "maximum": Whole(sg.maximum(u), lambda u: [max(u)], "u"),
    "minimum": Whole(sg.minimum(u), lambda u: [min(u)], "u"),
    "minimum of rows": Whole(sg.minimum(X, axis=1), lambda X: [min(row) for row in X], "X"),
    "clip by a vector": Whole(
        sg.clip(u, v, 3), lambda u, v: [min(max(x, low), 3) for x, low in zip(u, v, strict=True)], "u v", far=False
    ),
    "maximum beside a number": Whole(
        sg.maximum(X, 0.3125), lambda X: [max(entry, mp.mpf("0.3125")) for entry in flat(X)], "X"
    ),
    **{f"einsum {formula}": einsum(formula, of) for formula, of in OPERANDS.items()},
    "einsum ii->": Whole(sg.einsum("ii->", S), summed("ii", ""), "S"),
    "einsum ii->i": Whole(sg.einsum("ii->i", S), summed("ii", "i"), "S"),
    "einsum ij->ji": Whole(sg.einsum("ij->ji", X), summed("ij", "ji"), "X"),
    "einsum ij->j": Whole(sg.einsum("ij->j", X), summed("ij", "j"), "X"),
    "einsum ij->": Whole(sg.einsum("ij->", X), summed("ij", ""), "X"),
}  # fmt: skip
