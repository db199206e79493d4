"""A program of scalars from a program of vectors and matrices: one equation for each entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from symgrad.errors import NameClashError, SymgradError, UnboundNameError
from symgrad.expansion.entries import DEFAULT_SIZE, sized, symbol_entries, written_out
from symgrad.expressions.shapes import is_matrix
from symgrad.expressions.symbols import Derived
from symgrad.expressions.symbols.legal_names import python_name
from symgrad.programs.equations import Equation, sizes_in
from symgrad.programs.program import Program

P = TypeVar("P", bound=Program)


def expand(program: P, **sizes: int) -> P:
    """The program written out in scalars, of the same type: x_1, x_2 for a vector x, W_1_2 for a matrix W.

    ``sizes`` are by the name of the dimension (n=2, m=3); one that is left out is 2. Entries count from 1 and row by
    row, a scalar stays itself, and the entries of ``bar_W`` are ``bar_W_1_1`` and so on. Functions of symgrad are
    written out by their definition: the result holds SymPy's own functions alone.

    Raises UnboundNameError for an unknown dimension, NameClashError where two entries would have one name,
    MissingRuleError for a node without a rule, ShapeError where the sizes do not fit.

    >>> from symgrad.expressions.symbols import dims, matrix, vector
    >>> n, m = dims("n m")
    >>> W, x, y = matrix("W", n, m), vector("x", m), vector("y", n)
    >>> [str(equation) for equation in expand(Program([(y, W * x)]), n=2, m=1).equations]
    ['y_1 = W_1_1*x_1', 'y_2 = W_2_1*x_1']
    """
    values = _sizes(program, sizes)
    scalars = {symbol: _scalars(symbol, values) for symbol in (*program.inputs, *program.definitions)}
    _check_names(scalars)
    done: dict[Any, Any] = {}
    equations = []
    for equation in program.equations:
        right = _written_out(equation, values, done)
        pairs = zip(scalars[equation.lhs], tuple(right) if is_matrix(right) else (right,), strict=True)
        equations += [Equation(lhs, rhs) for lhs, rhs in pairs]

    def all_of(symbols: Any) -> list[Any]:
        return [entry for symbol in symbols for entry in scalars[symbol]]

    return program.replace(
        equations,
        inputs=all_of(program.inputs),
        parameters=all_of(program.parameters),
        outputs=all_of(program.outputs),
        carry=dict(zip(all_of(program.carry), all_of(program.carry.values()), strict=True)),
        defaults={entry: number for symbol, number in program.defaults.items() for entry in scalars[symbol]},
        follows=_follows(program, scalars),
    )


def _follows(program: Program, scalars: Mapping[Any, tuple[Any, ...]]) -> dict[Any, tuple[Any, ...]]:
    """What each entry follows: the same entry of one name of its shape, or all of several."""
    found = {}
    for symbol, others in program.follows.items():
        own = scalars.get(symbol, (symbol,))
        sources = [scalars.get(other, (other,)) for other in others]
        alike = len(sources) == 1 and len(sources[0]) == len(own)
        for place, entry in enumerate(own):
            found[entry] = (sources[0][place],) if alike else tuple(one for entries in sources for one in entries)
    return found


def _sizes(program: Program, given: Mapping[str, int]) -> dict[Any, Any]:
    """Every dimension of the program, with its number."""
    inside = [dim for equation in program.equations for dim in sizes_in(equation.rhs)]
    dims = list(dict.fromkeys((*program.dims, *inside)))
    names = list(dict.fromkeys(str(dim.name) for dim in dims))
    read = {python_name(name): name for name in names}
    given = {read.get(name, name): size for name, size in given.items()}
    for name in given:
        if name not in names:
            there_are = f"its dimensions are {', '.join(names)}" if names else "it has none"
            raise UnboundNameError(f"expand: the system has no dimension {name}; {there_are}.")
    return sized({dim: given.get(dim.name, DEFAULT_SIZE) for dim in dims})


def _scalars(symbol: Any, sizes: Mapping[Any, Any]) -> tuple[Any, ...]:
    found = symbol_entries(symbol, sizes)
    return tuple(found) if is_matrix(found) else (found,)


def _written_out(equation: Equation, sizes: Mapping[Any, Any], done: dict[Any, Any]) -> Any:
    try:
        return written_out(equation.rhs, sizes, done)
    except SymgradError as error:
        raise type(error)(f"equation {equation}: {error}") from None


def _check_names(scalars: Mapping[Any, tuple[Any, ...]]) -> None:
    """NameClashError where entries of different variables would be one symbol, or look like one."""
    owners: dict[str, tuple[Any, Any]] = {}
    for symbol, found in scalars.items():
        for entry in found:
            other, owner = owners.setdefault(entry.name, (entry, symbol))
            apart = isinstance(owner, Derived) and isinstance(symbol, Derived) and other != entry
            if owner is not symbol and not apart:
                raise NameClashError(
                    f"expand: an entry of {owner} and one of {symbol} would both be named {entry.name}; "
                    f"give one of the two another name."
                )
