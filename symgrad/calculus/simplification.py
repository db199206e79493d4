"""Derivatives as a person would write them: common factors taken out, products that cancel multiplied out.

``simplify`` never changes a value; it chooses among equal forms the shorter one, and names are never inlined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import (
    add,
    diag,
    dot,
    hadamard,
    mul,
    ones_of,
    power,
    raw,
    scale,
    split,
    total,
    trace,
    transpose,
)
from symgrad.algebra.blocks import vec
from symgrad.algebra.lifting import lift
from symgrad.algebra.spectra import matrix_map
from symgrad.algebra.triangles import triangle
from symgrad.arguments.sympified import sympified
from symgrad.calculus.common_factors import common_ends, common_scalars, over_divisors
from symgrad.calculus.directions import with_one_length
from symgrad.calculus.distribution import MOST_OPEN, divisors, entrywise_product, multiplied_out, open_terms
from symgrad.calculus.known_functions import along_itself, elementwise, known_log, powered, with_softmax
from symgrad.calculus.known_lines import known_lines
from symgrad.calculus.known_quotients import entries
from symgrad.calculus.known_sums import known_dot, known_total, known_trace
from symgrad.calculus.short_products import product, turned_round
from symgrad.expressions.nodes import Diag, Dot, Elementwise, MatrixMap, Total, Triangle, Vec
from symgrad.expressions.scalar_forms import expanded, factored, fully_factored, in_names
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import measure, rebuild

_DIAGONAL = (Diag, sp.Identity)
MOST_LEAVES = 400  # of what a person would write: a longer formula keeps its form
MOST_LEVELS = 60  # likewise, of functions inside functions
MOST_SCALARS = 8  # terms of a sum of scalars that is multiplied out to see whether it is shorter then


def simplify(expr: Any) -> Any:
    """An equal expression, in the form that a person would write."""
    return rebuild(sympified(expr), _simplified, {})


def _simplified(node: Any, args: tuple[Any, ...]) -> Any:
    if is_variable(node):
        return node  # also where a size of it has a simpler form: with another size it would be another variable
    rule, build = _RULES.get(type(node), (None, None))
    if rule is None or build is None:
        return node if args == node.args else node.func(*args)
    found = [measure(arg) for arg in args]
    is_read = sum(one.size for one in found) <= MOST_LEAVES and all(one.levels <= MOST_LEVELS for one in found)
    return rule(*args) if is_read else build(*args)


def size(expr: Any) -> int:
    """How much there is to read: the leaves of the tree, each as often as it is written."""
    return measure(expr).size


def _sum(*terms: Any) -> Any:
    total = add(*(turned_round(*split(term)) for term in terms))
    if not isinstance(total, sp.MatAdd):
        return total
    total = _opened(total)
    if isinstance(total, sp.MatAdd):
        total = _multiplied_out(total)
        coefficient, body = split(total)
        if coefficient != 1 and isinstance(body, sp.MatAdd):  # c (A x + B x): what is inside has a factor too
            return scale(coefficient, _sum(*body.args))
    if isinstance(total, sp.MatAdd):
        total = _vecs(_diagonals(total))
    if isinstance(total, sp.MatAdd):
        total = common_scalars(total, _sum)
    if isinstance(total, sp.MatAdd):
        return _common_factor(total)
    return entries(total) if isinstance(split(total)[1], HadamardProduct) else total


def _each_told(total: Any, terms: Sequence[Any]) -> Any:
    """A sum, each term that is new in it told as it is where it stands alone."""
    made = total.args if isinstance(total, sp.MatAdd) else ()
    told = [term if term in terms else product(term) for term in made]
    return add(*told) if any(one is not term for one, term in zip(told, made, strict=True)) else total


def _opened(total: Any) -> Any:
    """A - (A + B) -> -B, and A - (B + P (A - B)) -> (I - P) (A - B): brackets opened where terms then go."""
    terms = [
        scale(coefficient, inner)
        for coefficient, body in map(split, total.args)
        for inner in (body.args if isinstance(body, sp.MatAdd) and coefficient.is_number else (body,))
    ]
    opened = add(*terms)
    left = opened.args if isinstance(opened, sp.MatAdd) else (opened,)
    found = _taken_in(left)
    if found is not None:
        return found
    return opened if len(left) < len(terms) else total


def _taken_in(terms: Sequence[Any]) -> Any | None:
    """A - B + P (A - B) -> (I + P) (A - B); None where no term has what the others add up to."""
    there = set(terms)
    for term in terms:
        coefficient, body = split(term)
        chain = body.args if isinstance(body, sp.MatMul) else (body,)
        once = isinstance(chain[-1], sp.MatAdd) and chain[0] != chain[-1]  # S x x' S stays symmetric
        for number in (sp.S.One, sp.S.NegativeOne) if once else ():
            others = {scale(number, part) for part in chain[-1].args}
            if others <= there:
                factor = sp.Add(number, coefficient)
                if len(chain) > 1:
                    unit = raw(sp.Identity, shape_of(chain[-1])[0])
                    factor = _sum(scale(number, unit), mul(coefficient, *chain[:-1]))
                return _sum(mul(factor, chain[-1]), *(rest for rest in terms if rest != term and rest not in others))
    return None


def _diagonals(total: Any) -> Any:
    """diag(u) + diag(v) -> diag(u + v), and I - diag(v) -> diag(1 - v)."""
    parts = [split(term) for term in total.args]
    diagonal = [(coefficient, _on_diagonal(body)) for coefficient, body in parts if isinstance(body, _DIAGONAL)]
    if len(diagonal) < 2:
        return total
    rest = [scale(*part) for part in parts if not isinstance(part[1], _DIAGONAL)]
    return add(diag(_sum(*(scale(*part) for part in diagonal))), *rest)


def _vecs(total: Any) -> Any:
    """vec(A) + vec(B) -> vec(A + B), and 1 - vec(B) -> vec(1 - B)."""
    parts = [split(term) for term in total.args] if isinstance(total, sp.MatAdd) else []
    inside = [body.argument for _, body in parts if isinstance(body, Vec)]
    if not inside or not all(isinstance(body, (Vec, sp.OneMatrix)) for _, body in parts):
        return total
    ones = ones_of(shape_of(inside[0]))
    if any(shape_of(one) != shape_of(ones) for one in inside):
        return total
    return vec(_sum(*(scale(c, body.argument if isinstance(body, Vec) else ones) for c, body in parts)))


def _on_diagonal(body: Any) -> Any:
    return body.argument if isinstance(body, Diag) else ones_of((body.shape[0], sp.S.One))


def _common_factor(total: Any) -> Any:
    """A x + B x -> (A + B) x where every term has the factor, or where some have it."""
    parts = [split(term) for term in total.args]
    chains = [list(body.args) if isinstance(body, sp.MatMul) else [body] for _, body in parts]
    return common_ends(total, _rests) or _some_share(parts, chains) or total


def _rests(*terms: Any) -> Any:
    """The sum of what is left of terms without a factor, each as it is told where it stands alone."""
    return _sum(*map(product, terms))


def _some_share(parts: list[Any], chains: list[list[Any]]) -> Any | None:
    """A x + B x + b -> (A + B) x + b, for terms of two factors; None where no two terms share one."""
    for end in (-1, 0):
        groups: dict[Any, list[int]] = {}
        for k, chain in enumerate(chains):
            if len(chain) == 2:
                groups.setdefault(chain[end], []).append(k)
        shared = [group for group in groups.values() if len(group) > 1]
        if shared:
            alone = {*range(len(parts))}.difference(*shared)
            together = [_rests(*(scale(*parts[k]) for k in group)) for group in shared]
            return _sum(*together, *(scale(*parts[k]) for k in sorted(alone)))
    return None


def _multiplied_out(total: Any) -> Any:
    """An entry-by-entry sum of products, multiplied out where that makes it shorter: p (1 - y) - y (1 - p) -> p - y."""
    names: dict[Any, sp.Symbol] = {}
    formula = entry_formula(total, names)
    forms = [formula, *fully_factored(formula)]
    if len(names) > 1:
        forms += [*([expanded(formula)] if open_terms(formula) <= MOST_OPEN else []), factored(formula)]
    best = min(forms, key=sp.count_ops)
    if best == formula:
        return total
    made = lift(best, {symbol: body for body, symbol in names.items()}, shape_of(total))
    return made if size(made) <= size(total) else total


def entry_formula(expr: Any, names: dict[Any, sp.Symbol]) -> Any:
    """One entry of an entry-by-entry expression as a scalar formula, in a symbol for each part."""
    if isinstance(expr, sp.OneMatrix):
        return sp.S.One
    if isinstance(expr, sp.MatAdd):
        return sp.Add(*(entry_formula(term, names) for term in expr.args))
    if isinstance(expr, HadamardProduct):
        return sp.Mul(*(entry_formula(factor, names) for factor in expr.args), evaluate=True)
    if isinstance(expr, HadamardPower) and expr.exp.is_Integer:
        return sp.Pow(entry_formula(expr.base, names), expr.exp)
    coefficient, body = split(expr)
    if coefficient != 1:
        above, below = over_divisors(coefficient)
        under = sp.S.One if below == 1 else names.setdefault(below, sp.Dummy(f"e{len(names)}"))
        return sp.Mul(above, under, entry_formula(body, names), evaluate=True)
    return names.setdefault(body, sp.Dummy(f"e{len(names)}"))


def _scalar_sum(*terms: Any) -> Any:
    """A sum of scalars, common factors taken out where that makes it shorter: y (1 - y)^2 - y^2 (1 - y)."""
    total = sp.Add(*terms)
    if not total.is_Add:
        return total
    forms = [total, factored(total)]
    if len(total.args) <= MOST_SCALARS:  # q (1 - a) - a (1 - q) is q - a
        forms.append(factored(in_names(total, sp.expand_mul)))
    return min(forms, key=sp.count_ops)


def _in_diagonal(made: Any, factors: Sequence[Any]) -> Any:
    """diag(u) diag(v), which is diag(u . v), its entries simplified together."""
    coefficient, body = split(made)
    together = isinstance(body, Diag) and sum(isinstance(factor, Diag) for factor in factors) > 1
    return scale(coefficient, diag(simplify(body.argument))) if together else made


def _trace(argument: Any) -> Any:
    """A trace; of a product that it takes apart, what was a row is simplified as a column."""
    found = known_trace(argument)
    return found if found == trace(argument) else simplify(found)


def _dot(left: Any, right: Any) -> Any:
    """A sum of products; that of exp(x) and exp(-x), whose products are 1, is how many there are."""
    found = known_dot(left, right)
    coefficient, body = split(entries(entrywise_product(left, right)))
    return sp.Mul(coefficient, *shape_of(body)) if isinstance(body, sp.OneMatrix) else found


def _scalars(*factors: Any) -> Any:
    """A product of scalars; sign(u) / |u| is 1 / u, and (a / q + b) q is a + b q."""
    product = with_one_length(sp.Mul(*factors))
    below = {base for factor in factors if factor.is_Add for base in divisors(factor)}
    if below:
        written = multiplied_out(product, below)
        if not divisors(written) & below:
            return _scalar_sum(*written.args) if written.is_Add else written
    powers = product.as_powers_dict()
    for base, exponent in powers.items():
        if isinstance(base, sp.Abs) and exponent == -1 and powers.get(sp.sign(base.args[0])) == 1:
            return product * base / sp.sign(base.args[0]) / base.args[0]
    return product


def _quotient(product: Any) -> Any:
    """A product of scalars, what is above and below by name; the sums of a softmax that is seen here are known."""
    made = with_softmax(product)
    return entries(made) if made == product else simplify(made)


# Node -> its form for a reader, and its plain constructor for what is too long to be read.
_RULES: Mapping[type, tuple[Callable[..., Any], Callable[..., Any]]] = {
    sp.MatAdd: (lambda *terms: _each_told(with_softmax(_sum(*terms)), terms), add),
    sp.MatMul: (lambda *factors: _in_diagonal(known_lines(with_softmax(product(*factors))), factors), mul),
    HadamardProduct: (lambda *factors: known_lines(with_softmax(entries(entrywise_product(*factors)))), hadamard),
    HadamardPower: (lambda base, exponent: entries(power(base, exponent)), power),
    Elementwise: (elementwise, Elementwise),
    sp.log: (known_log, sp.log),
    sp.Add: (_scalar_sum, sp.Add),
    sp.Mul: (lambda *factors: _quotient(powered(_scalars(*factors))), sp.Mul),
    sp.Pow: (lambda base, exponent: entries(power(base, exponent)), power),
    sp.Transpose: (transpose, transpose),
    Total: (known_total, total),
    sp.Trace: (_trace, trace),
    Dot: (_dot, dot),
    Triangle: (triangle, triangle),
    MatrixMap: (along_itself, lambda atom, *args: matrix_map(atom.head, *args)),
}
