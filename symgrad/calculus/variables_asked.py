"""What a derivative may be asked with respect to: a variable or its name, an entry of one, a matrix of these.

An entry moves its variable along the matrix with a one in its place, so that its derivative is an entry of the
variable's: with a property, of the projected one. A matrix that is written out, as ``Matrix([[x, y]])`` and
``X.as_explicit()`` of SymPy, stands for its entries, each on its own. The vech of a symmetric variable, or of a lower
triangular one, stands for the entries on and below the diagonal, each of them one variable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra import element, ones_of, scale, transpose
from symgrad.algebra.blocks import explicit
from symgrad.algebra.triangles import duplication, elimination, of_symmetric_vech, sums_of_opposites, unvech, vech
from symgrad.arguments.refusals import told_names
from symgrad.calculus.index_form import entry_of
from symgrad.calculus.simplification import simplify
from symgrad.errors import ArgumentError, NameClashError, SymgradError, UnboundNameError
from symgrad.expressions.nodes import Unit, Vech
from symgrad.expressions.shapes import Shape, shape_of, shape_text
from symgrad.expressions.symbols import Derived, has_property, is_variable
from symgrad.programs.equations import variables_in


@dataclass(frozen=True)
class Place:
    """The entry of a variable at a row and a column, from 0."""

    variable: Any
    row: Any
    column: Any

    @property
    def direction(self) -> Any:
        """What the variable moves along: one here and zero elsewhere."""
        shape = shape_of(self.variable)
        return ones_of(shape) if shape == (1, 1) else Unit(*shape, self.row, self.column)

    def of(self, whole: Any) -> Any:
        """The entry at this place of something of the variable's shape."""
        return simplify(entry_of(whole, self.row, self.column))


@dataclass(frozen=True)
class Entries:
    """A matrix of scalar variables and places, row by row."""

    rows: Any
    columns: Any
    parts: tuple[Any, ...]

    @property
    def shape(self) -> Shape:
        """The shape of the matrix."""
        return self.rows, self.columns

    @property
    def is_line(self) -> bool:
        """Whether it is a row or a column."""
        return 1 in self.shape


@dataclass(frozen=True)
class Stacked:
    """The entries of a symmetric or lower triangular variable on and below the diagonal, as vech stacks them."""

    variable: Any

    @property
    def shape(self) -> Shape:
        """The shape of the vector of the entries."""
        return shape_of(vech(self.variable))

    @property
    def spread(self) -> Any:
        """The matrix that takes the vector to the vec of the variable: D for a symmetric one, else L'."""
        size = shape_of(self.variable)[0]
        return duplication(size) if has_property(self.variable, "symmetric") else transpose(elimination(size))

    def direction(self, move: Any) -> Any:
        """What the variable moves along where the vector moves along ``move``."""
        size = shape_of(self.variable)[0]
        if isinstance(move, Vech) and getattr(move.argument, "primal", None) == self.variable:
            return move.argument  # its tangent, which is what it is
        return of_symmetric_vech(move, size) if has_property(self.variable, "symmetric") else unvech(move, size)

    def of(self, gradient: Any) -> Any:
        """The gradient by the vector, from that by the variable."""
        symmetric = has_property(self.variable, "symmetric")
        return simplify(sums_of_opposites(gradient) if symmetric else vech(gradient))


def asked(expr: Any, wrt: Any) -> Any:
    """The variable meant by a symbol or a code name, the Place by an entry, the Entries by a matrix of these."""
    if isinstance(wrt, MatrixElement):
        return _place(expr, wrt)
    if isinstance(wrt, sp.MatrixBase):
        return _entries(expr, wrt)
    if isinstance(wrt, sp.Indexed):
        places = [place.label if isinstance(place, sp.Idx) else place for place in wrt.indices]
        return Place(_variable(expr, str(wrt.base)), *places, *(sp.S.Zero,) * (2 - len(places)))
    if isinstance(wrt, sp.IndexedBase):
        return _variable(expr, str(wrt))
    if isinstance(wrt, Vech):
        return _stacked(expr, wrt)
    return _variable(expr, wrt)


def gathered(what: Any, of_variable: Callable[[Any], Any]) -> Any:
    """What has the shape of what was asked for, from what has the shape of a variable: a gradient by it."""
    if isinstance(what, (Place, Stacked)):
        return what.of(of_variable(what.variable))
    if isinstance(what, Entries):
        variables = {part.variable if isinstance(part, Place) else part for part in what.parts}
        known = {variable: of_variable(variable) for variable in variables}
        return explicit(what.rows, what.columns, [gathered(part, known.__getitem__) for part in what.parts])
    return of_variable(what)


def moves(what: Any, direction: Any) -> Iterator[tuple[Any, Any, Any]]:
    """How variables move where what was asked for moves along a direction of its shape: (variable, place, move)."""
    if isinstance(what, Place):
        yield what.variable, what, scale(direction, what.direction)
    elif isinstance(what, Stacked):
        yield what.variable, None, what.direction(direction)
    elif isinstance(what, Entries):
        columns = int(what.columns)
        for k, part in enumerate(what.parts):
            yield from moves(part, element(direction, *map(sp.Integer, divmod(k, columns))))
    else:
        yield what, None, direction


def parts_of(what: Any) -> tuple[Any, ...]:
    """The variables and places that something asked for is made of."""
    return what.parts if isinstance(what, Entries) else (what,)


def shape_of_asked(what: Any) -> Shape:
    """The shape of what was asked for: a matrix of one entry and an entry count as scalars."""
    if isinstance(what, Place):
        return ()
    return what.shape if isinstance(what, (Entries, Stacked)) else shape_of(what)


def _place(expr: Any, wrt: Any) -> Place:
    whole, *places = wrt.args
    if not is_variable(whole):
        raise ArgumentError(
            f"a derivative is taken with respect to an entry of a variable, but {wrt} is one of {whole}; in a System "
            f"an equation can give that a name."
        )
    found = _variable(expr, whole)
    sized = zip(places, shape_of(found), strict=True)
    return Place(found, *(place + size if place.is_negative else place for place, size in sized))


def _stacked(expr: Any, wrt: Any) -> Stacked:
    """The entries that a vech holds, of a variable whose other entries follow from them."""
    if not is_variable(wrt.argument):
        raise ArgumentError(
            f"a derivative is taken with respect to the vech of a variable, but {wrt} is that of {wrt.argument}; in a "
            f"System an equation can give that a name."
        )
    found = _variable(expr, wrt.argument)
    if not (has_property(found, "symmetric") or has_property(found, "lower")):
        raise ArgumentError(
            f"the entries above the diagonal of {found} do not follow from {wrt}, with respect to which a derivative "
            f"was asked for; declare {found} with symmetric=True or lower=True, or ask for it by {found}."
        )
    return Stacked(found)


def _entries(expr: Any, wrt: Any) -> Any:
    """The entries of a matrix written out; the variable itself where they are all of its entries in order."""
    entries = list(wrt)
    if not entries:
        raise ArgumentError("a derivative is taken with respect to symbols, but a matrix without entries came.")
    for entry in entries:
        if not (isinstance(entry, MatrixElement) or (is_variable(entry) and not shape_of(entry))):
            raise ArgumentError(
                f"a derivative is taken with respect to scalars and entries of variables, but {entry} came in {wrt}; "
                f"give it a name, in a System by an equation."
            )
    parts = tuple(asked(expr, entry) for entry in entries)
    twice = next((entry for k, entry in enumerate(entries) if parts[k] in parts[:k]), None)
    if twice is not None:
        raise ArgumentError(f"{twice} stands twice in {wrt}, with respect to which a derivative was asked for.")
    rows, columns = map(sp.Integer, wrt.shape)
    first = parts[0].variable if isinstance(parts[0], Place) else None
    in_order = tuple(Place(first, row, column) for row in range(wrt.rows) for column in range(wrt.cols))
    return first if shape_of(first) == (rows, columns) and parts == in_order else Entries(rows, columns, parts)


def _variable(expr: Any, wrt: Any) -> Any:
    """The variable meant by a symbol or a code name; a symbol that is absent stands for itself."""
    present = variables_in(expr)
    if is_variable(wrt):
        if wrt in present:
            return wrt
        alike = [v for v in present if v.name == wrt.name and not _derived(v, wrt)]
        for other in alike:
            if shape_of(other) != shape_of(wrt):
                raise NameClashError(
                    f"{wrt} is {shape_text(shape_of(other))} in {expr}, but {shape_text(shape_of(wrt))} was asked for "
                    f"under the same name; declare it once."
                )
        return alike[0] if alike else wrt
    if isinstance(wrt, str):
        for variable in present:
            if variable.name == wrt:
                return variable
        raise UnboundNameError(f"no {wrt} in {expr}. There are {told_names(present)}.")
    raise SymgradError(
        f"a derivative is taken with respect to a symbol or its name, an entry of one or a matrix of these, but "
        f"{wrt!r} came."
    )


def _derived(*variables: Any) -> bool:
    return any(isinstance(variable, Derived) for variable in variables)
