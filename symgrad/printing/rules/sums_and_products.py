"""Rules for sums, products, quotients and powers: of scalars, of matrices, and entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import transpose
from symgrad.calculus.maxima import with_maxima, with_minima
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.printing.assembly import called, juxtaposed, negated, total, wrapped
from symgrad.printing.formula import Formula
from symgrad.printing.numbers import short_decimal
from symgrad.printing.pieces import Kind, Level, Piece, depth_of, kind_of, product_kind, track_of
from symgrad.printing.term_order import in_hadamard_product, in_product, in_sum

# Of these an exponent stands at the function: \tanh^2(x).
_POWERED = frozenset({"tanh", "sin", "cos", "tan", "sinh", "cosh"})
_HALF = sp.Rational(1, 2)
_FACTOR = 0.3  # of a line, at most, for a factor that stays above the line among wide ones
_SHORT = 20  # letters of a bracket that may stand above the line among wide ones: (1 - f_j)
# A matrix that is none of a product goes above the line: x / n, but (1 / n) A x.
_WHOLE = frozenset(Level) - {Level.PRODUCT, Level.QUOTIENT}


def sum_of(formula: Formula, node: Any) -> Piece:
    """A sum in the author's order; the matrix of ones is written 1, and v + relu(u - v) the larger of u and v."""
    if _is_row(node):
        return _as_column(formula, node)
    maxima, left = with_maxima(node.args)
    minima, terms = with_minima(left)
    extremes = [
        called(formula.style, formula.style.word(word), [*map(formula.piece, pair)])
        for word, pairs in (("max", maxima), ("min", minima))
        for pair in pairs
    ]
    biases = [arg for arg in terms if _is_bias_of_rows(formula, arg)]
    others = [*extremes, *(_term(formula, arg) for arg in terms if arg not in biases)]
    last = [_term(formula, arg) for arg in biases]
    if all(other.negative for other in others):  # a positive term comes first
        others, last = [*others, *last], []
    whole = total(formula.style, [*in_sum(others), *(in_sum(last) if last else ())])
    return replace(whole, complement=True) if _is_complement(node) else whole


def _is_bias_of_rows(formula: Formula, term: Any) -> bool:
    """Whether a term is 1 b^T with a parameter b, which stands behind X W as b behind W x."""
    args: Any = term.args if isinstance(term, sp.MatMul) and len(term.args) == 2 else (None, None)
    spread = isinstance(args[0], sp.OneMatrix) and isinstance(args[1], sp.Transpose) and is_variable(args[1].arg)
    return spread and str(args[1].arg.name) in formula.order.parameters


def _is_complement(node: Any) -> bool:
    """Whether a sum is 1 - z for a name z."""
    if len(node.args) != 2:
        return False
    one, other = sorted(node.args, key=lambda arg: not (arg == 1 or isinstance(arg, sp.OneMatrix)))
    number, name = other.args if isinstance(other, (sp.Mul, sp.MatMul)) and len(other.args) == 2 else (other, other)
    return (one == 1 or isinstance(one, sp.OneMatrix)) and bool(number == -1) and is_variable(name)


def _term(formula: Formula, arg: Any) -> Piece:
    number, body = arg.args if isinstance(arg, sp.MatMul) and len(arg.args) == 2 else (sp.S.One, arg)
    is_number = isinstance(body, sp.OneMatrix) and number.is_number and not is_matrix(number)
    return formula.piece(number if is_number else arg)


def _is_row(node: Any) -> bool:
    return is_matrix(node) and shape_of(node)[0] == 1 and not is_vector(node)


def _as_column(formula: Formula, row: Any) -> Piece:
    """A compound row as the transpose of a column: (u + v)^T."""
    inside = wrapped(formula.style, formula.piece(transpose(row)), Level.ATOM)
    return replace(inside, text=formula.style.transposed(inside), level=Level.POWER)


def product(formula: Formula, node: Any) -> Piece:
    """A product of scalars."""
    return _quotient(formula, node.args, ())


def matrix_product(formula: Formula, node: Any) -> Piece:
    """Scalars, then matrices in the order in which they are multiplied."""
    scalars: list[Any] = []
    matrices = []
    for arg in node.args:
        if is_matrix(arg):
            matrices.append(arg)
        else:
            scalars += sp.Mul.make_args(arg)
    return _quotient(formula, scalars, [_matrices(formula, matrices)])


def _matrices(formula: Formula, matrices: Sequence[Any]) -> Piece:
    parts = [formula.piece(matrix) for matrix in matrices]
    if len(matrices) > 1 and is_vector(matrices[-2]) and shape_of(matrices[-1])[0] == 1:
        column = parts[0] if len(parts) == 2 else juxtaposed(formula.style, parts[:-1])
        outer = formula.style.outer(column, formula.piece(transpose(matrices[-1])))
        if outer is not None:
            return outer
    return juxtaposed(formula.style, parts)


def _quotient(formula: Formula, scalars: Iterable[Any], matrices: Sequence[Piece]) -> Piece:
    """The product of scalars and of what follows them; negative powers among the scalars go below the line."""
    style = formula.style
    number, above, below = _split(formula, scalars)
    numerator, denominator = abs(number), sp.S.One
    if number.is_Rational and short_decimal(number) is None and (below or not style.fraction_in_front):
        numerator, denominator = sp.Integer(abs(number.p)), sp.Integer(number.q)
    if denominator != 1:
        below.insert(0, style.number(denominator))
    if numerator != 1:
        above.insert(0, style.number(numerator))
    if below:
        whole = _divided(formula, above, below, matrices)
    else:
        whole = _whole(formula, [*above, *matrices] or [style.number(sp.S.One)])
    return negated(style, whole) if number.is_negative else whole


def _divided(formula: Formula, above: Sequence[Piece], below: Sequence[Piece], matrices: Sequence[Piece]) -> Piece:
    """A fraction, and behind it what is no numerator: products of matrices, and factors too wide for one."""
    style = formula.style
    inside = not style.fraction_in_front or all(part.level in _WHOLE for part in matrices)
    kept, behind = ([*above, *matrices], []) if inside else (list(above), list(matrices))
    if kept and style.is_wide(_whole(formula, kept)):
        narrow = [part for part in above if not style.is_wide(part, _FACTOR)]
        kept = [part for part in narrow if part.level >= Level.POWER or len(part.text) <= _SHORT]
        behind = [*(part for part in above if part not in kept), *matrices]
    if kept and style.is_wide(_whole(formula, kept)):
        kept, behind = [], [*above, *matrices]
    fraction = style.fraction(_whole(formula, kept or [style.number(sp.S.One)]), _whole(formula, below))
    whole = _whole(formula, [fraction, *behind])
    return replace(whole, track=track_of([*above, *matrices, *below])) if inside else whole  # its place in a sum


def _split(formula: Formula, scalars: Iterable[Any]) -> tuple[Any, list[Piece], list[Piece]]:
    """The number, the factors above the line and those below, each in the order in which they are printed."""
    number = sp.S.One
    above, below = [], []
    for arg in _in_one_root(list(scalars)):
        if arg.is_Number:
            number = number * arg
        elif isinstance(arg, sp.Pow) and _is_negative_number(arg.exp):
            below.append(raised(formula, formula.piece(arg.base), -arg.exp))
        else:
            above.append(formula.piece(arg))
    return number, in_product(above), in_product(below)


def _in_one_root(factors: list[Any]) -> list[Any]:
    """The factors, sqrt(2) / sqrt(pi) among them as sqrt(2 / pi), and sqrt(2) / (2 sqrt(pi)) as 1 / sqrt(2 pi)."""
    roots = [f for f in factors if isinstance(f, sp.Pow) and f.base.is_number and abs(f.exp) == _HALF]
    above = sp.Mul(*(root.base for root in roots if root.exp.is_positive))
    below = sp.Mul(*(root.base for root in roots if root.exp.is_negative))
    if above == 1 or below == 1:
        return factors
    rest = [factor for factor in factors if factor not in roots]
    number = sp.Mul(*(factor for factor in rest if factor.is_Number))
    if above.is_Integer and number.is_Rational and number.q > 1 and number.q**2 % above == 0:
        rest = [factor for factor in rest if not factor.is_Number]
        return [sp.Integer(number.p), sp.Pow(below * (number.q**2 // above), -_HALF, evaluate=False), *rest]
    return [sp.Pow(above / below, _HALF, evaluate=False), *rest]


def _whole(formula: Formula, factors: Sequence[Piece]) -> Piece:
    """Factors side by side; a Hadamard product that scalars precede needs no brackets."""
    *scalars, last = factors
    if not scalars or last.level is not Level.QUOTIENT or last.negative:
        return juxtaposed(formula.style, factors)
    front = juxtaposed(formula.style, scalars)
    first = wrapped(formula.style, front, Level.POWER if front.open else Level.PRODUCT)
    text = first.text + formula.style.between(first, last) + last.text
    return replace(last, text=text, depth=depth_of([first, last]), track=track_of([first, last]))


def hadamard_product(formula: Formula, node: Any) -> Piece:
    """An entry-by-entry product; negative powers are divided by."""
    if _is_row(node) or _is_turned(node):
        return _as_column(formula, node)
    above, below = [], []
    for arg in node.args:
        if isinstance(arg, HadamardPower) and _is_negative_number(arg.exp):
            below.append(raised_each(formula, arg.base, -arg.exp))
        else:
            above.append(formula.piece(arg))
    return _divided_each(formula, node, above, below) if below else _side_by_side(formula, above)


def _is_turned(node: Any) -> bool:
    """Whether a product entry by entry has fewer transposes as the transpose of one: (M . (R - U V'))'."""
    return not is_vector(node) and _transposes(node) > _transposes(transpose(node)) + 1


def _transposes(node: Any) -> int:
    if isinstance(node, (HadamardProduct, sp.MatAdd, sp.MatMul)):
        return sum(map(_transposes, node.args))
    return int(isinstance(node, sp.Transpose))


def _side_by_side(formula: Formula, factors: Sequence[Piece]) -> Piece:
    """The factors of an entry-by-entry product."""
    if len(factors) == 1:
        return factors[0]
    parts = [wrapped(formula.style, factor, Level.FRACTION) for factor in in_hadamard_product(factors)]
    text = formula.style.hadamard.join(part.text for part in parts)
    return Piece(text, Level.QUOTIENT, product_kind(parts), depth=depth_of(parts), track=track_of(parts))


def _divided_each(formula: Formula, node: Any, above: Sequence[Piece], below: Sequence[Piece]) -> Piece:
    top = _side_by_side(formula, above or [formula.piece(sp.OneMatrix(*node.shape))])
    top = top if len(above) > 1 else wrapped(formula.style, top, Level.FRACTION)
    bottom = wrapped(formula.style, _side_by_side(formula, below), Level.FRACTION)
    text = f"{top.text}{formula.style.divide}{bottom.text}"
    parts = [top, bottom]
    return Piece(text, Level.QUOTIENT, product_kind(parts), depth=depth_of(parts), track=track_of(parts))


def power(formula: Formula, node: Any) -> Piece:
    """A scalar to a power: a fraction for a negative one, a root for one half."""
    base, exponent = formula.piece(node.base), node.exp
    if _is_negative_number(exponent):
        return formula.style.fraction(formula.style.number(sp.S.One), raised(formula, base, -exponent))
    return raised(formula, base, exponent)


def raised(formula: Formula, base: Piece, exponent: Any) -> Piece:
    """A printed scalar to a power that is not negative."""
    style = formula.style
    if base.root:
        exponent = 2 * exponent
        base = replace(base, text=base.root, level=Level.ATOM, root="")
    if exponent == 1:
        return base
    if exponent == _HALF:
        root = style.root(base)
        return root if base.track else replace(root, kind=Kind.NUMBER)
    if at_function(base, exponent):
        return _powered_call(formula, base, exponent)
    inside = wrapped(style, base, Level.ATOM)
    made = _powered(base, style.power(inside.text, script(formula, exponent)), exponent, inside.depth)
    return (
        made if base.track or exponent.is_Number else replace(made, kind=Kind.NAME, track=formula.piece(exponent).track)
    )


def hadamard_power(formula: Formula, node: Any) -> Piece:
    """Every entry to a power."""
    if _is_negative_number(node.exp):
        return _divided_each(formula, node, [], [raised_each(formula, node.base, -node.exp)])
    return raised_each(formula, node.base, node.exp)


def raised_each(formula: Formula, base: Any, exponent: Any) -> Piece:
    """Every entry to a power that is not negative."""
    style, part = formula.style, formula.piece(base)
    if exponent == 1:
        return part
    if exponent == _HALF:
        return style.root(part)
    if at_function(part, exponent):
        return _powered_call(formula, part, exponent)
    inside = wrapped(style, part, Level.ATOM)
    text = style.power_each(inside.text, script(formula, exponent), is_vector(base))
    return _powered(part, text, exponent, inside.depth)


def script(formula: Formula, exponent: Any) -> str:
    """An exponent on one line."""
    return str(exponent) if exponent.is_Rational else formula.piece(exponent).signed


def _is_negative_number(exponent: Any) -> bool:
    return bool(exponent.is_Number and exponent.is_negative)


def at_function(base: Piece, exponent: Any) -> bool:
    return base.call is not None and base.call[0].lstrip("\\") in _POWERED and bool(exponent.is_Integer)


def _powered_call(formula: Formula, base: Piece, exponent: Any) -> Piece:
    assert base.call is not None
    head, argument = base.call
    text = formula.style.applied(formula.style.power(head, str(exponent)), argument)
    return replace(base, text=text, degree=int(exponent), call=None)


def _powered(base: Piece, text: str, exponent: Any, depth: int) -> Piece:
    degree = int(exponent) if exponent.is_Integer else 1
    kind = kind_of([base], Kind.NAME if base.kind is Kind.PRODUCT else base.kind)
    kind = Kind.RAISED if kind is Kind.NAME and not exponent.is_number else kind
    return Piece(text, Level.POWER, kind, depth=depth, track=base.track, degree=degree)
