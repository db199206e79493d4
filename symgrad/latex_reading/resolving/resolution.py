"""Formulas as they are written -> what they mean: names become variables, letters before brackets functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from symgrad.latex_reading.names.letters import Letters
from symgrad.latex_reading.names.marks_named import MARKS
from symgrad.latex_reading.names.name_parts import Named
from symgrad.latex_reading.nodes.formula_nodes import (
    Applied,
    Bracket,
    Fraction,
    Marked,
    Name,
    Number,
    Product,
    Row,
    Script,
    Scripted,
    Span,
    Written,
    has_dots,
)
from symgrad.latex_reading.nodes.meanings import (
    Affine,
    Call,
    Derivative,
    Meaning,
    Part,
    Statement,
    Times,
    Transposed,
    Use,
)
from symgrad.latex_reading.parsing.formula_parser import Parser
from symgrad.latex_reading.resolving.constants_named import constant_named
from symgrad.latex_reading.resolving.forms_resolved import FORMS, LOSSES, of_number, says_argument
from symgrad.latex_reading.resolving.functions_called import (
    SIGMOIDS,
    function_named,
    function_said,
    is_expectation,
    refuse_expectation,
    unit_vector,
    with_scripts,
)
from symgrad.latex_reading.resolving.scripts_resolved import delta_of_class, kronecker, letters_alone, powered, raised
from symgrad.latex_reading.resolving.variables_named import Names
from symgrad.latex_reading.tex.tex_spellings import FUNCTIONS

_STATES = frozenset({"C", "S", "E"})  # which are arrays where they are no losses


class Resolver:
    """Reads the rows of one text, whose letters and names are known.

    marks       variables that are marks of others, as they are written: dW -> (d, W), \\delta h -> (\\delta, h)
    arguments   what stands in the bracket behind a name that is one with it: behind the L of L(\\theta)
    """

    def __init__(self, names: Names, conventions: Mapping[str, str]) -> None:
        self.names, self.conventions = names, conventions
        self.indices: frozenset[str] = frozenset()
        self.depth = 0  # scripts inside scripts
        self.marks: dict[str, tuple[str, str]] = {}
        self.arguments: dict[Meaning, tuple[Meaning, ...]] = {}
        self.signs = names.signs
        self.prefixes = frozenset(one.split("\\")[0] for one in conventions if re.match(r"[A-Za-z]{2,}\\", one))

    @property
    def letters(self) -> Letters:
        """What the letters of the text are."""
        return self.names.letters

    def statements(self, row: Row, number: int) -> tuple[Statement, ...]:
        """The equations of one row: a = b = c says a = b and a = c; of a name b it says b = c also.

        Of b + ... + c = d, where dots are not read, it says a = d.
        """
        self.indices = self.letters.indexed[number]
        if len(row.sides) > 2 and not has_dots(row.sides[0]):
            kept = [0, *(k for k in range(1, len(row.sides)) if not has_dots(row.sides[k]))]
            if len(kept) > 1:
                row = replace(
                    row, sides=tuple(row.sides[k] for k in kept), signs=tuple(row.signs[k - 1] for k in kept[1:])
                )
        sides = [self.meaning(side) for side in row.sides]
        pairs = [(0, k) for k in range(1, len(sides))]
        pairs += [(k, len(sides) - 1) for k in range(1, len(sides) - 1) if isinstance(sides[k], Use)]
        return tuple(
            Statement(
                row.sides[left].span | row.sides[right].span, sides[left], sides[right],
                row.signs[right - 1] if not left else "also", row.label, row.remark,
            )
            for left, right in pairs
        )  # fmt: skip

    def meaning(self, node: Written) -> Meaning:
        """What a node means."""
        return RESOLVED[type(node)](self, node)

    def with_indices(self, letters: frozenset[str], node: Written) -> Meaning:
        """What a node means where such letters are indices too."""
        before = self.indices
        self.indices = before | letters
        try:
            return self.meaning(node)
        finally:
            self.indices = before

    def script(self, script: Script) -> Meaning:
        """The formula that stands in a script."""
        if not script.tokens:
            script.span.source.refused(script.span.start, "a formula was expected in this script.")
        self.depth += 1
        try:
            return self.meaning(Parser((), depth=self.depth).inside(script.tokens, script.tokens[0]))
        finally:
            self.depth -= 1

    def name(self, node: Name) -> Meaning:
        """A variable, a number in bold, Euler's number to a power, a Kronecker delta."""
        if (constant := constant_named(self, node, self.names.sizes)) is not None:
            return constant
        if (unit := unit_vector(self, node)) is not None:
            return self._raised(node, replace(self.names.read(node, self.indices), power=""), unit)
        if node.base == "e" and self._is_euler(node) and node.sup is not None:
            return Call(node.span, "exp", (self.script(node.sup),))
        if (delta := delta_of_class(self, node)) is not None:
            return delta
        if (sign := self.signs.matrix(self, node, self.names.sizes)) is not None:
            return sign if node.sup is None else raised(self, Scripted(node.span, node, 0, None, node.sup), sign)
        named = self.names.read(node, self.indices)
        return (kronecker(node) if len(named.entries) == 2 else None) or self._variable(node, named)

    def _is_euler(self, node: Name) -> bool:
        """Whether this e is Euler's number: plain, with a superscript alone that is no label."""
        if node.sub is not None or node.accents or node.style not in ("", "upright"):
            return False
        above = node.sup.text if node.sup else ""
        flipped = self.letters.is_transpose(above) and (above != "T" or self.names.is_own("e"))
        if flipped or ("e" in self.names.defined and self.names.read(node, self.indices).time is not None):
            return False  # a left side e^t says what e is at t
        return self.names.powers or not re.fullmatch(r"\d+", above)

    def _variable(self, node: Name, named: Named) -> Meaning:
        """A variable at its time and entries, flipped or raised where its superscript says so."""
        own: tuple[Affine | Meaning, ...] = named.entries
        if named.gathered is not None:
            own = (*own, self.script(named.gathered))
        if Affine("", 0) in own:
            told = f"{node.span.shown}: entries are counted from 1; what is no entry says its shape by shapes=."
            node.span.source.refused(node.span.start, told)
        use = Use(node.span, named.key, named.time, own)
        return self._raised(node, named, use if named.part is None else Part(node.span, use, *named.part))

    def _raised(self, node: Name, named: Named, found: Meaning) -> Meaning:
        if named.power == "+":
            found = Call(node.span, "pinv", (found,))
        elif named.power and node.sup is not None:
            found = powered(self, named.power, node.sup, node.span, found)
        if named.transposed and isinstance(found, Use) and len(found.entries) == 2 and letters_alone(found.entries):
            return replace(found, entries=found.entries[::-1])  # W^T_{jk} is W_{kj}
        return Transposed(node.span, found) if named.transposed else found

    # Products and functions

    def product(self, node: Product) -> Meaning:
        """Factors, of which a function and the bracket behind it are one, and so are a mark and what it marks."""
        factors: list[Meaning] = []
        signs: list[str] = []
        k = 0
        while k < len(node.factors):
            own, used = self._factor(node, k)
            if factors:
                signs.append(node.signs[k - 1])
            factors.append(own)
            k += used
        return factors[0] if len(factors) == 1 else Times(node.span, tuple(factors), tuple(signs))

    def _factor(self, node: Product, k: int) -> tuple[Meaning, int]:
        """The factor that begins with the k-th, and how many of those written it is."""
        here = node.factors[k]
        if isinstance(here, Name) and k + 1 < len(node.factors) and not node.signs[k]:
            behind = node.factors[k + 1]
            bracket = behind.body if isinstance(behind, Scripted) else behind
            own = self._with_bracket(here, bracket) if isinstance(bracket, Bracket) else None
            if own is not None:
                return (raised(self, behind, own) if isinstance(behind, Scripted) else own), 2
        after = node.factors[k + 1] if k + 1 < len(node.factors) and not node.signs[k] else None
        inner = after.body if isinstance(after, Scripted) else after
        if isinstance(here, Name) and isinstance(inner, Bracket) and is_expectation(here):
            refuse_expectation(here.span)
        if isinstance(here, Name) and isinstance(inner, Bracket) and self.is_function(here):
            called = self._called(here, tuple(map(self.meaning, inner.items)), here.span | inner.span)
            return (raised(self, after, called) if isinstance(after, Scripted) else called), 2
        if isinstance(here, Name) and here.base == r"\delta" and here.bare == here and isinstance(after, Number):
            return Use(here.span | after.span, rf"\delta {after.text}"), 2  # numbered deltas are names
        if isinstance(here, Name) and isinstance(after, Name) and self._marks(here, after):
            of, used = self._factor(node, k + 1) if after.base in self.letters.composed else (None, 0)
            if isinstance(of, Use):
                return replace(of, variable=f"{here.base} {of.variable}"), 1 + used
            return self._marked(here, after), 2
        found = self.meaning(here)
        if isinstance(found, Derivative):
            if after is not None and (isinstance(here, Fraction) if found.above is None else of_number(here, found)):
                return self._differentiated(node, k, found)
            if isinstance(here, Marked) and isinstance(inner, Bracket) and says_argument(self, here, inner):
                return (raised(self, after, found) if isinstance(after, Scripted) else found), 2
            if isinstance(here, Marked) and isinstance(after, Bracket):
                if isinstance(here.body, Name) and self.is_function(here.body):
                    called = self._called(here.body, tuple(map(self.meaning, after.items)), here.body.span | after.span)
                    return Derivative(here.span | after.span, called, found.below, partial=True), 2
                if len(after.items) > 1 or isinstance(after.items[0], Name | Applied):
                    return found, 2  # \nabla_W J(W): the arguments of the loss say nothing
        return found, 1

    def _with_bracket(self, name: Name, bracket: Bracket) -> Meaning | None:
        """A sign, or a name, that is one with the bracket behind it; None where that is a factor, or an argument."""
        sign = self.signs.function(self, name, bracket)
        if sign is None and name.base in self.letters.composed and not name.primes:
            return self._composed(name, bracket)
        if sign is None and self._is_called(name, bracket):
            found = self.name(name)
            self.arguments[found] = tuple(map(self.meaning, bracket.items))
            return found
        return sign

    def _differentiated(self, node: Product, k: int, mark: Derivative) -> tuple[Meaning, int]:
        r"""What stands behind d/dx or \nabla_x \frac12 without a sign: all of it is differentiated."""
        end, here = k + 1, node.factors[k]
        while end < len(node.factors) and not node.signs[end - 1]:
            end += 1
        rest = (*((here.body,) if isinstance(here, Marked) else ()), *node.factors[k + 1 : end])
        span = rest[0].span | rest[-1].span
        above = self.meaning(rest[0] if len(rest) == 1 else Product(span, rest, ("",) * (len(rest) - 1)))
        return replace(mark, span=mark.span | span, above=above), end - k

    def _composed(self, name: Name, bracket: Bracket) -> Meaning:
        """A name with its arguments that is a name of its own: phi(q) beside phi(k)."""
        for item in bracket.items:
            if not isinstance(item, Name):
                item.span.source.refused(item.span.start, f"a name that {name.base} is defined for was expected here.")
        inner = ",".join(self.names.read(item, self.indices).key for item in bracket.items if isinstance(item, Name))
        named = self.names.read(name, self.indices)
        use = Use(name.span | bracket.span, f"{named.key}({inner})", named.time, named.entries)
        return self._raised(name, named, use)

    def _is_called(self, name: Name, bracket: Bracket) -> bool:
        """Whether the arguments of this name say nothing: it was defined with them, or it is a loss: J(W)."""
        if name.primes:
            return False
        loss = name.base in LOSSES - _STATES and (len(bracket.items) > 1 or isinstance(bracket.items[0], Name))
        return name.base in self.letters.called or loss

    def is_function(self, name: Name) -> bool:
        """Whether a bracket behind this name is its argument."""
        named = self.names.read(name, self.indices)
        key = named.key
        if len(named.entries) > 1 or (name.primes and key in self.names.defined):
            return False  # f_{ij} is an entry, and i' = exp(i - m) a variable
        if name.base.removeprefix("\\") in FUNCTIONS or name.base in self.letters.functions or name.primes:
            return name.base not in ("W", "U", "x")
        meant = self.conventions.get(key, "")
        return key in SIGMOIDS or meant.endswith("function") or function_said(meant) is not None

    def applied(self, node: Applied) -> Meaning:
        """A function that is known by its name."""
        return self._called(node.function, tuple(map(self.meaning, node.arguments)), node.span)

    def _called(self, name: Name, arguments: tuple[Meaning, ...], span: Span) -> Meaning:
        key = self.names.read(Name(name.span, name.base, name.style, name.accents, 0, name.sub), self.indices).key
        function = function_named(name, key, self.conventions.get(key, ""))
        return with_scripts(self, name, Call(span, function, arguments, name.primes))

    def _marks(self, mark: Name, of: Name) -> bool:
        """Whether d W, \\delta h, \\Delta W is a mark and the variable that it marks."""
        if mark.bare != mark or mark.accents or of.base.isdecimal() or self.names.is_own(mark.base):
            return False
        if mark.base in self.letters.marks:
            return of.base in self.letters.marks[mark.base]
        return mark.base in MARKS or (mark.style == "word" and mark.base in self.prefixes)

    def _marked(self, mark: Name, of: Name) -> Meaning:
        named = self.names.read(of, self.indices)
        key = f"{mark.base} {named.key}" if mark.base != "d" else f"d{named.key}"
        self.marks[key] = (mark.base, named.key)
        whole = replace(of, span=mark.span | of.span)
        return self._raised(whole, named, Use(whole.span, key, named.time, named.entries))


RESOLVED: Mapping[type, Callable[[Any, Any], Meaning]] = MappingProxyType(
    {**FORMS, Name: Resolver.name, Product: Resolver.product, Applied: Resolver.applied}
)
