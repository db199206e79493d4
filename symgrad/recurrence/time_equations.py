"""What can be said of a program over time without calculus: its names, its equations with t, and their print."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from symgrad import display, printing
from symgrad.arguments.signatures import NAME, require, taking
from symgrad.errors import UnboundNameError
from symgrad.expressions.symbols.legal_names import python_name
from symgrad.printing import Notation
from symgrad.programs.bindings import SymbolNames, named
from symgrad.programs.equations import Equation, Name, Names, names_of
from symgrad.time import IndexedEquations, TimeProgram, indexed, made_among


class TimeEquations:
    """The names of a program over time, and its equations as a paper has them: with t, t - 1 and t + 1."""

    def __init__(self, program: TimeProgram, masks: Iterable[Any] = ()) -> None:
        self.program = program
        self._masks = frozenset(masks)
        outputs = [output.symbol for output in program.outputs]
        self._by_name = {symbol.name: symbol for symbol in (*reversed(program.symbols), *outputs)}
        # no property: IPython completes behind none
        self.names = SymbolNames(**{python_name(name): found for name, found in self._by_name.items()})

    @property
    def _key(self) -> tuple[Any, ...]:
        """What makes two of them equal."""
        one = self.program
        tables = (one.firsts, one.defaults, one.follows)
        return (one.stages, one.inputs, one.sequences, one.parameters, one.constant, one.outputs, one.truncate,
                self._masks, *(frozenset(table.items()) for table in tables))  # fmt: skip

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TimeEquations) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key[1:])  # the stages, which hold programs, are told apart by the rest well enough

    @property
    def inputs(self) -> tuple[Any, ...]:
        """What comes from outside, in the order of the arguments."""
        return self.program.inputs

    @property
    def parameters(self) -> tuple[Any, ...]:
        """The inputs that stay the same over time."""
        return self.program.parameters

    @property
    def sequences(self) -> tuple[Any, ...]:
        """The inputs with a value at each t."""
        return self.program.sequences

    @property
    def outputs(self) -> tuple[Any, ...]:
        """What is given."""
        return tuple(output.symbol for output in self.program.outputs)

    @property
    def carry(self) -> Mapping[Any, Any]:
        """What is carried from one step to the next: output of one -> input of the other."""
        return self.program.carried

    @functools.cached_property
    def indexed(self) -> IndexedEquations:
        """The equations with t in them, by what they are: first, forward, boundary, backward, closing."""
        return indexed(self.program)

    @property
    def equations(self) -> tuple[Equation, ...]:
        """The equations with t in them, in the order in which a paper tells them."""
        return self.indexed.equations

    def symbol(self, name: Name) -> Any:
        """The symbol for a code name or a symbol; UnboundNameError lists what there is."""
        require("TimeSystem", "what is asked for", NAME, name)
        spelled = name if isinstance(name, str) else str(getattr(name, "name", name))
        found = self._by_name.get(spelled) or getattr(self.names, python_name(spelled), None)
        if not isinstance(name, str) and (name in self.program.symbols or name in self.outputs):
            found = name
        if found is None:
            carried = [symbol for symbol in self.inputs if symbol in self.program.firsts.values()]
            kinds = {
                "sequences": self.sequences,
                "first carries": carried,
                "parameters": self.parameters,
                "outputs": self.outputs,
            }
            told = "; ".join(f"{kind} {', '.join(map(str, symbols))}" for kind, symbols in kinds.items() if symbols)
            raise UnboundNameError(f"no {name} here. There are {told}.")
        return found

    def _symbols(self, names: Names, default: Iterable[Any], among: Iterable[Any], what: str) -> tuple[Any, ...]:
        """The symbols for names; of two with one name, as a seed and its cotangent, the one that is ``among`` these."""
        known = dict.fromkeys(among)
        alike = named(known)

        def found(name: Name) -> Any:
            if name in known:
                return name
            symbol = self.symbol(name)
            return alike.get(symbol.name, symbol)

        chosen = tuple(default if names is None else dict.fromkeys(map(found, names_of(names))))
        for symbol in chosen:
            if symbol not in known:
                raise UnboundNameError(f"{symbol} is no {what}; there are {', '.join(dict.fromkeys(map(str, known)))}.")
        return chosen

    @taking()
    def legend(self, notation: Notation | str = printing.PLAIN) -> list[str]:
        """What the marks and words of its print mean (bar, hat, Delta, tau, LN), as sentences to stand beside it."""
        lines = [right for _, _, right in printing.latex_sides(self, notation)]
        return printing.legend(self, printing.latex_formula(self, notation), lines)

    @taking()
    def latex(
        self,
        environment: Any = "aligned",
        notation: Notation | str = printing.PLAIN,
        labels: str | None = None,
        width: float | None = None,
    ) -> Any:
        """The equations in LaTeX, with t in them; the arguments are those of :meth:`symgrad.System.latex`."""
        return printing.latex_equations(self, environment, notation, labels=labels, width=width)

    # What printers ask of any program.

    @property
    def definitions(self) -> Mapping[Any, Any]:
        """The names that equations define, at t."""
        return {equation.lhs: equation.rhs for equation in self.equations}

    @property
    def cut(self) -> str:
        """Where a truncated gradient is cut, in words: what ``keep`` is; "" where it is not."""
        k = self.program.truncate
        return "" if k is None or made_among(self.inputs, "keep") is None else f"0 at t = {k}, {2 * k}, ..., else 1"

    def _lines(self, width: int | None = None) -> str:
        lines = zip(self.equations, printing.text_equations(self), strict=True)
        keep = made_among(self.inputs, "keep")
        told = [line for equation, line in lines if keep is None or getattr(equation.lhs, "primal", None) != keep]
        told += [f"{keep.name}[t] = {self.cut}"] if keep and self.cut else []
        return "\n".join(line for text in told for line in printing.broken(text, width))

    def __str__(self) -> str:
        return self._lines()

    _repr_latex_ = display.repr_latex
    _repr_mimebundle_ = display.repr_mimebundle
    _repr_pretty_ = display.repr_pretty

    def __repr__(self) -> str:
        def listed(symbols: Iterable[Any]) -> str:
            return ", ".join(str(symbol) for symbol in symbols)

        return f"<{type(self).__name__} ({listed(self.inputs)}) -> ({listed(self.outputs)})>"
