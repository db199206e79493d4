"""Rules for functions applied: to a scalar, to every entry, to a whole vector."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import sympy as sp
from sympy.core.function import UndefinedFunction

from symgrad.algebra.lifting import formula_in, lift
from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import is_place
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of
from symgrad.expressions.symbols import has_property, is_variable
from symgrad.functions.formulas import unguarded
from symgrad.functions.several_arguments import is_of_several
from symgrad.functions.special_functions import special_of
from symgrad.functions.undefined import name_parts
from symgrad.operations.of_vectors import logdet
from symgrad.printing.assembly import called, wrapped
from symgrad.printing.formula import Formula
from symgrad.printing.pieces import Kind, Level, Piece, depth_around, kind_of, track_of
from symgrad.printing.rules.linear import place
from symgrad.printing.term_order import in_product

Placed: TypeAlias = Callable[[Any], Any]  # a part of a formula -> what stands there

_TALL = 2  # two cases are as tall as two brackets inside each other
# In the form of a vector function the argument stands in brackets of its own here, and elsewhere as a factor.
_ENCLOSING = ("{", "‖", r"\lVert ", "argmax(", "argmax}(", "norm(", "frac(", 'argmax") (')
_PLACE = re.compile(rf"(?P<enclosed>(?:{'|'.join(f'(?<={re.escape(sign)})' for sign in _ENCLOSING)})\{{x\}})|\{{x\}}")


def function(formula: Formula, node: Any) -> Piece:
    """A function of scalars."""
    return _applied(formula, node.func, node, node.args)


def elementwise(formula: Formula, node: Any) -> Piece:
    """A function of every entry."""
    return _applied(formula, node.head, node, [node.argument])


def _applied(formula: Formula, head: Any, node: Any, args: Any) -> Piece:
    arguments = [formula.piece(arg) for arg in args]
    if head is sp.Abs and not _is_square(node):
        argument = arguments[0]
        text = formula.style.brackets(argument.signed, argument.depth, "abs")
        kind = kind_of(arguments, Kind.FUNCTION)
        return Piece(text, Level.ATOM, kind, depth=depth_around(arguments), track=argument.track)
    name = formula.style.word("abs") if head is sp.Abs else formula.style.function(head)
    if name is None:
        raise nameless(head, node)
    row = special_of(node) if head is node.func else None
    if row is not None and row.order:
        ordered = formula.style.ordered(name, arguments[row.place].signed, row.at)
        if ordered is not None:
            left = [one for k, one in enumerate(arguments) if k != row.place]
            return replace(called(formula.style, ordered, left), call=None)
    made = called(formula.style, name, arguments)
    if isinstance(head, UndefinedFunction) and name_parts(head.__name__).places:
        # What stands behind the sign of a derivative would seem to belong to it: g(s) \partial_1 g(s).
        return replace(made, level=Level.PRODUCT, kind=kind_of(arguments, Kind.SUM), open=True, call=None)
    # A slope stands where (1 - o) would, after what it is a factor of: bar_y . tanh(c) . sigma'(z).
    return replace(made, kind=kind_of(arguments, Kind.SUM)) if name.endswith("'") else made


def _is_square(node: Any) -> bool:
    """Whether bars around this would seem to be its determinant."""
    shape = shape_of(node)
    return len(shape) == 2 and shape[0] == shape[1]


def nameless(head: Any, node: Any) -> MissingRuleError:
    """The error for a function of which nothing tells the name."""
    return MissingRuleError(
        f"no printed form for the function {head.__name__}, in {node}; symgrad.functions has no row for it: make one "
        f"with elementwise({head.__name__!r}, ...)."
    )


def exponential(formula: Formula, node: Any) -> Piece:
    """The exponential of a scalar, as a power where the exponent is short."""
    argument = node.args[0]
    short = formula.style.exponential(formula.piece(argument)) if _is_short(argument) else None
    return short or function(formula, node)


def _is_short(exponent: Any) -> bool:
    """Whether an exponent is a product of at most two names, whole numbers, or whole powers of names."""
    factors = [factor for factor in sp.Mul.make_args(exponent) if factor != -1]
    return len(factors) <= 2 and all(map(_is_small, factors))


def _is_small(factor: Any) -> bool:
    base, exponent = factor.as_base_exp()
    return bool(factor.is_Integer or (is_variable(base) and exponent.is_Integer and exponent > 0))


def of_whole(formula: Formula, node: Any) -> Piece:
    """A function of a whole vector: its name, or its form with a place for the argument; constants follow."""
    if node.head is logdet and not has_property(node.argument, "positive_definite"):
        return _log_of_size(formula, node.argument)
    style, form = formula.style, formula.style.vector_function(node.head)
    if not is_vector(node.args[1]):  # a norm is that of Frobenius then
        form = form.replace(*style.norms)
    argument, *constants = (formula.piece(arg) for arg in node.args[1:])
    if "{x}" not in form:
        return called(style, form, [argument], constants)
    factor = wrapped(style, argument, Level.PRODUCT)
    text = _PLACE.sub(lambda place: argument.signed if place["enclosed"] else factor.text, form)
    level = Level.FRACTION if "frac" in form else Level.QUOTIENT if " / " in form else Level.ATOM
    return Piece(text, level, kind_of([argument], Kind.FUNCTION), depth=argument.depth + 1, track=argument.track)


def _log_of_size(formula: Formula, matrix: Any) -> Piece:
    """log |det X|, where the determinant may be negative."""
    style = formula.style
    inside = called(style, style.word("det"), [formula.piece(matrix)])
    size = style.brackets(inside.text, inside.depth, "abs")
    text = style.applied(str(style.function(sp.log)), size)
    return replace(inside, text=text, level=Level.PRODUCT, depth=inside.depth + 1, open=True, call=None)


def piecewise(formula: Formula, node: Any) -> Piece:
    """A value by cases, as the definition of relu has it."""
    plain = unguarded(node)
    return _cases(formula, node, lambda part: part) if plain == node else formula.piece(plain)


def largest(formula: Formula, node: Any) -> Piece:
    """The largest of several scalars."""
    return _extreme("max")(formula, node, lambda part: part)


def smallest(formula: Formula, node: Any) -> Piece:
    """The smallest of several scalars."""
    return _extreme("min")(formula, node, lambda part: part)


def pointwise(formula: Formula, node: Any) -> Piece:
    """A formula of every entry: the formula, with its arguments put in."""
    body, arguments = formula_in(node)

    def placed(part: Any) -> Any:
        of_matrix = any(is_matrix(arguments.get(symbol)) for symbol in part.free_symbols)
        return lift(part, arguments, shape_of(node) if of_matrix else ())

    plain = unguarded(body)
    if plain != body:
        return formula.piece(placed(plain))
    if is_of_several(body):
        return _applied(formula, body.func, body, [placed(arg) for arg in body.args])
    return _WHOLE[type(body)](formula, body, placed)


def _cases(formula: Formula, node: Any, placed: Placed) -> Piece:
    pieces = [formula.piece(placed(value)) for value, _ in node.args]
    conditions = [_condition(formula, condition, placed) for _, condition in node.args]
    text = formula.style.cases([(piece.signed, told) for piece, told in zip(pieces, conditions, strict=True)])
    kind = kind_of(pieces, Kind.FUNCTION)
    level = Level.LETTER if text.endswith("]") else Level.SUM  # in LaTeX the brace is open to the right
    return Piece(text, level, kind, depth=depth_around(pieces) + _TALL, track=track_of(pieces))


def _condition(formula: Formula, condition: Any, placed: Placed) -> str:
    """A condition in print; nothing for what holds otherwise."""
    if condition == True:  # noqa: E712 (SymPy's true is no Python True)
        return ""
    return _joined(formula, sp.to_nnf(condition), placed)


def _joined(formula: Formula, condition: Any, placed: Placed) -> str:
    """Comparisons with commas and "or" between them; what is between commas is whole, and in brackets inside an or."""
    if not isinstance(condition, (sp.And, sp.Or)):
        return _compared(formula, condition, placed)
    told = [_joined(formula, part, placed) for part in condition.args]
    whole = [formula.style.brackets(text) if isinstance(part, sp.And) else text
             for part, text in zip(condition.args, told, strict=True)]  # fmt: skip
    word = ", " if isinstance(condition, sp.And) else f" {formula.style.relations['or']} "
    return word.join(sorted(whole))


def _compared(formula: Formula, part: Any, placed: Placed) -> str:
    sign = formula.style.relations.get(getattr(part, "rel_op", ""))
    if sign is None:
        raise MissingRuleError(f"no printed form for the condition {part}; write it with <, <=, > or >=.")
    return f"{formula(placed(part.lhs))} {sign} {formula(placed(part.rhs))}"


def _extreme(word: str) -> Callable[[Formula, Any, Placed], Piece]:
    def rule(formula: Formula, node: Any, placed: Placed) -> Piece:
        parts = in_product([formula.piece(placed(arg)) for arg in node.args])
        return called(formula.style, formula.style.word(word), parts)

    return rule


def _power(formula: Formula, node: Any, placed: Placed) -> Piece:
    """A power whose exponent is made of matrices, or another one at every entry."""
    values = [placed(part) for part in node.args]
    base, exponent = map(formula.piece, values)
    inside = wrapped(formula.style, base, Level.ATOM)
    if any(map(is_matrix, values)):
        text = formula.style.power_each(inside.text, exponent.signed, vector=False)
    else:
        text = formula.style.power(inside.text, exponent.signed)
    parts = [base, exponent]
    return Piece(text, Level.POWER, kind_of(parts, Kind.NAME), depth=inside.depth, track=track_of(parts))


_WHOLE: Mapping[type, Callable[[Formula, Any, Placed], Piece]] = {
    sp.Piecewise: _cases,
    sp.Max: _extreme("max"),
    sp.Min: _extreme("min"),
    sp.Pow: _power,
}


def by_word(formula: Formula, node: Any) -> Piece:
    """The word of a node in front of its arguments; its places count from 1 in print."""
    arguments = [
        Piece(place(formula, arg), Level.SUM) if is_place(node, k) else formula.piece(arg)
        for k, arg in enumerate(node.args)
    ]
    return called(formula.style, formula.style.word(node.word), arguments)


def word(name: str) -> Callable[[Formula, Any], Piece]:
    """A rule for a node that is a word in front of its arguments: diag(u)."""
    return lambda formula, node: called(
        formula.style, formula.style.word(name), [formula.piece(arg) for arg in node.args]
    )
