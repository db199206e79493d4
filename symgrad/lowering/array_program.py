"""The array program: values with axes and a few kinds of operation. Every target writes its code from this.

A value has axes; an axis is a size, or the time T, or the samples B of a batch. An operation names the axes of its
arguments and of its result by letters: two axes of one size are two, and a letter that the result lacks is summed.

    map       a formula of scalars (a SymPy expression of :func:`hole` s) over arguments that meet by their letters
    contract  a product of all arguments, summed over the letters that the result lacks: an einsum
    row       a function of a whole vector along its own axes: softmax, norm; ``how`` is its row, its name, or a Source
    place     entries put into other places: concat, part, entry, fill, eye, unit, diag, merge and split of axes
    solve     linear algebra: solve, inv, det, matrix_power, eigenvalues, functions of a matrix
    along     along the rows: correlate, windows, overlap, cumsum, cumprod, linear_scan, one_hot, take, put
    shift     old[t] = new[t - 1] or new[t + 1], with a first value or none, which is zero: what is carried

A block is flat: a line of operations, cyclic through ``shift`` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

import sympy as sp

from symgrad.errors import SymgradError
from symgrad.expressions.symbols.legal_names import is_code_name, python_text

TIME = sp.Dummy("T", integer=True, positive=True)
BATCH = sp.Dummy("B", integer=True, positive=True)
LEAD = (TIME, BATCH)

Kind: TypeAlias = Literal["map", "contract", "row", "place", "solve", "along", "shift"]
Letter: TypeAlias = Any  # a number for an axis of an operation, TIME and BATCH for themselves
_LETTERS = "ijklmnopqruvwxyzacdefghCDEFGHIJKLMNOPQRUVWXYZ"
_BY_ENTRIES = ("sigmoid_complement",)  # stable forms of maps
SLOT: Letter = -1  # of the axis along which arrays are stacked: it stands before all others of an operation's own


@dataclass(frozen=True)
class Value:
    """An array: its name, which no other value of its block has, and the sizes of its axes, TIME and BATCH in front."""

    name: str
    axes: tuple[Any, ...] = ()

    @property
    def lead(self) -> tuple[Any, ...]:
        """TIME and BATCH, where it has them."""
        return tuple(axis for axis in self.axes if axis in LEAD)

    @property
    def own(self) -> tuple[Any, ...]:
        """The sizes of its other axes."""
        return tuple(axis for axis in self.axes if axis not in LEAD)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Op:
    """One operation: ``out`` is ``how`` of ``args``.

    letters  for each argument, the letters of its axes
    to       the letters of the axes of the result
    of       the equation that it is the right-hand side of, or a part of
    """

    out: Value
    kind: Kind
    how: Any
    args: tuple[Value, ...]
    letters: tuple[tuple[Letter, ...], ...] = ()
    to: tuple[Letter, ...] = ()
    of: Any = None

    def replaced(self, values: Mapping[Value, Value]) -> Op:
        """The operation with other values for some of its arguments."""
        return replace(self, args=tuple(values.get(arg, arg) for arg in self.args))

    @property
    def is_by_entries(self) -> bool:
        """Whether each entry of the result is made of the same entry of each argument."""
        return self.kind == "map" or (self.kind == "row" and self.how in _BY_ENTRIES)

    @property
    def is_view(self) -> bool:
        """Whether it is a part of a stack, which costs nothing."""
        return self.kind == "place" and self.how[0] in ("slot", "slots")

    def __str__(self) -> str:
        axes = ", ".join(axis.name if axis in LEAD else str(axis) for axis in self.out.axes)
        return f"{self.out.name}[{axes}] = {_shown(self)}"


@dataclass(frozen=True)
class Block:
    """Operations in the order in which they are computed.

    inputs   the arrays that come in
    outputs  name -> the value that is given under it
    names    each variable, and the value that it is
    copies   what is computed a second time, and the value that it is equal to
    slots    each stack, and the values that stand in it
    """

    inputs: tuple[Value, ...]
    ops: tuple[Op, ...]
    outputs: Mapping[str, Value]
    names: Mapping[Any, Value] = field(default_factory=dict)
    copies: Mapping[Value, Value] = field(default_factory=dict)
    slots: Mapping[Value, tuple[Value, ...]] = field(default_factory=dict)

    @property
    def made(self) -> dict[Value, Op]:
        """Each value that is computed here, and the operation that computes it."""
        return {op.out: op for op in self.ops}

    def readers(self) -> dict[Value, list[Op]]:
        """Each value that is read, and the operations that read it, once for each time that they do."""
        found: dict[Value, list[Op]] = {}
        for op in self.ops:
            for arg in op.args:
                found.setdefault(arg, []).append(op)
        return found

    def counts(self) -> dict[str, int]:
        """How many operations there are of each kind: products of several arrays, sums of one, maps, and the rest."""
        found: dict[str, int] = {}
        for op in self.ops:
            kind = op.kind if op.kind != "contract" else "product" if len(op.args) > 1 else "sum"
            found[kind] = found.get(kind, 0) + 1
        return found

    def __str__(self) -> str:
        given = ", ".join(f"{name} = {value}" if name != value.name else name for name, value in self.outputs.items())
        return "\n".join([f"inputs {', '.join(map(str, self.inputs))}", *map(str, self.ops), f"outputs {given}"])


@dataclass(frozen=True)
class Source:
    """A function of whole arrays by its code in each target: what an operation is that symgrad does not have.

    name      what the code defines
    numpy     Python source of a function of arrays, their own axes last, T and B in front of them
    analytic  the same continued to complex arrays, where ``numpy`` is not holomorphic

    The code runs as it stands, and is trusted as any code of yours.
    """

    name: str
    numpy: str
    analytic: str = ""

    def __post_init__(self) -> None:
        if not is_code_name(self.name):
            raise SymgradError(f"Source: a name is an identifier, but {self.name!r} came.")
        for code in filter(None, (self.numpy, self.analytic)):
            python_text(code, "exec", f"Source {self.name}")
            if f"def {self.name}(" not in code:
                raise SymgradError(f"Source {self.name}: the code defines no function {self.name}.")


def hole(k: int) -> sp.Symbol:
    """The k-th argument in the formula of a map, from 0."""
    return sp.Symbol(f"_{k}", real=True)


def _shown(op: Op) -> str:
    if op.kind == "map":
        named = {hole(k): sp.Symbol(_indexed(op, k)) for k in range(len(op.args))}
        return str(op.how.xreplace(named))
    args = [_indexed(op, k) if op.letters else str(arg) for k, arg in enumerate(op.args)]
    if op.kind == "contract":
        return f"{' '.join(args)} -> {_letters(op.to, op)}"
    return f"{op.kind} {_how(op.how)}({', '.join(args)})"


def _how(how: Any) -> str:
    if isinstance(how, tuple):
        return " ".join(one.name if one in LEAD else str(one) for one in how)
    return str(getattr(how, "name", how))


def _indexed(op: Op, k: int) -> str:
    letters = _letters(op.letters[k], op) if op.letters else ""
    plain = op.kind == "map" and op.letters[k] == op.to
    return str(op.args[k]) if plain or not letters else f"{op.args[k]}[{letters}]"


def _letters(letters: tuple[Letter, ...], op: Op) -> str:
    spelled = spelling([letter for own in (*op.letters, op.to) for letter in own])
    return "".join(str(one.name) if one in LEAD else "S" if one == SLOT else spelled[one] for one in letters)


def spelling(letters: Iterable[Letter]) -> Mapping[Letter, str]:
    """What the letters of an operation's own axes are called.

    >>> spelling([0, 2]), spelling([100, 2])
    ({0: 'i', 2: 'k'}, {2: 'i', 100: 'j'})
    """
    own = sorted({one for one in letters if one not in LEAD and one != SLOT})
    places = own if not own or own[-1] < len(_LETTERS) else range(len(own))
    return {one: _LETTERS[place] for one, place in zip(own, places, strict=True)}
