"""A sequence of named equations, single assignment, checked when it is made.

:class:`Program` holds the equations and what can be said of them without calculus; :mod:`symgrad.time.stages` has
programs of several stages, each one of these; the public :class:`symgrad.System` holds either, with the verbs."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from symgrad.algebra.intake import intake
from symgrad.arguments.refusals import told_names
from symgrad.arguments.signatures import ANYTHING, MAPPING, NAME, optional, require, taking
from symgrad.errors import NameClashError, ShapeError, UnboundNameError
from symgrad.expressions.reading_order import as_read
from symgrad.expressions.shapes import same_shape, shape_of, shape_text
from symgrad.expressions.symbols import Derived, is_variable
from symgrad.expressions.symbols.legal_names import python_name
from symgrad.functions.called import require_one_function_each
from symgrad.functions.several_arguments import require_sizes
from symgrad.programs.bindings import SymbolNames, advice, check_bound_once, check_from_outside, defaults_of, named
from symgrad.programs.equations import (
    Equation,
    Name,
    Names,
    check_derived,
    dimensions_of,
    listed,
    movable_in,
    names_of,
    replace_variables,
    taken_in,
    variables_in,
)


class Program:
    """Named equations with declared inputs and outputs.

    equations   Equation, ``sp.Eq`` or pairs (lhs, rhs); each may use inputs and what stands before it
    outputs     names to give back; by default the left-hand sides that nothing else uses
    parameters  inputs that stay the same over time and batch
    inputs      when given, the complete list of what comes from outside and is no parameter
    carry       output -> the input that holds its value of one step before
    defaults    input -> the number that it has when a caller leaves it out
    follows     name -> the names with any of which it has a batch axis, and with no other, where its equation does not
                say so: the cotangent of W has one where W has. Also of names whose equation is not here any more
    previous    the carry of the program that this one was made of

    Raises ShapeError, NameClashError (a name bound twice), UnboundNameError (a name used and never bound).
    """

    @taking(outputs=ANYTHING, defaults=optional(MAPPING), follows=optional(MAPPING), previous=optional(MAPPING))
    def __init__(
        self,
        equations: Iterable[Any],
        outputs: Names = None,
        parameters: Names = None,
        inputs: Names = None,
        carry: Mapping[Any, Any] | None = None,
        *,
        defaults: Mapping[Any, Any] | None = None,
        follows: Mapping[Any, tuple[Any, ...]] | None = None,
        previous: Mapping[Any, Any] | None = None,
        derived: bool = False,
    ) -> None:
        made = list(equations) if derived else listed(equations)
        done: dict[Any, Any] = {}
        self.equations: tuple[Equation, ...] = tuple(
            equation if derived else taken_in(position, equation, done) for position, equation in enumerate(made, 1)
        )
        if derived:
            check_derived(self.equations)
        self.definitions: Mapping[Any, Any] = {equation.lhs: equation.rhs for equation in self.equations}
        self._used = {equation.lhs: equation.used for equation in self.equations}
        closed = inputs is not None
        declared = [_as_symbol(name) for name in (*names_of(inputs), *names_of(parameters))]
        met = [variable for variables in self._used.values() for variable in variables]
        self.dims: tuple[Any, ...] = dimensions_of([*declared, *self.definitions, *met])
        check_bound_once(self.equations, declared)
        self.inputs: tuple[Any, ...] = self._free(declared, closed)
        self._symbols = {*self.inputs, *self.definitions}
        self._by_name = named((*self.inputs, *self.definitions))
        if not derived:
            require_one_function_each(self.definitions.values())
            require_sizes(self.definitions.values(), self.dims)
        self._spelled = {python_name(name): name for name in self._by_name}
        self.names = SymbolNames(**{read: self._by_name[name] for read, name in self._spelled.items()})
        self.parameters: tuple[Any, ...] = tuple(self.symbol(name) for name in names_of(parameters))
        self.outputs: tuple[Any, ...] = self._outputs(outputs)
        self.carry: Mapping[Any, Any] = self._carried(carry or {})
        self.defaults: Mapping[Any, Any] = defaults_of(defaults or {}, self.symbol, self.inputs)
        self.follows: Mapping[Any, tuple[Any, ...]] = dict(follows or {})
        self.previous: Mapping[Any, Any] = {**(previous or {}), **self.carry}

    # -- looking things up -------------------------------------------------------------------------------------

    def symbol(self, name: Name) -> Any:
        """The symbol of this program for a code name or a symbol; UnboundNameError lists what there is."""
        require("System", "what is asked for", NAME, name)
        if not isinstance(name, str) and name in self._symbols:
            return name
        spelled = name if isinstance(name, str) else str(getattr(name, "name", name))
        found = self._by_name.get(spelled) or self._by_name.get(self._spelled.get(python_name(spelled), ""))
        if found is None or (isinstance(name, Derived) and found != name):
            raise UnboundNameError(f"no {name} here. {self._contents()}")
        if not isinstance(name, str) and shape_of(found) != shape_of(name):
            raise NameClashError(
                f"{name} is {shape_text(shape_of(found))} in these equations, but {shape_text(shape_of(name))} was "
                f"asked for under the same name."
            )
        return found

    def symbols(self, names: Names, default: Sequence[Any]) -> tuple[Any, ...]:
        """The symbols for one name or several; ``default`` where none was given."""
        return tuple(default if names is None else dict.fromkeys(self.symbol(name) for name in names_of(names)))

    def uses(self, name: Any) -> tuple[Any, ...]:
        """The variables on the right-hand side of the equation of ``name``; () for an input."""
        return tuple(variable for variable in self._used.get(name, ()) if variable not in self.dims)

    @functools.cached_property
    def movable(self) -> tuple[Any, ...]:
        """The inputs that a derivative can be taken by: not those that are but positions, as j in ``x[j]``."""
        values = {symbol for equation in self.equations for symbol in movable_in(equation.rhs)}
        used = {symbol for symbols in self._used.values() for symbol in symbols}
        return tuple(symbol for symbol in self.inputs if symbol in values or symbol not in used)

    # -- structure ---------------------------------------------------------------------------------------------

    def replace(self, equations: Iterable[Equation] | None = None, **changes: Any) -> Self:
        """A program of the same kind with some of its parts changed."""
        own = ("outputs", "inputs", "parameters", "carry", "defaults", "follows", "previous")
        made = self.equations if equations is None else tuple(equations)
        parts = {name: getattr(self, name) for name in own} | changes
        if "defaults" not in changes and parts["inputs"] is not None:  # not those of inputs that go
            declared = {*names_of(parts["inputs"]), *names_of(parts["parameters"])}
            parts["defaults"] = {symbol: number for symbol, number in self.defaults.items() if symbol in declared}
        if parts["follows"]:  # what names follow whose equations go is still asked for
            here = {*parts["follows"], *parts["inputs"], *(equation.lhs for equation in made)}
            gone = {lhs: self.uses(lhs) for lhs in self.definitions if lhs not in here}
            parts["follows"] = {**gone, **parts["follows"]}
        return type(self)(made, **parts, derived=True)

    def needed(self, names: Iterable[Any]) -> tuple[Equation, ...]:
        """The equations that the values of ``names`` depend on, in order."""
        wanted = set(names)
        for equation in reversed(self.equations):
            if equation.lhs in wanted:
                wanted.update(self._used[equation.lhs])
        return tuple(equation for equation in self.equations if equation.lhs in wanted)

    def cut(self, name: Any) -> Self:
        """The program with ``name`` as an input: its own equation is gone."""
        kept = [equation for equation in self.equations if equation.lhs != name]
        inputs = self.inputs if name in self.inputs else [*self.inputs, name]
        outputs = [symbol for symbol in self.outputs if symbol != name]
        follows = {symbol: others for symbol, others in self.follows.items() if symbol != name}
        return self.replace(kept, inputs=inputs, outputs=outputs, carry={}, follows=follows)

    def restricted(self, equations: Iterable[Equation], outputs: Sequence[Any], keep: Iterable[Any] = ()) -> Self:
        """A program of these equations, with those inputs that they and ``outputs`` use, and those to ``keep``."""
        kept = list(equations)
        used = {variable for equation in kept for variable in equation.used} | {*outputs, *keep}
        return self.replace(
            kept,
            inputs=[symbol for symbol in self.inputs if symbol in used],
            parameters=[symbol for symbol in self.parameters if symbol in used],
            outputs=outputs,
            carry={},
            defaults={symbol: number for symbol, number in self.defaults.items() if symbol in used},
        )

    def inlined(self, expr: Any, keep: Iterable[Any] = ()) -> Any:
        """An expression with every defined name written out, except those in ``keep``."""
        kept = set(keep)
        values: dict[Any, Any] = {}
        for equation in self.needed(variables_in(expr)):
            if equation.lhs not in kept:
                values[equation.lhs] = replace_variables(equation.rhs, values)
        return replace_variables(expr, values)

    @taking(values=MAPPING)
    def substitute(self, values: Mapping[Name, Any]) -> Self:
        """The system with inputs replaced by expressions (or other symbols) of the same shape.

        A cotangent that a caller gives keeps its name, in an equation: with a batch it counts once for each sample.
        Raises ShapeError where a shape differs, UnboundNameError for a name that is no input.
        """
        mapping = {}
        for name, value in values.items():
            symbol, taken = self.symbol(name), intake(value)
            if symbol in self.definitions:
                raise UnboundNameError(f"substitute takes inputs, but {symbol} is defined by an equation.")
            if not same_shape(shape_of(symbol), shape_of(taken)):
                raise ShapeError(f"substitute: {symbol} is {shape_text(shape_of(symbol))}, but {taken} is "
                                 f"{shape_text(shape_of(taken))}.")  # fmt: skip
            check_from_outside(symbol, taken, self.definitions)
            mapping[symbol] = taken
        named = [Equation(symbol, value) for symbol, value in mapping.items() if symbol in self.follows]
        inside = {symbol: value for symbol, value in mapping.items() if symbol not in self.follows}
        equations = [Equation(e.lhs, replace_variables(e.rhs, inside)) for e in self.equations]
        put = {old: [v for v in variables_in(value) if v not in self.dims] for old, value in mapping.items()}
        inputs = [new for symbol in self.inputs for new in put.get(symbol, [symbol])]
        return self.replace(
            [*named, *equations],
            inputs=list(dict.fromkeys(inputs)),
            parameters=[symbol for symbol in self.parameters if symbol not in mapping],
            carry={new: old for new, old in self.carry.items() if old not in mapping},
            defaults={symbol: number for symbol, number in self.defaults.items() if symbol not in mapping},
            follows={
                symbol: tuple(new for old in others for new in (put[old] if old in inside else (old,)))
                for symbol, others in self.follows.items()
            },
        )

    # -- checks ------------------------------------------------------------------------------------------------

    def _free(self, declared: Sequence[Any], closed: bool) -> tuple[Any, ...]:
        """The inputs: those declared, then those met. Every use is of an input or of something bound before."""
        known = dict.fromkeys(declared)
        bound: set[Any] = set()
        for position, equation in enumerate(self.equations, 1):
            unmet = any(used not in bound and used not in known for used in self._used[equation.lhs])
            for used in self._as_read(equation) if unmet else ():
                if used in bound or used in known or used in self.dims:
                    continue
                if used in self.definitions:
                    raise UnboundNameError(
                        f"equation {position}, {equation}: {used} is used before the equation that defines it; "
                        f"{advice(used, self._used)}."
                    )
                if closed:
                    raise UnboundNameError(
                        f"equation {position}, {equation}: {used} is used, but no equation defines it and inputs= and "
                        f"parameters= do not declare it; add it to one of them, or an equation for it before this one."
                    )
                known[used] = None
            bound.add(equation.lhs)
        return tuple(known)

    def _as_read(self, equation: Equation) -> list[Any]:
        """The variables of an equation, in the order in which it is read."""
        used = set(self._used[equation.lhs])
        return [variable for variable in as_read(equation.rhs) if variable in used]

    def _outputs(self, outputs: Names) -> tuple[Any, ...]:
        if outputs is not None:
            return self.symbols(outputs, ())
        used = {variable for lhs in self.definitions for variable in self._used[lhs]}
        return tuple(lhs for lhs in self.definitions if lhs not in used)

    def _carried(self, carry: Mapping[Any, Any]) -> Mapping[Any, Any]:
        carried = {self.symbol(new): self.symbol(old) for new, old in carry.items()}
        for new, old in carried.items():
            if not same_shape(shape_of(new), shape_of(old)):
                raise ShapeError(
                    f"carry: {new} is {shape_text(shape_of(new))}, but {old}, which holds its value of one step "
                    f"before, is {shape_text(shape_of(old))}."
                )
            if old in self.definitions:
                raise UnboundNameError(f"carry: {old} should be an input, but an equation defines it.")
        return carried

    def _contents(self) -> str:
        inputs = [str(symbol) for symbol in self.inputs if symbol not in getattr(self, "parameters", ())]
        parts = {
            "inputs": inputs,
            "parameters": [str(symbol) for symbol in getattr(self, "parameters", ())],
            "defined": [str(symbol) for symbol in self.definitions],
        }
        return "There are " + "; ".join(f"{kind} {told_names(names)}" for kind, names in parts.items() if names) + "."

    @functools.cached_property
    def _key(self) -> tuple[Any, ...]:
        carry = tuple(self.carry.items())
        return self.equations, self.inputs, self.parameters, self.outputs, carry, tuple(self.defaults.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Program) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        def told(symbols: Iterable[Any]) -> str:
            return ", ".join(str(symbol) for symbol in symbols)

        inputs = [symbol for symbol in self.inputs if symbol not in self.parameters]
        parameters = f"; {told(self.parameters)}" if self.parameters else ""
        count = len(self.equations)
        equations = "1 equation" if count == 1 else f"{count} equations"
        return f"<{type(self).__name__} ({told(inputs)}{parameters}) -> ({told(self.outputs)}), {equations}>"


def _as_symbol(name: Any) -> Any:
    if not is_variable(name):
        raise UnboundNameError(f"inputs= and parameters= take symbols, but {name!r} came; make it with sg.vector etc.")
    return name
