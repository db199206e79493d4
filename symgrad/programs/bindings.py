"""Names bound to symbols: each code name once, in the form in which Python reads it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError, NameClashError, UnboundNameError
from symgrad.expressions.shapes import shape_of, shape_text
from symgrad.expressions.symbols import Derived, Inner, is_of_cotangent, is_size, layer_of
from symgrad.expressions.symbols.legal_names import any_name, python_name
from symgrad.functions.called import require_one_function_each
from symgrad.programs.equations import Equation, variables_in


class SymbolNames(SimpleNamespace):
    """The symbols of a program as attributes, for tab completion: ``cell.names.W_i``."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {', '.join(vars(self))}>"


def named(symbols: Iterable[Any]) -> dict[str, Any]:
    """Symbols by code name; of two derived ones with one name that which a caller gives or gets.

    Raises NameClashError where two different things have one name, or one as Python reads it.
    """
    found: dict[str, Any] = {}
    read: dict[str, Any] = {}
    for symbol in symbols:
        other = read.setdefault(python_name(any_name(str(symbol.name))), symbol)
        if other != symbol and not (isinstance(other, Derived) and isinstance(symbol, Derived)):
            raise NameClashError(_two(other, symbol))
        if symbol.name not in found or _inner(symbol) is None:
            found[symbol.name] = symbol
    own = {symbol.name for symbol in found.values() if not isinstance(symbol, Derived)}
    # bar_pre_h is asked for as the cotangent of a variable pre_h, and not as that of the argument inside h
    return {name: symbol for name, symbol in found.items() if getattr(_inner(symbol), "name", None) not in own}


def check_bound_once(equations: Sequence[Equation], declared: Iterable[Any]) -> None:
    """Raises NameClashError where two equations bind one name, or one binds what is declared as an input."""
    bound: dict[Any, int] = {}
    for position, equation in enumerate(equations, 1):
        first = bound.setdefault(equation.lhs, position)
        if first != position:
            raise NameClashError(
                f"equation {position}, {equation}: {equation.lhs} is already bound by equation {first}, "
                f"{equations[first - 1]}; every name is bound once, so give one of them another name."
            )
    for symbol in declared:
        if symbol in bound:
            raise NameClashError(
                f"{symbol} is declared as an input, but equation {bound[symbol]}, "
                f"{equations[bound[symbol] - 1]}, defines it."
            )


def check_from_outside(symbol: Any, value: Any, defined: Container[Any]) -> None:
    """Raises NameClashError where the value that is to stand for an input is made of what equations define."""
    inside = next((variable for variable in variables_in(value) if variable in defined), None)
    if inside is not None:
        loss = " A cotangent made of outputs is that of a loss: take the gradient of the loss, over time by loss=."
        raise NameClashError(
            f"substitute: {symbol} = {value} takes {inside}, which an equation defines, but an input is replaced by "
            f"what comes from outside.{loss * is_of_cotangent(symbol)}"
        )


def defaults_of(given: Mapping[Any, Any], find: Callable[[Any], Any], inputs: Collection[Any]) -> dict[Any, Any]:
    """Inputs, that ``find`` gives by name or symbol, with the numbers that they have where a caller leaves them out.

    Raises UnboundNameError for what is no input, ArgumentError for what is no real number.
    """
    made, known = {}, frozenset(inputs)
    for name, value in given.items():
        symbol, number = find(name), sympified(value)
        if symbol not in known:
            raise UnboundNameError(f"defaults: {symbol} should be an input, which a caller may leave out, but is none.")
        if not (number.is_Matrix is False and number.is_number and number.is_real):
            raise ArgumentError(f"defaults: {symbol} is given a real number, which all of its entries get, but "
                                f"{value!r} came.")  # fmt: skip
        made[symbol] = number
    return made


def advice(name: Any, uses: Mapping[Any, Iterable[Any]]) -> str:
    """What to do where a name is used before its equation: no order helps where that needs itself."""
    seen: set[Any] = set()
    waiting = list(uses[name])
    while waiting:
        used = waiting.pop()
        if used not in seen:
            seen.add(used)
            waiting += uses.get(used, ())
    if name not in seen:
        return "put that equation first"
    return f"it needs itself, so that no order will do: of one step before it is another name, {name}_prev"


def require_one_meaning_each(exprs: Sequence[Any]) -> None:
    """Raises NameClashError where two different variables, or two different functions, in expressions have one name."""
    used = dict.fromkeys(variable for expr in exprs for variable in variables_in(expr))
    named(variable for variable in used if not is_size(variable))
    require_one_function_each(exprs)


def check_apart(symbols: Iterable[Any], what: str) -> None:
    """Raises NameClashError where two of what a caller gives, or of what a caller gets, have one name."""
    read: dict[str, Any] = {}
    for symbol in symbols:
        other = read.setdefault(python_name(any_name(str(symbol.name))), symbol)
        if other != symbol:
            raise NameClashError(f"among the {what}, {_two(other, symbol)}")


def _two(one: Any, other: Any) -> str:
    if one.name != other.name:
        return (
            f"{one.name} and {other.name} are one name to Python, which reads both as {python_name(one.name)}; give "
            f"one of them another name."
        )
    told = [_described(one), _described(other)]
    if told[0] == told[1]:
        told = [f"{description} ({_made(symbol)})" for description, symbol in zip(told, (one, other), strict=True)]
    return f"two different things are named {one.name}: {told[0]} and {told[1]}; give one of them another name."


def _made(symbol: Any) -> str:
    """How a symbol was made, for those that are told apart by nothing else."""
    latex = getattr(symbol, "latex_name", None)
    given = f" with latex={latex!r}" if latex else ""
    properties = "".join(f", {name}" for name in getattr(symbol, "properties", ()))
    maker = "by symgrad" if hasattr(symbol, "latex_name") else "by SymPy"
    return f"made {maker}{given}{properties}"


def _inner(symbol: Any) -> Any:
    """The argument inside an equation that a variable belongs to: no caller gives it or asks for it; else None."""
    return layer_of(symbol, Inner)


def _described(symbol: Any) -> str:
    kind = {True: type(symbol).__name__}.get(isinstance(symbol, Derived), "a symbol")
    return f"{kind} of shape {shape_text(shape_of(symbol))}" if shape_of(symbol) else f"{kind}, a scalar"
