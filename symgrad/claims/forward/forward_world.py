"""A forward pass at numbers: sizes that differ, arrays for what nobody defines, steps of time one after another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np

from symgrad.claims.forward.draws import PLAIN, Spread, array_of_kind
from symgrad.claims.forward.forward_pass import Bump, Forward, entries_counted, sizes_drawn
from symgrad.claims.interpreter.formula_values import NoValueError, Rule, Scope, number, shape_of_array
from symgrad.claims.interpreter.function_values import ENTRYWISE, is_known, slope, value_of
from symgrad.claims.interpreter.node_values import VALUED
from symgrad.claims.interpreter.unknown_names import refuse_unknown
from symgrad.latex_reading.names.scripts_parted import LAST
from symgrad.latex_reading.nodes.compound_sizes import Compound
from symgrad.latex_reading.nodes.meanings import Affine, Derivative, Meaning, Statement, SumOver, Use
from symgrad.latex_reading.nodes.sizes_unified import SCALAR, Size

Array = Any
STEP = 1e-30  # of the complex step


class World:
    """One draw: sizes, arrays, how many steps there are.

    first        the first step that the equations compute; what stands before it is drawn
    zero_first   whether that is zero
    small        numbers that are drawn between 0 and 1
    """

    def __init__(
        self, forward: Forward, steps: int, seed: int, spread: Spread = PLAIN, *, first: int = 1,
        zero_first: bool = False, small: Collection[str] = (),
    ) -> None:  # fmt: skip
        self.forward, self.steps, self.seed, self.zero_first = forward, steps, seed, zero_first
        self.spread, self.first, self.small = spread, first, frozenset(small)
        self.sizes = self.drawn_sizes()
        self.lasts = (
            frozenset(
                node.high.letter
                for one in forward.statements()
                for node in one.walk()
                if isinstance(node, SumOver) and node.high is not None and node.letter in forward.times
            )
            - forward.definitions.keys()
            - {""}
        )
        self.constants = {
            node: (self.number(rows), self.number(columns))
            for node, (rows, columns) in forward.constants.items()
            if {rows, columns} <= {1, *self.sizes}
        }
        self.chosen = {letter: self._entry(letter, *of) for letter, of in forward.chosen.items()}
        self.base = Run(self, ())

    # The arithmetic: of floating numbers, where the imaginary part says how they move

    rules: Mapping[type, Rule] = VALUED

    def drawn_sizes(self) -> dict[Size, int]:
        """A number for each size."""
        return sizes_drawn(self.forward, self.seed)

    def directions(self, shape: tuple[int, int]) -> Array:
        """A step along each entry of such a shape: (entries, rows, columns)."""
        return directions(shape)

    def measured(self, moved: Array, shape: tuple[int, int]) -> Array:
        """How it moves: (entries of what was measured, entries of what was moved)."""
        count = shape[0] * shape[1]
        spread = np.broadcast_to(moved, (count, *moved.shape[-2:])) if moved.ndim == 2 else moved
        return np.imag(spread).reshape(count, -1).T / STEP

    def value_of(self, name: str, argument: Any, primes: int) -> Array:
        """The value of a function."""
        return value_of(name, argument, primes)

    def value_defined(self, function: Callable[[Array], Array], argument: Array, primes: int) -> Array:
        """The value of a function that the text defines, or of its slope."""
        return slope(function, argument, primes) if primes else function(argument)

    def _entry(self, letter: str, variable: str, axis: int) -> int:
        """Which entry a letter tells in this draw."""
        rows, columns = self.shape(variable)
        if self.forward.kinds.get(variable) == "one-hot" and 1 in (rows, columns):
            return int(self.drawn(variable, None, (rows, columns)).argmax())  # the class that it tells
        return int(hashlib.sha256(f"{letter}#{self.seed}".encode()).digest()[0]) % self._count(variable, axis)

    def _count(self, variable: str, axis: int) -> int:
        """How many entries a variable has along an axis; some where nothing says which."""
        rows, columns = self.shape(variable) if variable else (3, 1)
        return (rows, columns)[axis] if 1 not in (rows, columns) else max(rows, columns)

    def shape(self, variable: str) -> tuple[int, int]:
        """Rows and columns of a variable."""
        if variable not in self.forward.shapes:
            refuse_unknown(variable, self.forward.shapes)
        rows, columns = self.forward.shapes[variable]
        return self.number(rows), self.number(columns)

    def number(self, size: Size) -> int:
        """A size as a number."""
        if isinstance(size, tuple):
            return sum(map(self.number, size))
        if isinstance(size, Compound):
            return int(size.at(self.sizes.__getitem__))
        return size if isinstance(size, int) and size > 0 else self.sizes[size]

    def drawn(self, name: str, time: int | None, shape: tuple[int, int]) -> Array:
        """An array that depends on the name, the time and the seed alone."""
        digest = hashlib.sha256(f"{name}@{time}#{self.seed}".encode()).digest()
        rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))
        kind = self.forward.kinds.get(name)
        if name in self.forward.classes:
            return 1.0 + rng.integers(self._count(*self.forward.classes[name]), size=shape)
        if name in self.small:
            return rng.uniform(0.05, 0.95, shape)
        alone = shape == (1, 1) and name not in self.forward.timed  # it may stand under a root
        return array_of_kind(kind, rng, shape, self.spread, alone)

    def counts(self, *nodes: Meaning) -> dict[Any, int]:
        """How many entries each index of these formulas counts."""
        known = self.forward.shapes
        return entries_counted(nodes, lambda use: self.shape(use.variable) if use.variable in known else None)


class Run:
    """The values of a forward pass, each computed once, with what is moved."""

    def __init__(self, world: World, bumps: Sequence[Bump]) -> None:
        self.world, self.bumps = world, tuple(bumps)
        self.ambiguous = False
        self._values: dict[tuple[str, int | None], Array] = {}
        self._open: set[tuple[str, int | None]] = set()
        self._moved = {node for bump in bumps for node in bump.nodes}

    @property
    def rules(self) -> Mapping[type, Rule]:
        """The value of each kind of node."""
        return self.world.rules

    def size(self, letter: int | str) -> int | None:
        """The number that a letter stands for where it is no index: the last step, or a size."""
        if not letter:
            return self.world.steps
        if self.world.forward.times and (letter in LAST - {"N"} or (letter == "N" and letter not in self.world.sizes)):
            return self.world.steps
        last = letter in self.world.lasts or self.world.forward.conventions.get(str(letter)) == "last step"
        return self.world.steps if last else self.world.sizes.get(letter)

    def from_zero(self) -> bool:
        """Whether steps are counted from 0."""
        return self.world.forward.from_zero

    def is_whole(self, node: Use) -> bool:
        """Whether the value of a name is the whole array, of which entries are taken."""
        return True

    def scope(self, letters: Mapping[str, int], *nodes: Meaning, dotted: str = "dot") -> Scope:
        """Where formulas of this text are valued."""
        letters = {**self.world.chosen, **letters}
        counted = self.world.counts(*nodes)
        return Scope(
            self, letters, self.world.forward.conventions, dotted, counted, self.world.constants,
            self.world.forward.products,
        )  # fmt: skip

    def variable(self, node: Use, time: int | None, scope: Scope) -> Array:
        """The value of a variable."""
        name = node.variable
        if time is None and not node.entries and name in scope.letters:
            return number(float(scope.letters[name]))  # a time as a number: in an exponent t - j
        if time is None and not node.entries and name in self.world.lasts:
            return number(float(self.world.steps))
        open_name = self.world.forward.shapes.get(name) in ((None, SCALAR) if name in self.world.sizes else (None,))
        if time is None and not node.entries and open_name and name not in self.world.forward.definitions:
            size = self.size(name)
            if size is not None:
                return number(float(size))
        if time is None and not self.world.forward.stands_alone(name):
            times = [scope.letters[letter] for letter in self.world.forward.times if letter in scope.letters]
            time = times[0] if times else None
        value = self.value(name, time)
        return self._with_node_bumps(node, value, scope) if id(node) in self._moved else value

    def value(self, name: str, time: int | None = None) -> Array:
        """The value of a variable by its name."""
        key = (name, time)
        if key not in self._values:
            if key in self._open:
                raise NoValueError(f"{name} is defined by itself.")
            self._open.add(key)
            found = self._computed(name, time)
            for bump in self.bumps:
                if bump.variable == name and bump.time == time:
                    found = found + bump.delta
            self._values[key] = found
            self._open.discard(key)
        return self._values[key]

    def _computed(self, name: str, time: int | None) -> Array:
        world = self.world
        if name in world.forward.held and self is not world.base:
            return world.base.value(name, time)
        for statement in world.forward.definitions.get(name, ()):
            left = statement.left
            assert isinstance(left, Use)
            letters = _letters(left, time)
            before = time is not None and time < world.first and world.forward.is_given(statement, time, world.first)
            behind = time is not None and time > world.steps and name in world.forward.backward
            if letters is None or before or behind:
                continue
            return self._defined(statement, left, letters)
        shape = world.shape(name)
        if world.zero_first and time is not None and time < world.first and name in world.forward.definitions:
            return np.zeros(shape)
        return world.drawn(name, time, shape)

    def _defined(self, statement: Statement, left: Use, letters: dict[str, int]) -> Array:
        scope = self.scope(letters, statement)
        if not left.entries:
            value = scope.of(statement.right)
            shape = self.world.shape(left.variable)
            if shape_of_array(value) == (1, 1) != shape:
                value = value * np.ones(shape)
            if shape_of_array(value) != shape:
                raise NoValueError(
                    f"{left.variable} has the shape {shape}, but its right side {shape_of_array(value)}."
                )
            return value
        rows, columns = self.world.shape(left.variable)
        places = [place.letter for place in left.entries if isinstance(place, Affine)]
        if len(places) != len(left.entries):
            raise NoValueError(f"{left.span.text.strip()}: what tells its entries is no index, or a size, too.")
        cells: list[list[Array]] = []
        for row in range(rows):
            cells.append([])
            for column in range(columns):
                own = scope
                for letter, k in zip(places, (row, column) if len(places) == 2 else (max(row, column),), strict=True):
                    own = own.with_letter(letter, k)
                cells[-1].append(own.of(statement.right))
        front = np.broadcast_shapes(*(cell.shape[:-2] for line in cells for cell in line))
        spread = [[np.broadcast_to(cell, (*front, 1, 1)) for cell in line] for line in cells]
        return np.concatenate([np.concatenate(line, axis=-1) for line in spread], axis=-2)

    def function(self, name: str, argument: Any, primes: int) -> Array:
        """The value of a function."""
        if name == "big sum" and self.world.forward.conventions.get(r"\sum") == "over samples":
            axis = -1 if self.world.forward.conventions.get("samples") == "columns" else -2
            return argument.sum(axis=axis, keepdims=True)
        defined = self.world.forward.functions.get(name)
        if defined is not None and (not is_known(name) or (name in ENTRYWISE and defined.of_entries)):
            return self.world.value_defined(lambda at: defined.value(self, self.scope({}), at), argument, primes)
        return self.world.value_of(name, argument, primes)

    def derivative(self, node: Derivative, scope: Scope) -> Array:
        """A forward pass holds no derivatives."""
        raise NoValueError(f"{node.span.text}: a derivative stands in the forward pass.")

    def bumped(self, node: Meaning, value: Array, scope: Scope) -> Array:
        """The value of a node that is no variable, moved where it is to be moved."""
        if id(node) not in self._moved or isinstance(node, Use):
            return value
        return self._with_node_bumps(node, value, scope)

    def _with_node_bumps(self, node: Meaning, value: Array, scope: Scope) -> Array:
        for bump in self.bumps:
            if id(node) in bump.nodes and bump.counts(scope.letters, self.world.forward.times):
                delta = bump.delta
                if bump.letters and shape_of_array(value) == (1, 1) != shape_of_array(delta):
                    where = [scope.letters[letter] for letter in bump.letters]
                    where = where if len(where) == 2 else [where[0], 0] if delta.shape[-1] == 1 else [0, where[0]]
                    delta = delta[..., where[0] : where[0] + 1, where[1] : where[1] + 1]
                value = value + delta
        return value


def _letters(left: Use, time: int | None) -> dict[str, int] | None:
    """What the letters of a definition are where it defines this time."""
    if left.time is None:
        return {}
    if not left.time.letter:
        return {} if left.time.offset == time else None
    return None if time is None else {left.time.letter: time - left.time.offset}


def directions(shape: tuple[int, int]) -> Array:
    """A step along each entry of such a shape: (entries, rows, columns)."""
    count = shape[0] * shape[1]
    return (1j * STEP) * np.eye(count).reshape(count, *shape)
