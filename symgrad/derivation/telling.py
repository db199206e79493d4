"""A derivation line by line, as a teacher writes it.

The equations; their differentials; the local partials; the paths; the chain rule; the product along each path; the sum
over the paths; the result in the names of the equations; and in the inputs alone.

Jacobians multiply in the order of the chain, and the gradient of a scalar goes back through transposes:

    dh/dx = dh/dc dc/dx                     rows follow h
    dL/dx = (dy/dx)' dL/dy                  of the shape of x

Where a link has more than two axes (a vector by a matrix), no product of matrices tells the chain, and a product of
many is none that one reads: then a cotangent of the numerator goes back, with a line for each name on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import add, element, mul
from symgrad.calculus.distribution import divisors
from symgrad.calculus.index_form import IndexedDerivative
from symgrad.calculus.inner_arguments import with_arguments_told
from symgrad.calculus.linearity import tangent
from symgrad.calculus.modes import gradient_program
from symgrad.calculus.simplification import simplify, size
from symgrad.calculus.told_lines import factored_line
from symgrad.derivation.chain import ChainRule, Factor, Names
from symgrad.derivation.chain_products import grouped, numbers_first, ordered
from symgrad.derivation.line import Partial, Path, Product, Step, Sum
from symgrad.derivation.rule_names import law_of
from symgrad.errors import TooLongError
from symgrad.expressions.shapes import is_vector, shape_of
from symgrad.expressions.symbols import Common, Inner, cotangent_of, has_property, is_of_cotangent, is_scalar, layer_of
from symgrad.expressions.traversal import digest
from symgrad.programs.program import Program

MOST_PATHS = 12  # listed one by one
MOST_FACTORS = 3  # of a product along a path
MOST_LEAVES = 60  # of a closed form that is written out
MOST_READ = 1000  # leaves of any line


def told(chain: ChainRule) -> tuple[Step, ...]:
    """The lines of the derivation; one that is longer than anybody would read is left out."""
    return tuple(step for step in _lines(chain) if sum(map(_length, step.right)) <= MOST_READ)


def _length(product: Product) -> int:
    """How much of a product there is to read, counted before it is written: it may be more than could be."""
    return sum(
        sum(map(_length, factor.products)) if isinstance(factor, Sum) else size(factor)
        for factor in product
        if isinstance(factor, (Sum, sp.Basic))
    )


def _lines(chain: ChainRule) -> Iterator[Step]:
    for equation in chain.equations:
        yield Step("equation", equation.lhs, ((equation.rhs,),))
    for equation in chain.equations:
        move = tangent(equation.rhs, chain.directions, name=equation.lhs)
        right = sp.S.Zero if move is None else move
        yield Step("differential", chain.directions[equation.lhs], ((right,),), *law_of(equation.rhs, chain.moving))
    for equation in chain.equations:
        for used in chain.links(equation.lhs):
            yield _local_partial(chain, equation.lhs, used)
    if chain.count <= MOST_PATHS:
        yield from _path_by_path(chain)
    else:
        yield from _name_by_name(chain)
    yield from _results(chain, by_cotangents(chain))


def _local_partial(chain: ChainRule, name: Any, used: Any) -> Step:
    law = law_of(chain.program.definitions[name], [used])
    return _derivative("local partial", Partial(name, used), chain.partial(name, used), *law)


def _derivative(stage: str, partial: Partial, value: Any, law: str = "", about: Names = ()) -> Step:
    """A derivative and its value; entry by entry where that has indices."""
    if isinstance(value, IndexedDerivative):
        numerator = _entry(partial.numerator, value.rows)
        partial = Partial(numerator, _entry(partial.denominator, value.columns), partial.total)
        value = value.entry
    return Step(stage, partial, ((value,),), law, about)


def _entry(symbol: Any, indices: Sequence[Any]) -> Any:
    if not indices:
        return symbol
    places = iter(indices)
    return element(symbol, *(sp.S.Zero if size == 1 else next(places) for size in shape_of(symbol)))


# -- the paths, one by one -------------------------------------------------------------------------------------


def _path_by_path(chain: ChainRule) -> Iterator[Step]:
    paths = list(chain.paths())
    if not paths:
        return
    branch = _branching(paths)
    for number, path in enumerate(paths, 1):
        law: str = "the only path"
        about: Names = ()
        if branch is not None:
            first = path[branch]
            way, about = ("direct", ()) if first == chain.denominator else ("through", (first,))
            law = f"path {number} of {len(paths)}, {way}"
        yield Step("path", Path(path), (), law, about)
    if len(paths) == 1 and len(paths[0]) == 2:
        return
    chains = [_symbols(chain, path) for path in paths]
    yield Step("chain rule", whole(chain), grouped(chains))
    if not by_cotangents(chain):
        yield from _products(chain, paths, chains)
    elif chain.equations:
        yield from _cotangents(chain)


def _branching(paths: Sequence[Names]) -> int | None:
    """The place at which the paths part; None where there is one alone."""
    if len(paths) == 1:
        return None
    return next(k for k, names in enumerate(zip(*paths, strict=False)) if len(set(names)) > 1)


def _has_matrices(chain: ChainRule, path: Names) -> bool:
    """Whether the local partials along a path multiply as matrices."""
    within = all(is_scalar(name) or is_vector(name) for name in path[:-1])
    indexed = any(isinstance(factor.partial, IndexedDerivative) for factor in chain.along(path))
    return within and not indexed and (is_scalar(path[-1]) or is_vector(path[-1]) or is_scalar(path[0]))


def _symbols(chain: ChainRule, path: Names) -> Product:
    pairs = zip(path, path[1:], strict=False)
    return ordered([Factor(name, used, Partial(name, used)) for name, used in pairs])


def _products(chain: ChainRule, paths: Sequence[Names], chains: Sequence[Product]) -> Iterator[Step]:
    factors = [numbers_first(ordered(chain.along(path))) for path in paths]
    if len(paths) == 1:
        yield Step("product along each path", whole(chain), (factors[0],))
        return
    products = [simplify(mul(*product)) for product in factors]
    for left, product in zip(chains, products, strict=True):
        if len(left) > 1:
            yield Step("product along each path", left, ((product,),))
    if not _same(add(*products), chain.expression):
        yield Step("sum over paths", whole(chain), tuple((product,) for product in products))


def by_cotangents(chain: ChainRule) -> bool:
    """Whether the derivative is told by the cotangents on the way, one a line, and not as a product of partials.

    So it is where the partials are no matrices, and where a product would have more factors than one takes in; the
    derivative of scalars is their product, whatever its length.
    """
    if all(map(is_scalar, chain.moving)):
        return False
    if chain.count > MOST_PATHS:
        return not all(_has_matrices(chain, (name, used)) for name in chain.moving[1:] for used in chain.links(name))
    paths = list(chain.paths())
    long = any(len(path) > MOST_FACTORS + 1 for path in paths)
    return bool(paths) and (long or not all(_has_matrices(chain, path) for path in paths))


def backward(chain: ChainRule, keep_maxima: bool = True) -> Program:
    """The values, and what flows back from a cotangent of the numerator, with the arguments that this speaks of."""
    back = gradient_program(
        chain.of_denominator, wrt=[chain.denominator], values=True, generation=chain.bar.generation
    )  # fmt: skip
    (told,) = with_arguments_told([back], back.inputs, keep_maxima)
    return told


def _cotangents(chain: ChainRule) -> Iterator[Step]:
    """What flows back, name by name, after the arguments that it speaks of."""
    told, forward = backward(chain), chain.of_denominator.definitions
    for equation in told.equations:
        if isinstance(equation.lhs, Inner) and equation.lhs not in forward:
            yield Step("argument", equation.lhs, ((equation.rhs,),), "inside the equation of", (equation.lhs.primal,))
    for equation in told.equations:
        if is_of_cotangent(equation.lhs) and equation.lhs not in forward:
            shared = layer_of(equation.lhs, Common) is not None
            rule = ("shared factor", ()) if shared else ("back to", (equation.lhs.primal,))
            yield Step("cotangents", equation.lhs, ((factored_line(equation.rhs),),), *rule)


# -- more paths than one would list ----------------------------------------------------------------------------


def _name_by_name(chain: ChainRule) -> Iterator[Step]:
    """How many paths go through what, and the chain rule for each name on the way."""
    node = chain.numerator
    before: Names = ()
    while len(chain.links(node)) == 1:
        before, node = (*before, node), chain.links(node)[0]
    for used in chain.links(node):
        many = chain.counts[used]
        law = f"{many} of {chain.count} paths, through"
        yield Step("path", Path((*before, node, used, sp.Symbol("..."), chain.denominator)), (), law, (used,))
    steps = [_by_name(chain, equation.lhs) for equation in chain.equations]
    yield from (step for symbols, _ in steps for step in symbols)
    if by_cotangents(chain):
        yield from _cotangents(chain)
    else:
        yield from (step for _, values in steps for step in values)


def _by_name(chain: ChainRule, name: Any) -> tuple[list[Step], list[Step]]:
    """The chain rule for one name on the way, in symbols, and with its local partials."""
    symbols, values = [], []
    for used in chain.links(name):
        partial, value = Partial(name, used), chain.partial(name, used)
        total = Partial(used, chain.denominator, total=True)
        rest = [] if used == chain.denominator else [Factor(used, chain.denominator, total)]
        symbols.append(ordered([Factor(name, used, partial), *rest]))
        if _has_matrices(chain, (name, used)):
            values.append(numbers_first(ordered([Factor(name, used, value), *rest])))
    left = Partial(name, chain.denominator, total=True)
    told = [] if symbols == [(Partial(name, chain.denominator),)] else [Step("chain rule", left, tuple(symbols))]
    with_values = [Step("name by name", left, tuple(values))] if len(values) == len(symbols) else []
    return told, with_values


# -- the result ------------------------------------------------------------------------------------------------


def whole(chain: ChainRule) -> Partial:
    """The derivative as a formula writes it: with d where the partial one of the same names is something else."""
    names = chain.numerator, chain.denominator
    mixed = chain.denominator in chain.links(chain.numerator) and chain.count > 1
    return Partial(*names, total=mixed or chain.count > MOST_PATHS)


def result_line(chain: ChainRule) -> Step:
    """The derivative in one line: where one path of scalars leads to it, its factors in the order of the chain."""
    line = _derivative("result", whole(chain), chain.expression, _result_law(chain))
    if chain.count == 1 and chain.equations and all(is_scalar(equation.lhs) for equation in chain.equations):
        factors = tuple(factor.partial for factor in chain.factors[0])
        if all(divisors(factor) <= divisors(chain.expression) for factor in factors):  # else a quotient cancels
            return Step("result", line.left, (factors,), line.law)
    return line


def _result_law(chain: ChainRule) -> str:
    bound = [claim for claim in ("diagonal", "orthogonal", "symmetric", "lower", "upper", "sums_to_one")
             if not shape_of(chain.numerator) and has_property(chain.denominator, claim)]  # fmt: skip
    return f"among {bound[0].replace('_', ' ')} directions" if bound else "simplified"


def _results(chain: ChainRule, told: bool) -> Iterator[Step]:
    """The result; what the cotangents on the way have ``told`` stands there, on their last line."""
    try:
        yield from _result_lines(chain, told)
    except TooLongError:
        return  # told name by name above


def _result_lines(chain: ChainRule, told: bool) -> Iterator[Step]:
    if isinstance(chain.expression, IndexedDerivative):
        bar = cotangent_of(chain.denominator, chain.bar.generation)
        yield _derivative("result", whole(chain), chain.expression, "entry by entry")
        if not told:
            yield Step("result", bar, ((chain.vjp,),), "gradient from", (chain.bar,))
        entries = chain.expression.entry, chain.closed_form.entry
    elif told and is_scalar(chain.numerator):
        return
    elif chain.count <= MOST_PATHS or size(chain.expression) <= MOST_LEAVES:
        yield Step("result", whole(chain), ((chain.expression,),), _result_law(chain))
        entries = chain.expression, chain.closed_form
    else:
        return
    if not _same(*entries) and size(entries[1]) <= MOST_LEAVES:
        yield _derivative("in the inputs alone", whole(chain), chain.closed_form, "names written out")


def _same(left: Any, right: Any) -> bool:
    """Whether two forms are one; of large ones by their digests: SymPy compares shared parts again for each use."""
    return digest(left) == digest(right) and (size(left) > MOST_READ or bool(left == right))
