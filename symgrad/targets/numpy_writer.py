"""NumPy code of a program, line by line: names, shared parts, sizes, and sums over a batch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sympy as sp
from sympy.core.function import Function
from sympy.logic.boolalg import Boolean

from symgrad.equations import Equation, used_by
from symgrad.errors import MissingRuleError
from symgrad.functions import ElementwiseHead
from symgrad.nodes import Elementwise
from symgrad.program import Program
from symgrad.shapes import is_matrix, is_vector, shape_of
from symgrad.symbols import Derived, is_variable
from symgrad.symbols.legal_names import is_code_name
from symgrad.sympified import sympified
from symgrad.targets.batching import Along, Batch
from symgrad.targets.dimensions import Dimensions, size_text
from symgrad.targets.flat import is_flat
from symgrad.targets.function_sources import note_source
from symgrad.targets.identifiers import Identifiers
from symgrad.targets.ownership import is_new
from symgrad.targets.pieces import Code, Level, number
from symgrad.targets.sharing import shared_parts, told_name
from symgrad.traversal import is_deep, is_known, postorder

NAMED_LEVELS, PORTION = 40, 64  # levels of a formula, and operands of a sum or a product, under one name
T = TypeVar("T")


@dataclass(frozen=True)
class Forms:
    """How nodes are written: each node, a whole array of one that is the same everywhere, a sum over the batch."""

    rules: Mapping[type, Callable[[NumpyWriter, Any], Code]]
    filled: Callable[[NumpyWriter, Any], Code]
    summed: Callable[[NumpyWriter, Any], Code]


class NumpyWriter:
    """Writes the body of one function: assignments in ``lines``, the helpers that they call in ``helpers``.

    ``forms`` says how nodes are written; ``analytic`` asks for code that is holomorphic in its arguments; no variable
    gets a ``reserved`` name.
    """

    def __init__(
        self,
        program: Program,
        batched: Collection[Any],
        forms: Forms,
        analytic: bool = False,
        reserved: Collection[str] = (),
        summed: Collection[Any] | None = None,
    ) -> None:
        self.program = program
        self.batch = Batch(program, batched) if summed is None else Along(program, batched, summed)
        self.analytic = analytic
        self.lines: list[str] = []
        self.helpers: dict[str, str] = {}
        self._forms = forms
        self._known: dict[Any, Code] = {}
        self._has_names: dict[Any, bool] = {}
        self._identifiers = Identifiers(reserved)
        self._names = self._identifiers.of([*program.inputs, *program.definitions])
        self._dimensions = Dimensions(program, self._names)
        self._shared = shared_parts(program)
        self._texts: dict[str, str] = {}  # name -> the code of its value
        self._wanted = {
            equation.rhs.args[-1]: f"pre_{self._names[equation.lhs]}"
            for equation in program.equations
            if isinstance(equation.rhs, (Elementwise, ElementwiseHead)) and not is_variable(equation.rhs.args[-1])
        }
        self._samples = next((f"{self._names[given]}.shape[0]" for given in program.inputs if given in batched), "")
        self._spread_inputs()
        for equation in program.equations:
            self._assign(equation)

    def name(self, symbol: Any) -> str:
        """The identifier of a symbol."""
        return self._names[symbol]

    def told(self, symbol: Any) -> str:
        """The code name of a symbol, for comments; its identifier where it is none."""
        return str(symbol.name) if is_code_name(str(symbol.name)) else self._names[symbol]

    def code(self, expr: Any) -> Code:
        """The code of an expression; a part that is used again is bound to a name first."""
        return self._forms.filled(self, expr) if is_flat(expr) else self.brief(expr)

    def brief(self, expr: Any) -> Code:
        """The code of an expression, where it meets others entry by entry: of a flat one the number in every entry."""
        if is_variable(expr):
            return self._variable(expr)
        if getattr(expr, "is_number", False) and not is_matrix(expr) and expr.is_comparable:  # which f(2) is not
            return number(expr)  # one Python number: a NumPy one would raise the precision of float32
        known = self._known.get(expr)
        if known is None:
            known = self._weak(expr, self._rule(expr)(self, expr))
            if expr in self._shared:
                known = self.bound(known, expr)
            self._known[expr] = known
        return known

    def _weak(self, expr: Any, code: Code) -> Code:
        """What depends on sizes and numbers alone as one Python number, which leaves the precision of arrays alone."""
        if isinstance(expr, Boolean) or (is_matrix(expr) and not is_flat(expr)):
            return code
        if code.batched or self._is_of_names(expr):
            return code
        called = "(" in code.text and not code.text.startswith("float(")
        return Code(f"float({code.text})" if called else code.text, Level.ATOM if called else code.level, constant=True)

    def _is_of_names(self, expr: Any) -> bool:
        """Whether a variable that has a name in the code is in an expression, and not sizes and numbers alone."""
        found = self._has_names
        for node in postorder(expr, lambda node: not is_known(node, found), used_by):
            if node not in found:
                found[node] = node in self._names or any(found[part] for part in used_by(node))
        return found[expr]

    def bound(self, code: Code, expr: Any = None) -> Code:
        """A piece under a name of its own."""
        if code.text.isidentifier() or code.constant:
            return code
        name = self._named_part(self._wanted.get(expr) or told_name(expr))
        self._write(name, code.text)
        return Code(name, batched=code.batched)

    def in_portions(
        self, pieces: Sequence[T], build: Callable[[Sequence[T]], Code], named: Callable[[Code], T]
    ) -> Code:
        """A sum or a product of many, so many under a name at a time: Python's parser does not like depth."""
        left = list(pieces)
        while len(left) > PORTION:
            left = [named(self.bound(build(left[:PORTION]))), *left[PORTION:]]
        return build(left)

    def _write(self, name: str, text: str) -> None:
        self.lines.append(f"{name} = {text}")
        self._texts[name] = text

    def _named_part(self, wanted: str) -> str:
        return self._identifiers.fresh(wanted, first=1) if wanted else self._identifiers.part()

    def with_names(self, codes: Mapping[Any, Code], expr: Any) -> Code:
        """The code of a formula in which variables stand for pieces."""
        for symbol, code in codes.items():
            self._names[symbol] = code.atom
            self.batch.flags[symbol] = code.batched
        kept, self._has_names = self._has_names, {}
        made = self._rule_or_variable(expr)
        self._has_names = kept
        for symbol in codes:
            del self._names[symbol], self.batch.flags[symbol]
        self._known = {node: known for node, known in self._known.items() if node.free_symbols.isdisjoint(codes)}
        return made

    def clashes(self) -> frozenset[str]:
        """What the helpers define, where the code has one of these names for something else: then all of them."""
        return frozenset(self.helpers) if self._identifiers.used.intersection(self.helpers) else frozenset()

    def helper(self, source: str) -> None:
        """Notes the source of functions that the code calls, under each name that it defines."""
        note_source(self.helpers, source)

    def size(self, size: Any) -> Code:
        """A dimension as code: a number, or read off the shape of an array."""
        size = sympified(size)
        if size.is_Number:
            return Code(str(size), constant=True)
        if size.is_Symbol:
            return Code(self._dimensions.read(size), constant=True)
        whole = self._dimensions.whole(size)
        if whole is not None:
            return Code(whole, constant=True)
        text = size_text(size, {symbol: self._dimensions.read(symbol) for symbol in size.free_symbols})
        return Code(text, Level.SUM if size.is_Add else Level.PRODUCT, constant=True)

    def is_size(self, symbol: Any) -> bool:
        """Whether a symbol is a dimension, whose number is read off a shape."""
        return bool(symbol.is_Symbol) and symbol not in self._names

    @property
    def dtype(self) -> str:
        """The type of the arrays that came, for arrays that are made."""
        arrays = [self._names[symbol] for symbol in self.program.inputs if symbol in self.program.movable]
        line = f"dtype = np.result_type({', '.join(arrays) or 'float'})"
        if line not in self.lines:
            self.lines.insert(0, line)
        return "dtype"

    def returned(self) -> list[str]:
        """The outputs, each copied where it might share its memory with an input or with an output before it."""
        made, before = [], set()
        roots: dict[str, str] = {}
        for name, text in self._texts.items():  # the name that a value had first
            roots[name] = roots.get(text, text) if text in self._texts else name
        for symbol in self.program.outputs:
            name, collected = self._names[symbol], self.batch.collected(symbol)
            root = roots.get(name, name)
            own = is_new(self._texts.get(root, "")) and root not in before
            made.append(f"{name}{collected}" if collected else name if own else f"{name}.copy()")
            before.add(root)
        return made

    def _spread_inputs(self) -> None:
        """Gives what came without an axis of samples one, where it stands for every sample."""
        used = {variable for equation in self.program.equations for variable in self.program.uses(equation.lhs)}
        for symbol in self.program.inputs:
            if self.batch.spread[symbol] and symbol in used:
                name = self._names[symbol]
                self.lines.append(f"{name} = np.broadcast_to({name}, ({self._samples}, *{name}.shape))")

    def _spread(self, symbol: Any, code: Code) -> Code:
        """A value of which every sample has the same."""
        shape = ", ".join([self._samples, *([self.shape(symbol).strip("()")] if shape_of(symbol) else [])])
        return Code(f"np.broadcast_to({code.text}, ({shape}{',' * (not shape_of(symbol))}))", batched=True)

    def _assign(self, equation: Equation) -> None:
        name = self._names[equation.lhs]
        try:
            self._name_levels(equation.rhs)
            summed = self.batch.summed[equation.lhs]
            code = self._forms.summed(self, equation.rhs) if summed else self._whole(equation)
            if self.batch.spread[equation.lhs] and not code.batched:
                code = self._spread(equation.lhs, code)
        except MissingRuleError as error:
            raise MissingRuleError(f"equation {equation}: {error}") from None
        self._write(name, code.text)
        if not (self.batch.summed[equation.lhs] or self.batch.spread[equation.lhs] or is_flat(equation.rhs)):
            self._known[equation.rhs] = Code(name, batched=self.batch.flags[equation.lhs])

    def _name_levels(self, expr: Any) -> None:
        """Binds every so many levels of a deep tree to a name: neither this writer nor Python's parser likes depth."""
        if not is_deep(expr, NAMED_LEVELS):
            return
        levels: dict[Any, int] = {}
        for node in postorder(expr, lambda node: not is_variable(node)):
            levels[node] = 1 + max((levels[arg] for arg in node.args if arg in levels), default=0)
            if levels[node] % NAMED_LEVELS == 0 and not (is_matrix(node) and is_flat(node)):
                self._known[node] = self.bound(self.brief(node))

    def _whole(self, equation: Equation) -> Code:
        """The right-hand side as an array of its whole shape, also where it is constant."""
        lhs, rhs = equation.lhs, equation.rhs
        if rhs == 0 or isinstance(rhs, sp.ZeroMatrix):
            base = lhs
            while isinstance(base, Derived) and base not in self.program.inputs:
                base = base.primal
            alike = base in self.program.inputs and shape_of(base) == shape_of(lhs)
            if alike and self.batch.flags[base] == self.batch.flags[lhs] and not self.batch.spread[base]:
                return Code(f"np.zeros_like({self._names[base]})", batched=self.batch.flags[base])
        if is_flat(rhs):
            return self.code(rhs)
        code = self._known.get(rhs) or self._weak(rhs, self._rule_or_variable(rhs))
        if not code.constant:
            return code
        return Code(f"np.asarray({code.text}, dtype={self.dtype})")

    def _rule_or_variable(self, expr: Any) -> Code:
        return self._variable(expr) if is_variable(expr) else self._rule(expr)(self, expr)

    def shape(self, expr: Any) -> str:
        """The shape of the array of an expression, without a batch axis."""
        rows, columns = shape_of(expr)
        if is_vector(expr):
            return self.size(rows).text
        return f"({self.size(rows).text}, {self.size(columns).text})"

    def _variable(self, symbol: Any) -> Code:
        if symbol in self._names:
            return Code(self._names[symbol], batched=self.batch.flags[symbol])
        return self.size(symbol)

    def _rule(self, expr: Any) -> Callable[..., Code]:
        rule = self._forms.rules.get(type(expr))
        if rule is None and isinstance(expr, (sp.Number, sp.NumberSymbol)):
            rule = self._forms.rules[sp.Number]
        if rule is None and isinstance(expr, Function):
            rule = self._forms.rules[Function]
        if rule is None:
            raise MissingRuleError(f"no NumPy form for {type(expr).__name__}, in {expr}.")
        return rule
