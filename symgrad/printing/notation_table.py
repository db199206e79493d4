"""What each mark of a notation means: rows of a mark, worn by x or by W, and words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symgrad.expressions.symbols import (
    at,
    common_of,
    cotangent_of,
    inner_of,
    matrix,
    scalar,
    seed_of,
    tangent_of,
    time,
    vectors,
)
from symgrad.printing.latex import LatexStyle
from symgrad.printing.marks import Marks
from symgrad.printing.names import latex_name
from symgrad.printing.notation import Notation
from symgrad.printing.pieces import Level, Piece

x, u, v = vectors("x u v", 2)
W, s = matrix("W", 2, 2), scalar("s")
t = time("t")


def rows_of(notation: Notation) -> tuple[tuple[str, str], ...]:
    """Each mark of a notation in LaTeX, with what it means; formulas in the words stand between dollar signs."""
    return tuple(_rows(notation))


def _rows(notation: Notation) -> Iterator[tuple[str, str]]:
    def name(symbol: Any) -> str:
        return latex_name(symbol, notation)

    style = LatexStyle(Marks(notation))
    shape = x.shape
    if notation.bold:
        yield f"{name(x)},\\, {name(W)},\\, {name(s)}", "a vector, a matrix, a scalar"
    yield name(cotangent_of(x)), f"the cotangent of ${name(x)}$, the gradient with respect to it"
    yield name(cotangent_of(x, 2)), "the same of a second gradient"
    yield name(seed_of(x)), f"the cotangent of ${name(x)}$ that comes from outside"
    yield name(tangent_of(x)), f"the tangent of ${name(x)}$, the direction in which it moves"
    yield name(inner_of(x, shape)), f"the argument inside the equation of ${name(x)}$"
    yield name(cotangent_of(common_of(x, shape))), f"a factor that terms of the equation of ${name(x)}$ share"
    before = at(x, t - 1)
    yield f"{name(at(x, t))},\\, {name(before)}", f"${name(x)}$ at step $t$, and one step before"
    one, other = (Piece(name(symbol), Level.ATOM) for symbol in (u, v))
    yield f"{one.text}{style.hadamard}{other.text}", "the product entry by entry"
    yield f"{one.text}{style.divide}{other.text}", "the quotient entry by entry"
    yield style.dot(one, other).text, "the inner product"
    outer = style.outer(one, other)
    yield outer.text if outer else f"{one.text} {style.transposed(other)}", "the outer product"
    yield style.transposed(Piece(name(W), Level.ATOM)), "the transpose"
    if notation.slopes == "kept":
        yield r"f'", "the slope of a function $f$, entry by entry"
    for code, macro in notation.own.names.items():
        yield macro, f"`{code}`, by a macro of your own"


def text_of(notation: Notation) -> str:
    """The rows as a table of text."""
    rows = [(mark.replace(r"\,", ""), told.replace("$", "")) for mark, told in rows_of(notation)]
    wide = max(len(mark) for mark, _ in rows)
    return "\n".join([f"notation {notation.name}", *(f"  {mark:<{wide}}  {told}" for mark, told in rows)])


def latex_of(notation: Notation) -> str:
    """The rows as an array in LaTeX."""
    rows = r" \\ ".join(f"{mark} & {_words(told)}" for mark, told in rows_of(notation))
    return rf"\begin{{array}}{{ll}} {rows} \end{{array}}"


def _words(told: str) -> str:
    parts = told.replace("`", "").replace("_", r"\_" if "`" in told else "_").split("$")
    return "".join(part if place % 2 else rf"\text{{{part}}}" for place, part in enumerate(parts) if part)
