"""Rules for what matrices have and scalars have not: transposes, dot products, blocks, entries, special matrices."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp

from symgrad.algebra.spectra import sqrtm
from symgrad.expressions.nodes import MatrixMap, Unit
from symgrad.expressions.shapes import is_vector, shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.printing.assembly import called, juxtaposed, total, wrapped
from symgrad.printing.formula import Formula
from symgrad.printing.pieces import Kind, Level, Piece, depth_around, depth_of, kind_of, product_kind, track_of
from symgrad.printing.rules.sums_and_products import at_function, script
from symgrad.printing.term_order import factor_key

_MOST = 0.7  # of a line, for a block of a column
_TALL = 3  # two lines are as tall as three brackets inside each other


def transpose(formula: Formula, node: Any) -> Piece:
    """X^T; the transpose of an inverse in one superscript."""
    if isinstance(node.arg, sp.Inverse) and not is_root(node.arg.arg):
        return _inverse(formula, node.arg.arg, transposed=True)
    base = formula.piece(node.arg)
    inside = wrapped(formula.style, base, Level.ATOM)
    return Piece(formula.style.transposed(inside), Level.POWER, base.kind, depth=inside.depth, track=base.track)


def inverse(formula: Formula, node: Any) -> Piece:
    """X^{-1}; that of a transpose in one superscript, that of a root X^{-1/2}."""
    if is_root(node.arg):
        return raised_matrix(formula, node.arg.argument, sp.Rational(-1, 2))
    if isinstance(node.arg, sp.Transpose):
        return _inverse(formula, node.arg.arg, transposed=True)
    return _inverse(formula, node.arg, transposed=False)


def _inverse(formula: Formula, argument: Any, transposed: bool) -> Piece:
    base = formula.piece(argument)
    inside = wrapped(formula.style, base, Level.ATOM)
    text = formula.style.inverse(inside, transposed)
    return Piece(text, Level.POWER, base.kind, depth=inside.depth, track=base.track)


def is_root(node: Any) -> bool:
    """Whether it is the square root of a matrix, which is told as a power."""
    return isinstance(node, MatrixMap) and node.head is sqrtm and not node.directions


def matrix_power(formula: Formula, node: Any) -> Piece:
    """The power of a square matrix; that of its root has a half in it."""
    if is_root(node.base):
        return raised_matrix(formula, node.base.argument, node.exp / 2)
    return raised_matrix(formula, node.base, node.exp)


def raised_matrix(formula: Formula, matrix: Any, exponent: Any) -> Piece:
    """A square matrix with its exponent, X^3 and X^{1/2}."""
    base = formula.piece(matrix)
    inside = wrapped(formula.style, base, Level.ATOM)
    whole = sp.Integer(exponent.p) if exponent.is_Rational else exponent
    if at_function(base, whole):  # tanh(A)^2 would look like the square of each entry, tanh^2(A)
        inside = replace(base, text=formula.style.brackets(base.signed, base.depth), depth=base.depth + 1)
    text = formula.style.power(inside.text, script(formula, exponent))
    return Piece(text, Level.POWER, base.kind, depth=inside.depth, track=base.track)


def dot(formula: Formula, node: Any) -> Piece:
    """The dot product of vectors, the Frobenius product of matrices, the squared norm of one and the same."""
    style, vectors = formula.style, is_vector(node.left)
    if node.left == node.right:
        return _squared_norm(formula, formula.piece(node.left), "" if vectors else "_F")
    parts = sorted(
        (formula.piece(node.left), formula.piece(node.right)),
        key=lambda part: (part.kind is Kind.TANGENT, part.level < Level.POWER, factor_key(part)),
    )
    if vectors:
        made = style.dot(*parts)
    else:
        text = style.brackets(", ".join(part.signed for part in parts), depth_of(parts), "angle")
        made = Piece(text + style.frobenius, Level.ATOM, depth=depth_of(parts) + 1)
    return replace(made, kind=kind_of(parts, Kind.PRODUCT), track=track_of(parts))


def _squared_norm(formula: Formula, argument: Piece, mark: str) -> Piece:
    root = formula.style.brackets(argument.signed, argument.depth, "norm") + mark
    return Piece(
        formula.style.power(root, "2"), Level.POWER, kind_of([argument], Kind.FUNCTION), depth=depth_around([argument]),
        track=argument.track, root=root,
    )  # fmt: skip


def total_of(formula: Formula, node: Any) -> Piece:
    """The sum of entries: 1^T x for a vector, sum(X) for a matrix."""
    argument = formula.piece(node.argument)
    if not is_vector(node.argument):
        return called(formula.style, formula.style.word("sum"), [argument])
    ones = Piece(formula.style.transposed(_ones(formula)), Level.POWER)
    made = juxtaposed(formula.style, [ones, wrapped(formula.style, argument, Level.PRODUCT)])
    return replace(made, kind=kind_of([argument], Kind.PRODUCT), open=True)


def time_sum(formula: Formula, node: Any) -> Piece:
    """A sum over time: its sign, then the term; a sum among the terms stands in brackets."""
    term = wrapped(formula.style, formula.piece(node.term), Level.QUOTIENT)
    sign = formula.style.time_sum(str(node.first), str(node.last).replace(" ", ""))
    return replace(term, text=sign + term.text, level=Level.QUOTIENT, call=None, root="", open=True)


def _ones(formula: Formula) -> Piece:
    return Piece(formula.style.ones, Level.LETTER)


def ones(formula: Formula, node: Any) -> Piece:
    """The vector of ones, its transpose, or 1 1^T."""
    column = _ones(formula)
    row = Piece(formula.style.transposed(column), Level.POWER)
    if node.shape[1] == 1:
        return column
    return row if node.shape[0] == 1 else juxtaposed(formula.style, [column, row])


def sized(formula: Formula, node: Any) -> Piece:
    r"""A constant with those sizes below it that are to be told: 1_n, 0_{n \times m}, I_n, and e_i as I_n e_i."""
    style, (constant, *shown) = formula.style, node.args
    sizes = [formula.piece(size).signed for size in constant.shape]
    told = [size if show else "" for size, show in zip(sizes, shown, strict=True)]
    if isinstance(constant, sp.Identity):
        return _below(formula, style.identity, told[0])
    if isinstance(constant, sp.ZeroMatrix) and 1 not in constant.shape:
        return _below(formula, style.zeros, style.times.join(sizes) if any(told) else "")
    if isinstance(constant, Unit):
        ends = [
            [
                *([_below(formula, style.identity, size)] if size else []),
                Piece(style.indexed(style.unit, [place(formula, spot)]), Level.ATOM),
            ]
            for size, spot in zip(told, constant.args[2:], strict=True)
        ]
    else:
        sign = style.ones if isinstance(constant, sp.OneMatrix) else style.zeros
        ends = [[_below(formula, sign, size)] for size in told]
    column, (*identity, last) = ends
    row = [Piece(style.transposed(last), Level.POWER), *identity]
    return juxtaposed(style, [*(column if constant.shape[0] != 1 else []), *(row if constant.shape[1] != 1 else [])])


def _below(formula: Formula, sign: str, size: str) -> Piece:
    return Piece(formula.style.indexed(sign, [size]), Level.ATOM) if size else Piece(sign, Level.LETTER)


def letter(text: str) -> Callable[[Formula, Any], Piece]:
    """A rule for a matrix that has a sign of its own."""
    return lambda formula, node: Piece(text, Level.LETTER)


def determinant(formula: Formula, node: Any) -> Piece:
    """The determinant."""
    return formula.style.determinant(formula.piece(node.args[0]))


def explicit(formula: Formula, node: Any) -> Piece:
    """A matrix by its entries."""
    lines = [[formula.piece(entry) for entry in line] for line in node.lines]
    parts = [part for line in lines for part in line]
    text = formula.style.table([[part.signed for part in line] for line in lines])
    return Piece(text, Level.LETTER, kind_of(parts, Kind.NAME), depth=_TALL, track=track_of(parts))


def concat(formula: Formula, node: Any) -> Piece:
    """Blocks one below the other; wide ones each behind the column that puts it in its place, [0; I] A."""
    blocks = [formula.piece(block) for block in node.args]
    if any(formula.style.is_wide(block, _MOST) for block in blocks):
        return _placed(formula, node, blocks)
    return Piece(
        formula.style.stack(blocks), Level.LETTER, kind_of(blocks, Kind.NAME), depth=depth_of(blocks) + _TALL,
        track=track_of(blocks),
    )  # fmt: skip


def _placed(formula: Formula, node: Any, blocks: Sequence[Piece]) -> Piece:
    """[A; B] as [I; 0] A + [0; I] B."""
    zero, unit = Piece("0", Level.LETTER), Piece(formula.style.identity, Level.LETTER)
    terms = []
    for place, block in enumerate(blocks):
        if isinstance(node.args[place], sp.ZeroMatrix):
            continue
        column = [unit if k == place else zero for k in range(len(blocks))]
        placing = Piece(formula.style.stack(column), Level.LETTER, depth=_TALL)
        terms.append(juxtaposed(formula.style, [placing, wrapped(formula.style, block, Level.PRODUCT)]))
    return total(formula.style, terms)


def element(formula: Formula, node: Any) -> Piece:
    """One entry."""
    matrix, row, column = node.args
    indices = [place(formula, index) for index in ([row] if is_vector(matrix) else [row, column])]
    return _indexed(formula, matrix, lambda base: formula.style.indexed(base, indices))


def kronecker_delta(formula: Formula, node: Any) -> Piece:
    """1 where two indices are equal, else 0."""
    return Piece(formula.style.indexed(formula.style.delta, [place(formula, index) for index in node.args]), Level.ATOM)


def index_sum(formula: Formula, node: Any) -> Piece:
    """A sum over indices, which count from 1 in print: sum_{k=1}^m W_{jk} x_k."""
    style, body = formula.style, formula.piece(node.function)
    signs = [style.sum(formula(k), place(formula, first), place(formula, last)) for k, first, last in node.limits]
    inside = wrapped(style, body.unsigned, Level.PRODUCT)
    text = " ".join([*signs, inside.text])
    return replace(
        inside, text=text, level=Level.PRODUCT, negative=body.negative, depth=inside.depth + 2, open=True, call=None,
        root="",
    )  # fmt: skip


def rows(formula: Formula, node: Any) -> Piece:
    """Some rows, the first and the last named; of a vector a single one is an entry."""
    if node.count == 1 and is_vector(node.argument):
        return _indexed(formula, node.argument, lambda base: formula.style.indexed(base, [place(formula, node.start)]))
    first, last = place(formula, node.start), place(formula, node.start + node.count - 1)
    return _indexed(formula, node.argument, lambda base: formula.style.ranged(base, first, last))


def _indexed(formula: Formula, matrix: Any, spelled: Callable[[str], str]) -> Piece:
    base = formula.piece(matrix)
    inside = wrapped(formula.style, base, Level.LETTER)
    kind = base.kind if is_variable(matrix) else kind_of([base], Kind.NAME)
    text = spelled(inside.text)
    if formula.style.is_name(text):  # (x)_1 beside a variable that is called x_1
        text = spelled(formula.style.brackets(inside.text))
    return Piece(text, Level.ATOM, kind, depth=inside.depth, track=base.track)


def place(formula: Formula, index: Any) -> str:
    """A place among rows, which counts from 0 in an expression and from 1 in print.

    So does the letter of an index: j is j. A size, which is positive, is a number: n - 1 is n. So is a letter that
    stands as a number beside it, since it has one meaning: k x_{k+1}. A number comes last.
    """
    numbers = formula.style.numbers
    letters = {letter: letter - 1 for letter in index.free_symbols if not (letter.is_positive or letter in numbers)}
    number, rest = sp.expand(index.xreplace(letters) + 1).as_coeff_Add()
    if rest == 0 or number == 0:
        return formula.piece(rest + number).signed
    return f"{formula.piece(rest).signed} {'-' if number < 0 else '+'} {abs(number)}"


def unit(formula: Formula, node: Any) -> Piece:
    """The matrix with a single one: e_i e_j^T."""
    style = formula.style
    rows_, columns, i, j = node.args
    left = Piece(style.indexed(style.unit, [place(formula, i)]), Level.ATOM)
    right = Piece(style.indexed(style.unit, [place(formula, j)]), Level.ATOM)
    row = Piece(style.transposed(right), Level.POWER)
    if columns == 1:
        return left
    return row if rows_ == 1 else juxtaposed(style, [left, row])


def kronecker(formula: Formula, node: Any) -> Piece:
    """The Kronecker product, with a sign of its own where the bare one would seem to be another product.

    Papers write the outer product of two columns with it, and some the product entry by entry.
    """
    parts = [wrapped(formula.style, formula.piece(arg), Level.FRACTION) for arg in node.args]
    shapes = [shape_of(arg) for arg in node.args]
    pairs = list(itertools.pairwise(shapes))
    alike = any(one == other or one[1] == other[1] == 1 for one, other in pairs)
    sign = formula.style.kronecker_apart if alike else formula.style.kronecker
    text = sign.join(part.text for part in parts)
    return Piece(text, Level.QUOTIENT, product_kind(parts), depth=depth_of(parts), track=track_of(parts))


def commutation(formula: Formula, node: Any) -> Piece:
    """The permutation of vec(X) that gives vec(X^T)."""
    return Piece(
        formula.style.indexed(formula.style.commutation, [formula.piece(arg).signed for arg in node.args]), Level.ATOM
    )
