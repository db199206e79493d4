r"""Constants whose size nothing around them tells, with that size: \operatorname{logsumexp}(\mathbf{1}_n).

A size is told by a name that must have as many entries, on either side of the equation: the sum that 1 is a term of,
the matrix that I is multiplied by. A zero matrix is written 0 where the number would give the same, and bold elsewhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import raw, split
from symgrad.expressions.nodes import Concat, Diag, Diagonal, MatrixMap, Scan, Unit, VectorMap, about, values_of
from symgrad.expressions.nodes.node import MatrixNode
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import postorder

_CONSTANTS = (sp.OneMatrix, sp.ZeroMatrix, sp.Identity, Unit)
_OF_SQUARE = (sp.Inverse, sp.MatPow, sp.Determinant, sp.Trace, MatrixMap)
_OF_ENTRIES = (sp.MatAdd, HadamardProduct, HadamardPower)

_WHOLE = -1
Place = tuple[int, int]  # where a part stands among the arguments, or that it is the whole node, and an axis of it
Parts = Mapping[int, Any]


class SizedConstant(MatrixNode):
    """A constant matrix that print tells with its rows, its columns, both or none; it stands in print alone."""

    word, roles, is_told_only = "sized", "vss", True

    @property
    def shape(self) -> tuple[Any, Any]:
        return shape_of(self.args[0])[0], shape_of(self.args[0])[1]


class _As(IntEnum):
    """How a constant may be written where it stands.

    NUMBER    as the number, which would give the same
    IN_A_SUM  not so, though sums write ones as the number 1
    ARRAY     as the array that it is
    """

    NUMBER, IN_A_SUM, ARRAY = range(3)


class _Inside(NamedTuple):
    """Whether the rows and the columns of a node are told by what stands in it, and whether they are one size."""

    rows: bool
    columns: bool
    tied: bool = False


class _State(NamedTuple):
    """A node where it stands: whether its rows and its columns are told, inside or outside, and how it is written."""

    node: Any
    rows: bool
    columns: bool
    way: _As


def with_open_sizes(expr: Any) -> Any:
    """A right-hand side, its constants with the sizes that nothing tells; those of the whole its left side tells.

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> x = sg.vector("x", n)
    >>> print(with_open_sizes(sg.logsumexp(sg.ones(n)) * x))
    logsumexp(sized(1, 1, 0))*x
    """
    sizes = _Sizes(expr)
    return sizes.told(_State(expr, True, True, _As.NUMBER)) if sizes.constant else expr


def tells_its_shape(expr: Any) -> bool:
    """Whether the names in an expression tell how many rows and columns it has."""
    inside = _Sizes(expr).inside.get(expr)
    return inside is None or (inside.rows and inside.columns)


class _Sizes:
    """What tells the sizes inside of one expression.

    inside    of each matrix in it what is told within
    constant  the nodes in which a constant matrix stands, or that are one
    solid     the matrices that print shows as arrays: without any, a sum or a function of constants looks like a number
    """

    def __init__(self, expr: Any) -> None:
        self.inside: dict[Any, _Inside] = {}
        self.constant: set[Any] = set()
        self.solid: set[Any] = set()
        for node in postorder(expr, lambda node: not is_variable(node), values_of):
            parts = _parts(node)
            if isinstance(node, _CONSTANTS) or not self.constant.isdisjoint(parts.values()):
                self.constant.add(node)
            if is_matrix(node):
                self.inside[node] = self._inside(node, parts)
                self.solid |= {node} if self._is_solid(node, parts) else set()

    def _inside(self, node: Any, parts: Parts) -> _Inside:
        if isinstance(node, _CONSTANTS):
            rows, columns = shape_of(node)
            return _Inside(rows == 1, columns == 1, isinstance(node, sp.Identity))
        if is_variable(node) or not any(map(is_matrix, parts.values())):
            return _Inside(True, True)
        classes = self._classes(node, parts)
        every = all(self._tells(part, axis) for part in parts.values() for axis in (0, 1))
        told = []
        for axis, size in enumerate(shape_of(node)):
            own = [place for place in _class_of((_WHOLE, axis), classes) if place[0] != _WHOLE]
            told.append(size == 1 or (any(self._tells(parts[k], along) for k, along in own) if own else every))
        return _Inside(told[0], told[1], (_WHOLE, 1) in _class_of((_WHOLE, 0), classes))

    def _tells(self, part: Any, axis: int) -> bool:
        inside = self.inside.get(part)
        return inside is None or bool(inside[axis])

    def _is_solid(self, node: Any, parts: Parts) -> bool:
        if isinstance(node, sp.ZeroMatrix):
            return False
        return not _is_of_entries(node) or any(self._is_seen(node, part) for part in parts.values())

    def _is_seen(self, node: Any, part: Any) -> bool:
        """Whether print shows a part as an array: ones in a sum are the number 1."""
        ones = isinstance(node, sp.MatAdd) and isinstance(split(part)[1] if is_matrix(part) else part, sp.OneMatrix)
        return part in self.solid and not ones

    def _classes(self, node: Any, parts: Parts) -> list[set[Place]]:
        """The axes of a node and its parts, those together that must have one size."""
        classes: list[set[Place]] = []
        ties = [[(k, 0), (k, 1)] for k, part in parts.items() if part in self.inside and self.inside[part].tied]
        for places in (*_joined(node, parts), *ties):
            own = set(places)
            for one in [one for one in classes if one & own]:
                own |= one
                classes.remove(one)
            classes.append(own)
        return classes

    def told(self, whole: _State) -> Any:
        """A node as it is to be printed where it stands."""
        done: dict[_State, Any] = {}
        waiting = [whole]
        while waiting:
            state = waiting[-1]
            states = self._states(state)
            left = [one for one in states.values() if one not in done]
            if left:
                waiting += left
                continue
            waiting.pop()
            node = state.node
            args = [done[states[k]] if k in states else arg for k, arg in enumerate(node.args)]
            own = isinstance(node, _CONSTANTS)
            done[state] = made = _constant(state) if own else _rebuilt(node, args) if states else node
            hash(made)  # from the leaves up: the hash of a deep tree at its root would recurse
        return done[whole]

    def _states(self, state: _State) -> dict[int, _State]:
        """The parts of a node, by their place, in which a constant stands."""
        node = state.node
        parts: Parts = {} if isinstance(node, _CONSTANTS) else _parts(node)
        places = [k for k, part in parts.items() if part in self.constant]
        classes = self._classes(node, parts) if places else []
        found = {}
        for k in places:
            rows, columns = (self._is_told(state, (k, axis), parts, classes) for axis in (0, 1))
            found[k] = _State(parts[k], rows, columns, self._way(state, k, parts, rows and columns))
        return found

    def _is_told(self, state: _State, place: Place, parts: Parts, classes: Sequence[set[Place]]) -> bool:
        """Whether the size of an axis of a part is told, by the part, by those beside it, or around the node."""
        own = _class_of(place, classes)
        if any(state[1 + along] if k == _WHOLE else self._tells(parts[k], along) for k, along in own):
            return True
        last = isinstance(state.node, Concat) and place[1] == 0 and state.rows
        return last and all(self._tells(part, 0) for k, part in parts.items() if k != place[0])

    def _way(self, state: _State, k: int, parts: Parts, told: bool) -> _As:
        node = state.node
        if isinstance(node, Concat) and isinstance(parts[k], sp.ZeroMatrix):
            return _As.NUMBER if told else _As.ARRAY
        if _is_multiple(node):  # a number that names stand in fills no array
            return state.way if all(part.is_number or is_matrix(part) for part in parts.values()) else _As.ARRAY
        if not _is_of_entries(node):
            return _As.ARRAY
        if state.way is _As.NUMBER or any(self._is_seen(node, part) for j, part in parts.items() if j != k):
            return _As.NUMBER
        return _As.IN_A_SUM if isinstance(node, sp.MatAdd) else _As.ARRAY


def _parts(node: Any) -> dict[int, Any]:
    """The values in a node by their place; a sum so far is a recurrence with ones, which are not in print."""
    values = iter(values_of(node))
    found, value = {}, next(values, None)
    for k, arg in enumerate(node.args):
        if arg is value:
            found[k], value = arg, next(values, None)
    if isinstance(node, Scan) and node.sums:
        del found[0]
    return found


def _is_multiple(node: Any) -> bool:
    """Whether this is a number times a matrix."""
    return isinstance(node, sp.MatMul) and sum(map(is_matrix, node.args)) == 1


def _is_of_entries(node: Any) -> bool:
    """Whether a number in the place of a matrix in it would stand for every entry."""
    return isinstance(node, _OF_ENTRIES) or about(node).entrywise or _is_multiple(node)


def _class_of(place: Place, classes: Sequence[set[Place]]) -> set[Place]:
    return next((one for one in classes if place in one), {place})


def _joined(node: Any, parts: Parts) -> Iterator[list[Place]]:
    """Axes of a node and its parts that have one size."""
    matrices = [k for k, part in parts.items() if is_matrix(part)]
    known, whole = about(node), [(_WHOLE, 0), (_WHOLE, 1)] if is_matrix(node) else []
    if known.agree == "alike" or known.entrywise or isinstance(node, (HadamardPower, Scan)):
        yield from ([(k, axis) for k in matrices] for axis in (0, 1))
    elif known.agree == "chained":
        yield from ([(one, 1), (other, 0)] for one, other in itertools.pairwise(matrices))
    elif isinstance(node, Concat):
        yield [(_WHOLE, 1), *((k, 1) for k in matrices)]
    elif isinstance(node, Diag):
        yield [*whole, (0, 0)]
    elif isinstance(node, Diagonal):
        yield [(_WHOLE, 0), (0, 0), (0, 1)]
    elif isinstance(node, _OF_SQUARE) and matrices:
        yield [*whole, (matrices[0], 0), (matrices[0], 1)]
    if isinstance(node, VectorMap) and str(node.head.latex).count("{x}") > 1:
        return  # x / |x|: in print two things
    for place in whole:
        part, along = known.sized_as(node, place[1]) or (None, 0)
        yield from ([place, (k, along)] for k in matrices if parts[k] == part)


def _rebuilt(node: Any, args: Sequence[Any]) -> Any:
    """The node with other arguments, as they stand; of SymPy's own sums and products SymPy asks more than that."""
    if isinstance(node, (sp.Add, sp.Mul, sp.Pow)):
        return node.func(*args, evaluate=False)
    return raw(type(node), *args)


def _constant(state: _State) -> Any:
    """A constant as it is written where it stands."""
    node, told = state.node, state.rows and state.columns
    if state.way is _As.NUMBER and isinstance(node, (sp.OneMatrix, sp.ZeroMatrix)):
        return node
    if told and not isinstance(node, sp.ZeroMatrix) and state.way is not _As.IN_A_SUM:
        return node
    return raw(SizedConstant, node, *(sp.Integer(not one) for one in (state.rows, state.columns)))
