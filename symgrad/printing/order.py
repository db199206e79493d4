"""The order of terms and factors: as the author would write them, not as SymPy sorts them.

Variables rank in the order in which they were declared, a derived one with its primal. An :class:`Order` is a
value that is passed to the printer.

    a sum       numbers, seeds and cotangents of what has one, then terms by the variable that leads them, those at t
                before those at t + 1; a positive term first if there is one
    a product   numbers, cotangents, names, functions of names, matrix products, sums in brackets, tangents; inside
                each group parameters, then other variables as declared, then values of one step before; entry by
                entry a parameter leads, p o bar_z, as a matrix does, W^T bar_z, and 1 - z stands where z would, unless
                z is a factor too

so that ``W x + U h_prev + b``, ``1 - a^2``, ``f s_prev`` and ``bar_h o (1 - tanh^2(c))`` come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from symgrad.symbols import At, Cotangent, Derived, Seed

if TYPE_CHECKING:
    from symgrad.printing.pieces import Piece

# (parameter, other or previous; at t, or of a cotangent after t; seed, program, declared or plain; place; name): a sum
# ignores the first part.
Rank: TypeAlias = tuple[int, int, int, int, str]

_PARAMETER, _OTHER, _PREVIOUS = range(3)
_SEED, _PROGRAM, _DECLARED, _PLAIN = range(4)


@dataclass(frozen=True)
class Order:
    """Where each variable stands: by ``places`` (code name -> place), else by when it was declared, else by name.

    ``parameters``, ``previous`` and ``ends`` (what has a seed) hold code names; a name that ends in ``_prev`` counts as
    previous too.
    """

    places: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    parameters: frozenset[str] = frozenset()
    previous: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()

    def rank(self, variable: Any) -> Rank:
        """The place of a variable among others; smaller comes first."""
        root, seed, back, later = variable, False, False, False
        while isinstance(root, Derived):
            seed = seed or isinstance(root, Seed) or (isinstance(root, Cotangent) and root.primal.name in self.ends)
            back = back or isinstance(root, Cotangent)
            if isinstance(root, At):
                later = bool(root.time.as_coeff_Add()[0].is_positive)
            root = root.primal
        name = str(root.name)
        if name in self.parameters:
            group = _PARAMETER
        else:
            group = _PREVIOUS if name in self.previous or name.endswith("_prev") else _OTHER
        if name in self.places:
            source, place = _PROGRAM, self.places[name]
        else:
            declared = getattr(root, "declared", None)
            source, place = (_PLAIN, 0) if declared is None else (_DECLARED, declared)
        return group, int(back and later), _SEED if seed and not later else source, place, str(variable.name)


DECLARED = Order()


def listed(names: Iterable[Any]) -> Order:
    """The order in which these names stand, symbols or code names.

    >>> import sympy as sp
    >>> from symgrad.printing import text
    >>> text(sp.Symbol("b") + sp.Symbol("w"), order=listed(["w", "b"]))
    'w + b'
    """
    return Order(MappingProxyType({str(getattr(name, "name", name)): place for place, name in enumerate(names)}))


def declaration_order(program: Any) -> Order:
    """The order of a program's variables.

    Those that its author listed come first, parameters before inputs; then those that know when they were declared;
    then the others, in the order of the program.
    """
    variables: dict[str, Any] = {}
    for variable in (*program.parameters, *program.inputs, *program.definitions):
        root = _root(variable)
        variables.setdefault(str(root.name), root)
    by_author = sorted(program.stated, key=lambda variable: variable not in program.parameters)
    stated = list(dict.fromkeys(str(_root(variable).name) for variable in by_author))
    declared = {name: v.declared for name, v in variables.items() if hasattr(v, "declared") and name not in stated}
    known = sorted(declared, key=lambda name: declared[name])
    plain = [name for name in variables if name not in declared and name not in stated]
    return Order(
        places=MappingProxyType({name: place for place, name in enumerate([*stated, *known, *plain])}),
        parameters=frozenset(str(variable.name) for variable in program.parameters),
        previous=frozenset(str(variable.name) for variable in program.carry.values()),
        ends=frozenset(str(v.primal.name) for v in program.inputs if isinstance(v, (Seed, Cotangent))),
    )


def _root(variable: Any) -> Any:
    while isinstance(variable, Derived):
        variable = variable.primal
    return variable


def in_product(factors: Iterable[Piece]) -> list[Piece]:
    """The factors of a commutative product in the order in which they are printed."""
    return sorted(factors, key=factor_key)


def in_hadamard_product(factors: Iterable[Piece]) -> list[Piece]:
    """The factors of an entry-by-entry product: a parameter stands before a cotangent, as a matrix does."""
    listed_factors = list(factors)
    return sorted(listed_factors, key=lambda piece: (not _is_parameter(piece), _key_among(piece, listed_factors)))


def _is_parameter(piece: Piece) -> bool:
    return len(piece.track) == 1 and piece.kind.name == "NAME" and piece.track[0][0] == _PARAMETER


def _key_among(piece: Piece, factors: Sequence[Piece]) -> Any:
    """What the factors of a product are sorted by: 1 - z stands as z would, unless z is a factor beside it."""
    key = factor_key(piece)
    if not piece.complement or sum(piece.track[0] in factor.track for factor in factors) > 1:
        return key
    return type(piece.kind)["NAME"], *key[1:]


def factor_key(piece: Piece) -> Any:
    """What a product is sorted by."""
    return piece.kind, piece.track, -piece.degree, piece.text


def in_sum(terms: Iterable[Piece]) -> list[Piece]:
    """The terms of a sum in the order in which they are printed."""
    ordered = sorted(terms, key=_term_key)
    if ordered[0].negative:
        first = next((k for k, term in enumerate(ordered) if not term.negative), 0)
        ordered.insert(0, ordered.pop(first))
    return ordered


def _term_key(piece: Piece) -> Any:
    lead = [rank[2:] for rank in piece.track]
    later = max((rank[1] for rank in piece.track), default=0)
    group = 1 if lead else 2 * piece.negative
    return group, later, lead[:1], -piece.degree, lead[1:], piece.negative, piece.text
