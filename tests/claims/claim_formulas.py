"""Formulas of a forward pass and of claims about it: what is meant, with its shape.

Columns are n by 1, numbers 1 by 1. An entry is a name with letters, each with what it counts: "i:n".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

NUMBER = ("1", "1")
LAST = "T"


@dataclass(frozen=True)
class Part:
    """A formula: its kind, its parts, the name of a variable, a function or a number, the time and the letters of one.

    shift   a variable is at t + shift; at the last step where it is "T"; without time where it is None
    """

    kind: str
    parts: tuple[Part, ...] = ()
    name: str = ""
    shift: int | str | None = None
    letters: tuple[str, ...] = ()
    shape: tuple[str, str] = NUMBER

    def walk(self) -> Iterator[Part]:
        yield self
        for part in self.parts:
            yield from part.walk()


class MisfitError(ValueError):
    """The shapes of the parts do not fit."""


def number(text):
    return Part("number", name=text)


def ones(size):
    return Part("ones", shape=(size, "1"))


def plus(*signed):
    """A sum of (sign, part); sums in it are written out; a number beside an array counts for every entry."""
    flat = []
    for sign, part in signed:
        inner = zip(part.name, part.parts, strict=True) if part.kind == "plus" else [("+", part)]
        flat += [("+" if sign == own else "-", one) for own, one in inner]
    shapes = {part.shape for _, part in flat} - {NUMBER}
    if len(shapes) > 1:
        raise MisfitError
    shape = shapes.pop() if shapes else NUMBER
    return Part("plus", tuple(part for _, part in flat), "".join(sign for sign, _ in flat), shape=shape)


def negative(part):
    return plus(("-", part))


def product(*parts):
    """Numbers times at most one array."""
    sign, parts = _signed(parts)
    if sign == "-":
        return negative(product(*parts))
    flat = _flat("product", parts)
    if number("1/2") in flat and number("2") in flat:
        flat.remove(number("1/2"))
        flat.remove(number("2"))
    shapes = [part.shape for part in flat if part.shape != NUMBER]
    if len(shapes) > 1:
        raise MisfitError
    flat = [part for part in flat if part != number("1")]
    if len(flat) < 2:
        return flat[0] if flat else number("1")
    return Part("product", tuple(flat), shape=shapes[0] if shapes else NUMBER)


def hadamard(*parts):
    """A product entry by entry."""
    sign, parts = _signed(parts)
    if sign == "-":
        return negative(hadamard(*parts))
    flat = [part for part in _flat("hadamard", parts) if part != number("1")]
    if len(flat) == 1:
        return flat[0]
    numbers, arrays = ([part for part in flat if (part.shape == NUMBER) == own] for own in (True, False))
    if numbers:
        return product(*numbers, *([hadamard(*arrays)] if arrays else ()))
    if len({part.shape for part in flat}) > 1:
        raise MisfitError
    return Part("hadamard", tuple(flat), shape=flat[0].shape)


def matrix(*parts):
    """A product of matrices."""
    sign, parts = _signed(parts)
    if sign == "-":
        return negative(matrix(*parts))
    flat = [part for part in _flat("matrix", parts) if part != number("1")]
    if len(flat) < 2:
        return flat[0] if flat else number("1")
    for one, two in zip(flat, flat[1:], strict=False):
        if one.shape[1] != two.shape[0]:
            raise MisfitError
    return Part("matrix", tuple(flat), shape=(flat[0].shape[0], flat[-1].shape[1]))


def _signed(parts):
    """The sign of a product, and its factors without theirs."""
    minus = [part.kind == "plus" and part.name == "-" for part in parts]
    return "-" if sum(minus) % 2 else "+", [
        part.parts[0] if own else part for own, part in zip(minus, parts, strict=True)
    ]  # fmt: skip


def _flat(kind, parts):
    return [one for part in parts for one in (part.parts if part.kind == kind else (part,))]


def turned(part):
    """The transpose; of a product that of each factor."""
    if part.kind == "turned":
        return part.parts[0]
    if part.shape == NUMBER:
        return part
    if part.kind == "matrix":
        return matrix(*(turned(one) for one in reversed(part.parts)))
    return Part("turned", (part,), shape=part.shape[::-1])


def same(kind, part, name=""):
    """What acts on each entry, or leaves the shape as it is: "function", "slope", "square", "softmax", "each row"."""
    return Part(kind, (part,), name, shape=part.shape)


def quotient(above, below):
    """A quotient entry by entry, or by a number."""
    sign, (above, below) = _signed((above, below))
    if sign == "-":
        return negative(quotient(above, below))
    shapes = {above.shape, below.shape} - {NUMBER}
    if len(shapes) > 1:
        raise MisfitError
    return Part("quotient", (above, below), shape=shapes.pop() if shapes else NUMBER)


def diagonal(part):
    if part.shape[1] != "1":
        raise MisfitError
    return Part("diagonal", (part,), shape=(part.shape[0], part.shape[0]))


def half_square(part):
    """Half the sum of the squares of all entries."""
    return Part("half square", (part,))


def over_time(part):
    """The sum over all steps."""
    return Part("over time", (part,), shape=part.shape)


def over(letters, part):
    """The sum over these letters."""
    return Part("over", (part,), letters=tuple(letters)) if letters else part


def rebuilt(part: Part, parts: tuple[Part, ...]) -> Part:
    """The same formula of other parts. Raises MisfitError where their shapes do not fit."""
    signed = zip(part.name, parts, strict=True) if part.kind == "plus" else ()
    makers = {
        "plus": lambda: plus(*signed), "product": lambda: product(*parts), "hadamard": lambda: hadamard(*parts),
        "matrix": lambda: matrix(*parts), "turned": lambda: turned(*parts), "quotient": lambda: quotient(*parts),
        "diagonal": lambda: diagonal(*parts), "half square": lambda: half_square(*parts),
    }  # fmt: skip
    if part.kind in makers:
        return makers[part.kind]()
    return replace(part, parts=parts, shape=parts[0].shape if parts else part.shape)
