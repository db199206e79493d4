"""Equations as operations: each node of an expression becomes at most one operation.

An expression is lowered at a row and a column, which are the letters 0 and 1. What is the same at every row lacks the
letter 0: ones, and a number times them, are numbers. Axes of size 1 do not exist, so a row is a vector that has the
letter 1, and a transpose gives its argument other letters and computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp

from symgrad.errors import MissingRuleError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import postorder
from symgrad.lowering.array_program import LEAD, TIME, Block, Kind, Letter, Op, Value, hole
from symgrad.lowering.fresh_names import FreshNames
from symgrad.lowering.holes import parts_of, put_in
from symgrad.lowering.leading_sums import summed
from symgrad.lowering.rules import rule_of
from symgrad.lowering.terms import Term, ordered, own_axes


class Lowering:
    """An array program in the making."""

    def __init__(self) -> None:
        self._inputs: dict[Value, None] = {}
        self._ops: dict[Value, Op] = {}  # what is computed, in order, and how
        self._terms: dict[Any, Term] = {}
        self._values: dict[Any, Value] = {}  # what an operation is -> its value: equal work is done once
        self._names = FreshNames()
        self._called: dict[Value, str] = {}  # value -> the name of the equation that it is the right-hand side of
        self._stand_ins: dict[Value, Value] = {}  # for what is carried before it is computed
        self._of: Any = None

    def block(self, outputs: Mapping[str, Value]) -> Block:
        """The whole; a value has the name of its equation, if it has one."""
        names = {symbol: term.value for symbol, term in self._terms.items() if is_variable(symbol) and term.value}
        made: dict[Value, Value] = {}
        names_of_parts = FreshNames([*(value.name for value in self._inputs), *self._called.values()])
        for op in self._ops.values():
            name = self._called.get(op.out)
            if name is None:
                name = names_of_parts.fresh(op.out.name)
            made[op.out] = replace(op.out, name=name)
        made |= {stand_in: made.get(value, value) for stand_in, value in self._stand_ins.items()}
        ops = [replace(op.replaced(made), out=made[op.out]) for op in self._ops.values()]
        return Block(
            tuple(self._inputs), tuple(ops), {name: made.get(value, value) for name, value in outputs.items()},
            {symbol: made.get(value, value) for symbol, value in names.items()},
        )  # fmt: skip

    # -- names

    def add_input(self, symbol: Any, lead: Iterable[Any] = ()) -> Term:
        """An array that comes in, with these axes in front."""
        axes = own_axes(shape_of(symbol))
        value = Value(self._names.fresh(str(symbol.name)), (*lead, *axes.values()))
        self._inputs[value] = None
        self._terms[symbol] = Term(value, (*lead, *axes))
        return self._terms[symbol]

    def spread(self, symbol: Any, lead: Iterable[Any]) -> None:
        """Gives a name that lacks them these axes in front."""
        self._of, term = symbol, self._terms[symbol]
        self._terms[symbol] = self.filled(term, (*lead, *term.letters), own_axes(shape_of(symbol)))

    def at_every_t(self, term: Term) -> Term:
        """The term with an axis of time."""
        axes = () if term.value is None else zip(term.letters, term.value.axes, strict=True)
        return self.filled(term, (TIME, *term.letters), {TIME: TIME, **dict(axes)})

    def define(self, symbol: Any, rhs: Any, is_sum: bool = False, over_time: bool = False) -> Term:
        """The equation of a name; ``is_sum``: of its right-hand side summed over the leading axes, time among them."""
        self._of = symbol
        try:
            term = summed(self, rhs, over_time) if is_sum else self.term(rhs)
        except MissingRuleError as error:
            raise MissingRuleError(f"equation {symbol} = {rhs}: {error}") from None
        if _Next(symbol) in self._terms:
            term = self._apart(term)
        if term.value is not None and term.value not in self._called and term.value not in self._inputs:
            self._called[term.value] = self._names.fresh(str(symbol.name))
        self._terms[symbol] = term
        return term

    def carry(self, new: Any, old: Any, direction: int, first: Term | None, lead: Sequence[Any]) -> None:
        """``old`` is what ``new`` was one step before (or after), and ``first`` in the beginning."""
        axes = own_axes(shape_of(new))
        to = (*lead, *axes)
        sizes = (*lead, *axes.values())
        self._of = old
        stand_in = Value(self._names.fresh(f"{new.name} to come"), sizes)
        args = [stand_in]
        if first is not None:
            start = self.filled(first, to[1:], axes).value
            assert start is not None
            args.append(start)
        out = Value(self._names.fresh(f"{new.name}_{'before' if direction > 0 else 'after'}"), sizes)
        self._ops[out] = Op(out, "shift", direction, tuple(args), (to, to[1:])[: len(args)], to, old)
        self._terms[old] = Term(out, to)
        self._stand_ins[stand_in] = stand_in
        self._terms[_Next(new)] = Term(stand_in, to)

    def _apart(self, term: Term) -> Term:
        """What is carried on as it was carried here, e = h_prev, as a value of its own: two carries have two arrays."""
        op = None if term.value is None else self._ops.get(term.value)
        if op is None or op.kind != "shift":
            return term
        out = Value(self._part(), op.out.axes)
        self._ops[out] = Op(out, "map", hole(0), (op.out,), (term.letters,), term.letters, self._of)
        return Term(out, term.letters)

    def carried(self, new: Any) -> None:
        """What is carried is computed now: as large as it is carried."""
        stand_in = self._terms.pop(_Next(new))
        assert stand_in.value is not None
        self._of = new
        whole = self.filled(self._terms[new], stand_in.letters, own_axes(shape_of(new)))
        assert whole.value is not None
        self._terms[new] = whole
        self._stand_ins[stand_in.value] = whole.value

    def _part(self) -> str:
        """The name of a part of the equation at hand."""
        return self._names.numbered(str(getattr(self._of, "name", "part")))

    # -- expressions

    def term(self, expr: Any) -> Term:
        """An expression at the row 0 and the column 1."""
        for node in postorder(expr, self._is_new, parts_of):
            if node not in self._terms:
                self._terms[node] = rule_of(node)(self, node)
        return self._terms[expr]

    def _is_new(self, node: Any) -> bool:
        return node not in self._terms and bool(node.args) and not is_variable(node)

    def of_formula(self, formula: Any, terms: Mapping[Any, Term]) -> Term:
        """A formula of scalars in variables of its own, which are these terms."""
        self._terms.update(terms)
        made = self.term(formula)
        for variable in terms:
            del self._terms[variable]
        return made

    def with_terms(self, terms: Mapping[Any, Term], expr: Any) -> Term:
        """A node whose arguments are these terms; what it is in itself is known as before."""
        before = {node: self._terms.get(node) for node in terms}
        self._terms.update(terms)
        made: Term = rule_of(expr)(self, expr)
        for node, term in before.items():
            if term is None:
                del self._terms[node]
            else:
                self._terms[node] = term
        return made

    def without_lead(self, term: Term, gone: Sequence[Any] = LEAD) -> Term:
        """A term summed over leading axes: the contraction, or the rows put, that give it leave these letters out."""
        assert term.value is not None
        op = self._ops.get(term.value)
        if op is not None and (
            op.kind == "contract" or (op.kind == "along" and op.how[0] == "put" and TIME not in op.to)
        ):
            places = dict(zip(op.to, op.out.axes, strict=True))
            names = dict(zip(op.to, term.letters, strict=True))
            to = tuple(letter for letter in op.to if letter not in gone)
            value = self.emit(op.kind, op.how, op.args, [places[one] for one in to], op.letters, to)
            return Term(value, tuple(names[one] for one in to))
        kept = tuple(letter for letter in term.letters if letter not in gone)
        axes = dict(zip(term.letters, term.value.axes, strict=True))
        return Term(self.emit("contract", None, [term.value], [axes[one] for one in kept], [term.letters], kept), kept)

    def at_place(self, term: Term, axis: Any, place: int) -> Term:
        """A term at one place of a leading axis; itself, where it has no such axis."""
        if term.value is None or axis not in term.letters:
            return term
        kept = tuple(letter for letter in term.letters if letter != axis)
        axes = dict(zip(term.letters, term.value.axes, strict=True))
        how = ("at", axis, place)
        return Term(self.emit("place", how, [term.value], [axes[one] for one in kept], [term.letters], kept), kept)

    def output(self, symbol: Any, term: Term, lead: Iterable[Any]) -> Term:
        """A term as large as the shape of a name says, with these axes in front, and those that it has."""
        self._of = symbol
        axes = own_axes(shape_of(symbol))
        front = {axis for axis in LEAD if axis in term.letters} | {*lead}
        return self.filled(term, (*front, *axes), axes)

    def zero(self) -> Term:
        """The number 0."""
        return Term(None, (), sp.S.Zero)

    # -- operations

    def emit(
        self,
        kind: Kind,
        how: Any,
        args: Sequence[Value],
        axes: Sequence[Any],
        letters: Iterable[Sequence[Letter]] = (),
        to: Sequence[Letter] = (),
    ) -> Value:
        """The value of an operation; one name for equal work."""
        key = (kind, how, tuple(args), tuple(map(tuple, letters)), tuple(to), tuple(axes))
        if key not in self._values:
            out = Value(self._part(), tuple(axes))
            self._ops[out] = Op(out, kind, how, tuple(args), key[3], tuple(to), self._of)
            self._values[key] = out
        return self._values[key]

    def map(self, formula: Any, terms: Sequence[Term]) -> Term:
        """A formula, in holes, of terms that meet by their letters."""
        places: dict[tuple[Value, tuple[Letter, ...]], Any] = {}
        filling = {}
        for k, term in enumerate(terms):
            if term.value is None:
                filling[hole(k)] = term.number
            else:
                filling[hole(k)] = places.setdefault((term.value, term.letters), hole(len(places)))
        made = put_in(formula, filling)
        if made.free_symbols.isdisjoint(places.values()):
            return Term(None, (), made)
        to = ordered(letter for _, letters in places for letter in letters)
        sizes = {letter: size for value, letters in places for letter, size in zip(letters, value.axes, strict=True)}
        if len(places) == 1 and made == hole(0):
            return Term(*next(iter(places)))
        args, letters = zip(*places, strict=True)
        return Term(self.emit("map", made, args, [sizes[one] for one in to], letters, to), to)

    def contract(self, terms: Sequence[Term], to: Sequence[Letter], sizes: Mapping[Letter, Any]) -> Term:
        """The product of terms, summed over the letters that are not in ``to``; ``sizes`` of those of the row's own.

        A letter that no term has counts as often as its size says; of ``to`` the result has what a term has.
        """
        held = [term for term in terms if term.value is not None]
        present = {letter for term in held for letter in term.letters}
        lead = [axis for axis in LEAD if axis in present]
        factor = sp.Mul(*(term.number for term in terms if term.value is None))
        factor *= sp.Mul(*(size for letter, size in sizes.items() if letter not in present and letter not in to))
        if factor == 0 or not held:
            return Term(None, (), factor)
        kept = (*lead, *(letter for letter in ordered(to) if letter in present))
        made = self._product(held, kept)
        return made if factor == 1 else self.map(factor * hole(0), [made])

    def _product(self, held: Sequence[Term], kept: tuple[Letter, ...]) -> Term:
        axes = {
            letter: size
            for term in held
            for letter, size in zip(term.letters, term.value.axes, strict=True)  # type: ignore[union-attr]
        }
        if len(held) == 1 and held[0].letters == kept:
            return held[0]
        if len(held) == 1 and sorted(map(str, held[0].letters)) == sorted(map(str, kept)):
            return Term(held[0].value, held[0].letters)  # nothing is summed
        args = [term.value for term in held if term.value is not None]
        letters = [term.letters for term in held]
        return Term(self.emit("contract", None, args, [axes[one] for one in kept], letters, kept), kept)

    def filled(self, term: Term, to: Sequence[Letter], sizes: Mapping[Letter, Any]) -> Term:
        """The term as an array that has all these letters."""
        wanted = ordered(to)
        if term.value is not None and term.letters == wanted:
            return term
        axes = [sizes.get(letter, letter) for letter in wanted]
        if term.value is None:
            return Term(self.emit("place", ("fill", term.number), (), axes, (), wanted), wanted)
        return Term(self.emit("place", ("fill",), (term.value,), axes, (term.letters,), wanted), wanted)

    def whole(self, expr: Any, lead: Iterable[Any] = ()) -> Term:
        """An argument as an array that has an axis for each size of its shape, and these in front."""
        term, axes = self.term(expr), own_axes(shape_of(expr))
        front = [axis for axis in LEAD if axis in term.letters or axis in lead]
        return self.filled(term, (*front, *axes), {**dict.fromkeys(front), **{axis: axis for axis in front}, **axes})

    def alike(self, exprs: Sequence[Any]) -> list[Term]:
        """Several arguments as whole arrays, all with the leading axes that any of them has."""
        lead = {axis for expr in exprs for axis in self.term(expr).letters if axis in LEAD}
        return [self.whole(expr, lead) for expr in exprs]


class _Next(tuple[Any]):
    """The key of what is carried and not computed yet."""

    def __new__(cls, symbol: Any) -> _Next:
        return super().__new__(cls, (symbol,))
