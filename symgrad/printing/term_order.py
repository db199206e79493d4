"""The order of terms and factors: as the author would write them, not as SymPy sorts them.

Variables rank in the order of the program, as its author stated its parameters and inputs, or as they are read in its
equations; those of a plain expression as they are read in it. A derived one ranks with its primal. An :class:`Order` is
a value that is passed to the printer.

    a sum       numbers, seeds and cotangents of what has one, then terms by the variable that leads them, those at t
                before those at t + 1; a positive term first if there is one
    a product   numbers, cotangents, names, functions of names, matrix products, sums in brackets, tangents; inside
                each group parameters, then other variables in order, then values of one step before; entry by
                entry a parameter leads, p o bar_z, as a matrix does, W^T bar_z, and 1 - z stands where z would, unless
                z is a factor too

so that ``W x + U h_prev + b``, ``1 - a^2``, ``f s_prev`` and ``bar_h o (1 - tanh^2(c))`` come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from symgrad.expressions.reading_order import as_read, natural
from symgrad.expressions.symbols import At, Cotangent, Derived, Seed, root_of
from symgrad.printing.pieces import Piece, Rank

_PARAMETER, _OTHER, _PREVIOUS = range(3)
_SEED, _KNOWN, _UNKNOWN = range(3)


@dataclass(frozen=True)
class Order:
    """Where each variable stands: by ``places`` (code name -> place), else by name.

    ``parameters``, ``previous`` and ``ends`` (what has a seed) hold code names; a name that ends in ``_prev`` counts as
    previous too. ``carried`` has, for the name of what is carried, that of its value of one step before: h at t - 1
    stands where h_prev does.
    """

    places: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    parameters: frozenset[str] = frozenset()
    previous: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    carried: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def rank(self, variable: Any) -> Rank:
        """The place of a variable among others; smaller comes first."""
        root, seed, back, shift = variable, False, False, 0
        while isinstance(root, Derived):
            seed = seed or isinstance(root, Seed) or (isinstance(root, Cotangent) and root.primal.name in self.ends)
            back = back or isinstance(root, Cotangent)
            if isinstance(root, At):
                number, rest = root.time.as_coeff_Add()
                shift = int(number) if rest else 0
            root = root.primal
        name, later = str(root.name), back and shift > 0
        if shift < 0 and not back:
            name = self.carried.get(name, name)
        if name in self.parameters:
            group = _PARAMETER
        else:
            group = _PREVIOUS if name in self.previous or name.endswith("_prev") else _OTHER
        known = name in self.places
        source = _SEED if seed and not later else _KNOWN if known else _UNKNOWN
        place = self.places[name] if known else 0
        return group, int(later), source, place, natural(name), natural(str(variable.name))


BY_NAME = Order()


def listed(names: Iterable[Any]) -> Order:
    """The order in which these names stand, symbols or code names.

    >>> import sympy as sp
    >>> from symgrad.printing import text
    >>> text(sp.Symbol("b") + sp.Symbol("w"), order=listed(["w", "b"]))
    'w + b'
    """
    return Order(MappingProxyType({str(getattr(name, "name", name)): place for place, name in enumerate(names)}))


def reading_order(*exprs: Any) -> Order:
    """The order of plain expressions: that in which they are read.

    >>> import sympy as sp
    >>> from symgrad.printing import text
    >>> text(sp.Symbol("b") + sp.Symbol("w") * sp.Symbol("x"))
    'w x + b'
    """
    return listed(dict.fromkeys(root_of(variable) for expr in exprs for variable in as_read(expr)))


def program_order(program: Any) -> Order:
    """The order of a program's variables: parameters, inputs, then what its equations define."""
    variables = [*program.parameters, *program.inputs, *program.definitions]
    variables.sort(key=_told_late)
    names = dict.fromkeys(str(root_of(variable).name) for variable in variables)
    return Order(
        places=MappingProxyType({name: place for place, name in enumerate(names)}),
        parameters=frozenset(str(variable.name) for variable in program.parameters),
        previous=frozenset(str(variable.name) for variable in program.carry.values()),
        carried=MappingProxyType({str(root_of(new).name): str(old.name) for new, old in program.carry.items()}),
        ends=frozenset(str(v.primal.name) for v in program.inputs if isinstance(v, (Seed, Cotangent))),
    )


def _told_late(variable: Any) -> bool:
    """Whether a variable says nothing of where it stands among others: a cotangent, a value at the beginning."""
    return not variable.time.is_Symbol if isinstance(variable, At) else isinstance(variable, Derived)


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
