"""How likely a variable is a number, a vector, a row or a matrix, by the way it is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from symgrad.latex_reading.names.bound_letters import classes_used
from symgrad.latex_reading.nodes.meanings import (
    Call,
    Constant,
    Derivative,
    Divided,
    Meaning,
    Plus,
    Power,
    Statement,
    SumOver,
    Times,
    Use,
)
from symgrad.latex_reading.resolving.forms_resolved import LOSSES
from symgrad.latex_reading.tex.tex_spellings import IDENTITIES

# A rank, and how unlikely it is: S a number, V a column, R a row, M a matrix, Q a square one
Ranks = tuple[tuple[str, int], ...]
_LOSS: Ranks = (("S", 0), ("V", 3), ("M", 4))
_LOSS_OR_STATE: Ranks = (("S", 0), ("M", 1), ("V", 1))  # C is a cost, or the matrix of a memory
_CAPITAL: Ranks = (("M", 0), ("V", 2), ("S", 3), ("R", 4))
_STEPPED: Ranks = (("V", 0), ("M", 1), ("S", 3), ("R", 4))
_SMALL: Ranks = (("V", 0), ("S", 1), ("M", 3), ("R", 4))
_COEFFICIENT: Ranks = (("S", 0), ("V", 0), ("M", 3))
_SIZE: Ranks = (("S", 0),)
_IDENTITY: Ranks = (("Q", 0), ("M", 3), ("V", 4), ("S", 4))
_FACTOR: Ranks = (("S", 0), ("M", 3), ("V", 4))
_COUNT: Ranks = (("S", 0), ("V", 2), ("M", 4))
_COEFFICIENTS = frozenset(
    {
        r"\alpha",
        r"\lambda",
        r"\eta",
        r"\epsilon",
        r"\varepsilon",
        r"\mu",
        r"\nu",
        r"\tau",
        r"\kappa",
        r"\zeta",
        r"\theta",
    }
)
_BY_ENTRIES: Mapping[int, Ranks] = MappingProxyType({1: (("V", 0), ("M", 3)), 2: (("M", 0),)})
NOTHING: Mapping[str, bool] = MappingProxyType({})
_OUTER = re.compile(r"(\\[A-Za-z]+|.)")


def ranks_of(
    statements: Sequence[Statement], row_vectors: bool, differentiated: Mapping[str, bool] = NOTHING
) -> dict[str, Ranks]:
    """The ranks of each variable, the likeliest first.

    differentiated   what claims differentiate, of which a C is a loss, and whether by an entry: then all are numbers
    """
    entries: dict[str, set[int]] = {}
    factors = _factors_of_identity(statements)
    stepped: set[str] = set()
    limits: set[str] = set()
    alone = _counts_alone(statements)
    classes = classes_used(statements)
    defined = {one.left.variable for one in statements if isinstance(one.left, Use)}
    losses = defined | {
        node.above.variable
        for one in statements
        for node in one.walk()
        if isinstance(node, Derivative) and isinstance(node.above, Use)
    }
    for one in uses(statements):
        if isinstance(one, SumOver):
            limits |= {place.letter for place in (one.low, one.high) if place is not None}
            continue
        own = entries.setdefault(one.variable, set())
        if one.entries:
            own.add(len(one.entries))
        if one.time is not None:
            stepped.add(one.variable)
    found = {
        name: _COUNT if name in alone else _ranks(name, counts, name in stepped, name in limits, name in losses)
        for name, counts in entries.items()
    }
    found |= {name: _SIZE for name in classes if not entries.get(name)}
    found |= {name: _COUNT for name in _set_to_numbers(statements) if not entries[name] and name not in stepped}
    found |= {name: _FACTOR for name in factors if found.get(name) == _SMALL}
    found |= {name: _IDENTITY for name in IDENTITIES - stepped - defined if found.get(name) == _CAPITAL}
    costs = {name for name, ranks in found.items() if ranks == _LOSS_OR_STATE and name in differentiated}
    found |= {name: _LOSS for name in found if (name in costs or differentiated.get(name)) and not entries[name]}
    return {name: tuple(map(_as_rows, ranks)) for name, ranks in found.items()} if row_vectors else found


def _set_to_numbers(statements: Sequence[Statement]) -> set[str]:
    """Names that an equation says to be a number: x = -2; what is 0 may be an array of zeros."""
    return {one.left.variable for one in statements if isinstance(one.left, Use) and _is_number(one.right)}


def _is_number(node: Meaning) -> bool:
    if isinstance(node, Constant):
        return not node.everywhere and node.text != "0"
    parts = node.terms if isinstance(node, Plus) else node.parts if isinstance(node, Divided | Power) else ()
    return bool(parts) and all(map(_is_number, parts))


def _factors_of_identity(statements: Sequence[Statement]) -> set[str]:
    r"""Names before an identity matrix, which would change nothing of a matrix: the factor of \gamma I."""
    found: set[str] = set()
    for product in (node.factors for one in statements for node in one.walk() if isinstance(node, Times)):
        for before, one in zip(product, product[1:], strict=False):
            if isinstance(before, Use) and isinstance(one, Use) and one.variable in IDENTITIES:
                found.add(before.variable)
    return found


def _counts_alone(statements: Sequence[Statement]) -> set[str]:
    r"""Names that stand below a number and nowhere else: the n of \frac{1}{n}, the d of \frac{1}{\sqrt{d}}."""
    below: set[str] = set()
    others: set[str] = set()
    for statement in statements:
        own: set[int] = set()
        for node in statement.walk():
            if isinstance(node, Divided) and isinstance(node.above, Constant):
                inner = node.below
                while isinstance(inner, Power) or (isinstance(inner, Call) and inner.function == "sqrt"):
                    inner = inner.body if isinstance(inner, Power) else inner.arguments[0]
                own.add(id(inner))
            if isinstance(node, Use):
                (below if id(node) in own and not node.entries else others).add(node.variable)
    return below - others


def scalars_first(ranks: Mapping[str, Ranks]) -> dict[str, Ranks]:
    """The same for a text of numbers: a small letter is one, and anything else is unlikely."""
    return {
        name: tuple(sorted(((rank, {0: 1, 1: 0}.get(cost, cost)) for rank, cost in own), key=lambda one: one[1]))
        if own == _SMALL
        else own
        for name, own in ranks.items()
    }


def _as_rows(rank: tuple[str, int]) -> tuple[str, int]:
    return {"V": "R", "R": "V"}.get(rank[0], rank[0]), rank[1]


def uses(statements: Sequence[Statement]) -> Iterator[Use | SumOver]:
    """Every use of a variable, and every sum, in order."""
    for statement in statements:
        for node in statement.walk():
            if isinstance(node, Use | SumOver):
                yield node


def _ranks(name: str, counts: Collection[int], stepped: bool, is_limit: bool, is_defined: bool) -> Ranks:
    if counts:
        return _BY_ENTRIES.get(max(counts), ())
    bare = re.sub(r"\\(?:tilde|hat|bar|dot|ddot|check|breve|mathbf|acute|grave|right|left)\{", "", name).replace(
        "}", ""
    )
    match = _OUTER.match(bare)
    letter = match[1] if match else name
    if is_limit and not stepped:
        return _SIZE
    if is_defined and {_stem(name), _stem(bare)} & LOSSES and not (letter in ("C", "E") and stepped):
        return _LOSS_OR_STATE if letter in ("C", "E", "S") else _LOSS
    if name.startswith(("d", r"\delta ", r"\Delta ")) and len(name) > 1:
        return _ranks(
            name.removeprefix("d").removeprefix(r"\delta ").removeprefix(r"\Delta "),
            counts,
            stepped,
            is_limit,
            is_defined,
        )
    if letter in _COEFFICIENTS and not stepped:
        return _COEFFICIENT
    if letter.isalpha() and letter.isupper():
        return _STEPPED if stepped else _CAPITAL
    if letter.startswith("\\") and letter[1:2].isupper():
        return _STEPPED if stepped or letter == r"\Delta" else _CAPITAL
    return _SMALL


def _stem(name: str) -> str:
    return re.split(r"[_^]", name)[0]
