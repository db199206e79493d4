"""LaTeX as a paper prints it -> a System."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import sympy as sp
from sympy.matrices.exceptions import NonInvertibleMatrixError

from symgrad.arguments.signatures import MAPPING, TEXT_OR_PATH, optional, taking
from symgrad.errors import MissingRuleError, ShapeError, SymgradError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import matrix, scalar, vector
from symgrad.latex_reading.files.declared_in_text import settled
from symgrad.latex_reading.files.whole_files import source_of
from symgrad.latex_reading.formulas.expressions_read import LOWERED
from symgrad.latex_reading.formulas.identifiers_made import code_name, unlike
from symgrad.latex_reading.formulas.lowering_rules import Lowering
from symgrad.latex_reading.names.squares_named import logs_named, naming_of
from symgrad.latex_reading.nodes.compound_sizes import Compound
from symgrad.latex_reading.nodes.meanings import Affine, Call, Constant, Derivative, Meaning, Statement, Use
from symgrad.latex_reading.nodes.sizes_unified import SCALAR, Shape, Size
from symgrad.latex_reading.parsing.text_read import text_read
from symgrad.latex_reading.resolving.statements import Reading, declared_words, statements_of
from symgrad.latex_reading.shapes.declared_shapes import (
    declared_shapes,
    letters_of_layers,
    ranks_of,
    sizes_as_numbers,
    sizes_in,
)
from symgrad.latex_reading.shapes.numbered_names import shapes_among, with_entries_solved
from symgrad.latex_reading.shapes.shapes_inferred import solved
from symgrad.latex_reading.shapes.sizes_or_names import names_beside_sizes
from symgrad.latex_reading.tex.tex_spellings import IDENTITIES
from symgrad.latex_reading.vocabulary.functions_read import undefined
from symgrad.operations.operations import ones
from symgrad.operations.whole_functions import function
from symgrad.papers.equations_ordered import in_order, symbols_in
from symgrad.papers.sizes_named import named_sizes
from symgrad.printing.names import latex_name
from symgrad.system.system import System

MOST_PARTS = 1_500  # names, numbers and functions of one System
# What a convention may say of a variable that comes from outside
_PROPERTIES = frozenset({"symmetric", "diagonal", "orthogonal", "positive definite", "lower", "upper", "sums to one"})


@taking(text=TEXT_OR_PATH, shapes=optional(MAPPING), conventions=optional(MAPPING))
def read_latex(
    text: str | Path, shapes: Mapping[str, Any] | None = None, conventions: Mapping[str, str] | None = None
) -> System:
    r"""The equations of a paper as a System.

    text         LaTeX, bare or with what stands around it: displays, macros, prose; or the Path of a file of TeX,
                 Markdown, R Markdown, HTML or Jupyter
    shapes       of names as they are written, sizes as names, symbols or numbers:
                 ``{"W_i": ("H", "D"), "b": ("H",), "L": ()}``
    conventions  how signs and names are meant, for instance ``{"*": "hadamard"}``

    Shapes and conventions may stand in the text, too: ``% symgrad: shapes W_i (H, D)``, ``% symgrad: convention "*" =
    "hadamard"``, in Markdown and HTML ``<!-- symgrad: ... -->``; the arguments of the call win.

    Names with t - 1 beside the same at t make a cell that carries them: ``h_{t-1}`` is ``h_prev`` in code.

    Raises LatexSyntaxError, with line and column, for what cannot be read; ShapeError for equations that no shapes fit;
    MissingRuleError for what has no matrix form.

    >>> print(read_latex(r"h_t = \tanh(W x_t + U h_{t-1} + b)"))
    h = tanh(W x + U h_prev + b)
    """
    source = source_of(text)
    shapes, conventions = settled([source], shapes, conventions)
    written = [*shapes, *conventions]
    found = text_read(source, declared_words(written))
    if not found.rows:
        source.refused(0, "an equation was expected, but none stands in this text.")
    reading = statements_of(
        found.rows, conventions, written, sizes_in(shapes), macros=found.macros, ranks=ranks_of(shapes),
        layers=letters_of_layers(shapes), words=found.words,
    )  # fmt: skip
    parts = sum(_weight(node) for statement in reading.statements for node in statement.walk())
    if parts > MOST_PARTS:
        told = f"{len(reading.statements)} equations of {parts} names, numbers and functions"
        source.refused(0, f"this text has {told}; a System is read of at most {MOST_PARTS}. Read a part of it.")
    by_key = {reading.keys.get(name, name): value for name, value in conventions.items()}
    try:
        defined = {one.left.variable for one in reading.statements if isinstance(one.left, Use)}
        said = declared_shapes(shapes, reading.keys, by_key)
        defined |= names_beside_sizes(reading.statements, sizes_in(shapes), said)
        declared = {**sizes_as_numbers(shapes, defined), **said}
        return SystemRead(reading, declared, by_key).system()
    except OverflowError:  # SymPy asks for digits of tanh(exp(exp(100)))
        source.refused(0, "a constant of this text is too large for any arithmetic; give it a name.")
    except NonInvertibleMatrixError:  # of constants alone, which SymPy inverts at once: (A / A)^{-1}
        source.refused(0, "the inverse of a constant matrix of this text does not exist.")


def _weight(node: Meaning) -> int:
    """How much a part of a formula counts: slopes are long once they are written out."""
    return 1 + 10 * node.primes**2 if isinstance(node, Call) else 1


class SystemRead:
    """Makes the System of the statements of one text."""

    def __init__(self, reading: Reading, declared: Mapping[str, Shape], conventions: Mapping[str, str]) -> None:
        self.reading = reading
        self.named = naming_of(reading.statements, declared, logs_named(reading.keys, reading.read))
        self.statements, self.solution = with_entries_solved(
            [replace(one, left=self.named(one.left), right=self.named(one.right)) for one in reading.statements],
            {*declared, *conventions},
            lambda some: solved(some, shapes_among(declared, some), conventions, reading.marks),
        )
        used = shapes_among(declared, self.statements)
        self._dims = named_sizes(self.solution, declared.values())
        self._spare = {name: shape for name, shape in declared.items() if name not in used and shape != SCALAR}
        self._symbols: dict[tuple[str, str], Any] = {}
        self._derivatives: dict[str, Shape] = {}
        self._taken: set[str] = {str(size) for size in self._dims.values()}
        rows = "rows" in (conventions.get("samples"), conventions.get("vectors"))
        self.lowering = Lowering(self.solution, self.symbol, self._sized, self._function, LOWERED, rows)
        self._given = frozenset(declared)
        self._held = {key: meant.replace(" ", "_") for key, meant in conventions.items() if meant in _PROPERTIES}
        self._declared = frozenset(name for name, meant in conventions.items() if meant.endswith("function"))
        self._scalar = frozenset(name for name, meant in conventions.items() if meant == "scalar function")

    def system(self) -> System:
        """The System: its equations in order, its carry where the text has steps."""
        equations: dict[Any, Any] = {}
        places: dict[Any, int] = {}
        sides: list[tuple[Statement, Any]] = []
        for statement in self.statements:
            left, letters = self._left(statement.left)
            name = getattr(left, "arg", left)
            if name in equations and places[name] == statement.span.start:
                continue  # a = b = c: the first says what a is
            places.setdefault(name, statement.span.start)
            self.lowering.sizes = dict(zip(letters, shape_of(left), strict=False))
            right = self.lowering.whole(statement.right, letters)
            if shape_of(left) and not shape_of(right):
                right = right * ones(*shape_of(left))
            if not shape_of(left) and shape_of(right) == (1, 1):
                right = right[0, 0]  # a product that is zero for all numbers
            if isinstance(left, sp.Transpose):
                left, right = left.arg, right.T
            sides.append((statement, right))
            if equations.setdefault(left, right) != right:
                statement.span.source.refused(
                    statement.span.start,
                    f"{statement.left.span.shown} is defined twice; each name stands for one thing.",
                )
        self._check_sizes(sides, equations)
        equations = in_order(equations)
        carry = self._carry(equations)
        used = {symbol for right in equations.values() for symbol in symbols_in(right)}
        self._tell_sizes(used)
        outputs = [*carry, *(left for left in equations if left not in used and left not in carry)]
        own = {key: symbol for key, symbol in self._symbols.items() if symbol not in equations}
        timed = self.reading.timed
        parameters = [symbol for (key, _), symbol in own.items() if timed and key not in timed]
        inputs = [symbol for symbol in own.values() if symbol not in parameters]
        return System(
            list(equations.items()), outputs=outputs, parameters=parameters, inputs=inputs, carry=carry or None
        )

    def _tell_sizes(self, used: Collection[Any]) -> None:
        """Make inputs of names that the caller declares and the text lacks, where they alone tell a size that it uses.

        They tell the n of tanh(n) when the System is computed.
        """
        told = {size for symbol in self._symbols.values() for one in shape_of(symbol) for size in one.free_symbols}
        for size in sorted({*self._dims.values()} & {*used} - told, key=str):
            spare = (key for key, shape in self._spare.items() if size in map(self._sized, shape))
            key = next(spare, None)
            if key is not None and (key, "") not in self._symbols:
                name = unlike(code_name(key, ""), self._taken)
                self._taken.add(name)
                self._symbols[key, ""] = self._made(name, key, self._spare[key])

    def _check_sizes(self, sides: Sequence[tuple[Statement, Any]], defined: Collection[Any]) -> None:
        """Refuse what has a size that nothing from outside has, as the I of det(2 I)."""
        given = [symbol for symbol in self._symbols.values() if symbol not in defined]
        known = {size for symbol in given for one in shape_of(symbol) for size in one.free_symbols}
        known |= {size for key, size in self._dims.items() if isinstance(key, str)}
        for statement, right in sides:
            alone = isinstance(statement.right, Constant)
            if not alone and {*self._dims.values()} & symbols_in(right) - known:
                raise ShapeError(
                    f"{statement.span.shown}: how many entries a number or a matrix in it has is open; declare the "
                    "shape of a name in this equation by shapes=, or write the matrix with a name of its own."
                )

    def _function(self, name: str) -> Callable[..., Any]:
        """A function that the text leaves open: of every entry, or of the whole where the caller says so.

        Raises MissingRuleError for a word that nothing declares: it may be any function of the whole.
        """
        if name not in self._declared and ((len(name) > 1 and name.isalpha()) or " " in name):
            raise MissingRuleError(
                f"the function {name} is not known here; say what it is by conventions="
                f"{{{name!r}: 'elementwise function'}}, or 'scalar function' for one that gives a number."
            )
        return function(code_name(name)) if name in self._scalar else undefined(code_name(name))

    def _left(self, left: Meaning) -> tuple[Any, tuple[str, ...]]:
        """The symbol that an equation defines, and the letters that count its entries."""
        if isinstance(left, Use):
            letters = tuple(place.letter for place in left.entries if isinstance(place, Affine))
            if len(letters) == len(left.entries) and all(letters) and len({*letters}) == len(letters):
                return self.symbol(Use(left.span, left.variable, left.time)), letters
        if isinstance(left, Derivative):
            return self.symbol(left), ()
        return left.span.source.refused(
            left.span.start, "the left side of an equation names what it defines: a variable, at t where it has steps."
        )

    def symbol(self, node: Meaning) -> Any:
        """The symbol of a variable at a time."""
        if isinstance(node, Derivative):
            key, shift = " ".join(node.span.text.split()), ""
            shape = self._derivatives.setdefault(key, self.solution.constants.get(id(node), SCALAR))
        else:
            assert isinstance(node, Use)
            key, shift = node.variable, self._shift(node)
            if key in IDENTITIES and key not in self._defined and key not in self._given:
                rows, columns = self.solution.shapes[key]
                if rows == columns != 1:
                    return sp.Identity(self._sized(rows))
            if key in self._dims and not node.entries and key not in self._defined and not node.time:
                return self._dims[key]
            shape = self.solution.shapes[key]
        if (key, shift) not in self._symbols:
            name = unlike(code_name(key, shift), self._taken)
            self._taken.add(name)
            try:
                self._symbols[key, shift] = self._made(name, key if not shift else "", shape)
            except SymgradError:
                node.span.source.refused(node.span.start, f"a name was expected, but {node.span.shown} came.")
        made = self._symbols[key, shift]
        return made.T if shape[0] == 1 and shape != SCALAR else made

    def _shift(self, node: Use) -> str:
        """The time of a use: "" for t, "-1" for one step before, the letters of a time that is none of these."""
        time = node.time
        if time is None or (time.letter in self.reading.times and not time.offset and not time.others):
            return ""
        if time.letter in self.reading.times and abs(time.offset) == 1 and not time.others:
            return f"{time.offset:+d}"
        raise MissingRuleError(
            f"{node.span.text}: a System that is read is of one step, t, with what it carries from t - 1; "
            "another time came."
        )

    @cached_property
    def _defined(self) -> set[str]:
        return {one.left.variable for one in self.statements if isinstance(one.left, Use)}

    def _made(self, name: str, key: str, shape: Shape) -> Any:
        """A symbol; a row is the transpose of a vector."""
        shape = shape[::-1] if shape[0] == 1 else shape
        sizes = [self._sized(size) for size in shape]
        made: Any = None
        for shown in (None, key):
            if shape == SCALAR:
                made = scalar(name, shown)
            else:
                held = {self._held[key]: True} if key in self._held else {}
                build: Any = vector if shape[1] == 1 else matrix
                made = build(name, *(sizes[:1] if build is vector else sizes), shown, **held)
            if not key or _plain(latex_name(made)) == _plain(key):
                break
        return made

    def _sized(self, size: Size) -> Any:
        if isinstance(size, tuple):
            return sp.Add(*map(self._sized, size))
        if isinstance(size, Compound):
            return size.at(self._dims.__getitem__)
        return size if isinstance(size, int) and size > 0 else self._dims[size]

    def _carry(self, equations: Mapping[Any, Any]) -> dict[Any, Any]:
        """What is carried: variables at t - 1 that are defined at t."""
        return {
            self._symbols[key, ""]: symbol
            for (key, shift), symbol in self._symbols.items()
            if shift == "-1" and symbol not in equations and self._symbols.get((key, "")) in equations
        }


def _plain(text: str) -> str:
    return "".join(sign for sign in text.replace(r"\mathrm", "") if sign not in "{} ")
