"""Recursive descent over tokens: a row of a display -> its sides as nodes, and nothing of what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import NoReturn

from symgrad.latex_reading.nodes.formula_nodes import (
    Big,
    Comparison,
    Fraction,
    Marked,
    Name,
    Product,
    Row,
    Sum,
    Written,
)
from symgrad.latex_reading.parsing.formula_atoms import BIG, FENCES, factor_read
from symgrad.latex_reading.parsing.token_reader import CLOSERS, CLOSING, DEEPEST, SCRIPTS, TokenReader, letter_run
from symgrad.latex_reading.tex.display_rows import RowTokens
from symgrad.latex_reading.tex.tex_spellings import COMPARISONS, FUNCTIONS, PRODUCTS, RELATIONS
from symgrad.latex_reading.tex.tex_tokens import Token

MOST_FACTORS = 24  # of one product
_MOST_COMPARED = 10
_LOOSE = frozenset({r"\odot", r"\circ", r"\otimes", r"\oslash", r"\oplus"})  # the other products bind tighter
_SCRIPTED_SIGNS = frozenset({"*", r"\star", r"\otimes"})
_NO_FACTOR = frozenset(
    {"\\\\", "&", r"\quad", r"\qquad", r"\pm", r"\over", r"\mid", r"\to", r"\in", r"\cr", r"\end", *CLOSING}
)
_HINTS = {
    **dict.fromkeys((")", "]", "}", r"\}"), ", which closes nothing that is open"),
    r"\over": r"; write \frac{a}{b}, or {a \over b}",
    "!": "; factorials are not read",
    r"\pm": "; write two equations, one for each sign",
}


def parsed(row: RowTokens, declared: Collection[Sequence[str]] = ()) -> Row:
    """One equation as it is written.

    declared   names of several plain letters, each as the spellings of its tokens: d h _ p r e v
    Raises LatexSyntaxError.
    """
    return Parser(row.tokens, declared).row(row)


class Parser(TokenReader):
    """Reads the tokens of one row."""

    def row(self, about: RowTokens) -> Row:
        """Everything, as the sides of an equation."""
        sides, signs = [self.comparison(relations=False)], []
        while self.text in RELATIONS or (self.text in (":", "+", "-") and self.ahead(1) == "="):
            sign = self.take().text
            signs.append(sign + self.take().text if sign in (":", "+", "-") else sign)
            sides.append(self.comparison(relations=False))
        if self.place < len(self.tokens):
            self._misplaced()
        return Row(self.span(0), tuple(sides), tuple(signs), about.label, about.tag, about.remark)

    def comparison(self, relations: bool = True) -> Written:
        """Sums, compared with each other; "=" compares only inside brackets and conditions."""
        start = self.place
        sides, signs = [self.sum()], list[str]()
        while self.text in COMPARISONS and (relations or self.text not in RELATIONS):
            if len(signs) >= _MOST_COMPARED:
                self.refused(f"a chain of more than {_MOST_COMPARED} comparisons is not read.")
            signs.append(COMPARISONS[self.take().text])
            if signs[-1] == "==" and self.text == "=":
                self.take()
            sides.append(self.sum())
        return Comparison(self.span(start), tuple(signs), tuple(sides)) if signs else sides[0]

    def sum(self) -> Written:
        """Terms with their signs."""
        start = self.place
        signs: list[str] = []
        terms: list[Written] = []
        while not terms or (self.text in ("+", "-") and self.ahead(1) != "="):
            sign = "+"
            while self.text in ("+", "-"):
                sign = "-" if (self.take().text == "-") == (sign == "+") else "+"
            signs.append(sign)
            terms.append(self.term())
        return terms[0] if signs == ["+"] else Sum(self.span(start), tuple(signs), tuple(terms))

    def term(self) -> Written:
        """Factors and the signs of products between them, grouped by how tightly they bind."""
        factors, signs = [self.factor()], list[str]()
        while True:
            sign = ".*" if self.text == "." and self.ahead(1) == "*" else PRODUCTS.get(self.text)
            if sign is None and not self.begins_factor():
                return _grouped(factors, signs)
            self._counted(factors)
            for _ in range(2 if sign == ".*" else 1 if sign else 0):
                self.take()
            signs.append((sign or "") + self._below(sign))
            factors.append(self._negative() if sign and self.text == "-" else self.factor())

    def _below(self, sign: str | None) -> str:
        r"""What stands below the sign of a product, \star_{\mathrm{same}}, without its type."""
        if self.text != "_" or sign not in _SCRIPTED_SIGNS:
            return ""
        self.take()
        text = re.sub(r"\\(?:mathrm|mathsf|text)|[{} ]", "", self._script().text)
        return f"_{text}"

    def signed_term(self) -> Written:
        """A term with the sign that may stand before it: the body of a sum over -2 x."""
        start = self.place
        if self.text != "-":
            return self.term()
        self.take()
        body = self.term()
        return Sum(self.span(start), ("-",), (body,))

    def _negative(self) -> Written:
        r"""The factor of a product that has a sign: a \odot -b."""
        start = self.place
        self.take()
        body = self.factor()
        return Sum(self.span(start), ("-",), (body,))

    def juxtaposed(self) -> Written:
        """Factors without a sign between them, up to the next function."""
        self.deeper()
        factors = [self.factor()]
        while self.begins_factor() and not self._begins_function():
            self._counted(factors)
            factors.append(self.factor())
        self.depth -= 1
        return _product(factors, [""] * (len(factors) - 1))

    def _counted(self, factors: Sequence[Written]) -> None:
        if len(factors) >= MOST_FACTORS:
            self.refused(f"a product of more than {MOST_FACTORS} factors is not read; give a part of it a name.")

    def _begins_function(self) -> bool:
        run = letter_run(self.tokens, self.place)
        return self.text.removeprefix("\\") in FUNCTIONS or (len(run) > 2 and run in FUNCTIONS) or self.text in BIG

    def begins_factor(self) -> bool:
        """Whether the next token begins a factor."""
        if self.place >= len(self.tokens) or self.text in _NO_FACTOR or self.text in SCRIPTS:
            return False
        if self.text in FENCES:
            return (
                not (self.fences and self.fences[-1] in FENCES) and self.text not in ("|", r"\|")
            ) or self._opens_fence()
        token = self.tokens[self.place]
        if token.kind in ("letter", "number") or self.text in CLOSERS or self.text == "{":
            return True
        return token.kind == "command" and not (
            self.text in COMPARISONS or self.text in RELATIONS or self.text in PRODUCTS
        )

    def _opens_fence(self) -> bool:
        """Whether a bar that may open or close opens here: none is open right here, and one to close it comes."""
        if self.fences and self.fences[-1] in FENCES:
            return False
        return any(self.ahead(k) == self.text for k in range(1, len(self.tokens) - self.place))

    def factor_bare(self) -> Written:
        """One factor without the scripts behind it."""
        start = self.place
        return factor_read(self, self.take(), start)

    def factor(self) -> Written:
        """One factor with its scripts."""
        start = self.place
        body = self.factor_bare()
        if isinstance(body, Big | Marked) or not self.scripted():
            return body
        return self.scripts(body, start)

    def inside(self, tokens: Sequence[Token], after: Token) -> Written:
        """What stands in a group or in an argument of its own."""
        if not tokens:
            after.refused("a formula was expected, but nothing stands in the braces.")
        over = _overs(tokens)
        if len(over) > 1:
            tokens[over[1]].refused(r"a second \over in one group; put one of the two into braces.")
        if over:
            above, below = self.inside(tokens[: over[0]], after), self.inside(tokens[over[0] + 1 :], after)
            return Fraction(above.span | below.span, above, below)
        inner = Parser(tokens, self.declared, self.depth + 1)
        if inner.depth > DEEPEST:
            after.refused(f"brackets stand deeper than {DEEPEST} in each other.")
        read = inner.comparison()
        if len(inner.tokens) - inner.place == 1 and inner.text in (".", ","):
            inner.take()  # the end of a sentence in a box
        if inner.place < len(inner.tokens):
            inner._misplaced()
        return read

    def _misplaced(self) -> NoReturn:
        """Refuse a token that can stand behind no formula."""
        hint = _HINTS.get(self.text, "")
        self.refused(f"an operator or the end was expected, but {self.text} came{hint}.")


def _overs(tokens: Sequence[Token]) -> list[int]:
    r"""Where \over stands in this group itself, and in none that it holds."""
    depth = 0
    found = []
    for k, token in enumerate(tokens):
        depth += (token.text == "{") - (token.text == "}")
        if token.text == r"\over" and not depth:
            found.append(k)
    return found


def _product(factors: Sequence[Written], signs: Sequence[str]) -> Written:
    if len(factors) == 1:
        return factors[0]
    return Product(factors[0].span | factors[-1].span, tuple(factors), tuple(signs))


def _grouped(factors: Sequence[Written], signs: Sequence[str]) -> Written:
    """The factors: those without a sign bind tightest, then those with dots and crosses, then those with circles."""
    factors, signs = _divided(factors, signs)
    tight, between = _runs(factors, signs, lambda sign: not sign)
    middle, outside = _runs(tight, between, lambda sign: sign not in _LOOSE)
    return _product(middle, outside)


def _divided(factors: Sequence[Written], signs: Sequence[str]) -> tuple[list[Written], list[str]]:
    """A slash binds one factor, and divides what stands before it without a sign: x^T A x / n, 1/2 x, 1/s (x - m)."""
    found, left = [factors[0]], list[str]()
    k = 1
    while k < len(factors):
        sign, factor = signs[k - 1], factors[k]
        k += 1
        if sign != "/":
            found.append(factor)
            left.append(sign)
            continue
        start = len(found) - 1
        while start and not left[start - 1]:
            start -= 1
        if _is_differential(factor) and _is_differential(found[start]) and k < len(factors) and not signs[k - 1]:
            factor = _product([factor, factors[k]], [""])  # dL / dW, but 1/d x is x / d
            k += 1
        above = _product(found[start:], left[start:])
        found[start:] = [Fraction(above.span | factor.span, above, factor)]
        del left[start:]
    return found, left


def _is_differential(node: Written) -> bool:
    return isinstance(node, Name) and node.base == "d" and node.bare == node


def _runs(
    factors: Sequence[Written], signs: Sequence[str], joins: Callable[[str], bool]
) -> tuple[list[Written], list[str]]:
    """Neighbours that such signs join, as one product each; and the signs that are left."""
    runs: list[Written] = []
    outside: list[str] = []
    own, inner = [factors[0]], list[str]()
    for sign, factor in zip(signs, factors[1:], strict=True):
        if not joins(sign):
            runs.append(_product(own, inner))
            outside.append(sign)
            own, inner = [factor], []
        else:
            own.append(factor)
            inner.append(sign)
    return [*runs, _product(own, inner)], outside
