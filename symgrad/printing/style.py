"""What a style of printing has to say; everything else (order, signs, brackets) is the same for all styles."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from symgrad.printing.pieces import Piece

Delimiters = Literal["round", "abs", "norm", "angle"]


def first_free(sign: str, instead: str, is_taken: Callable[[str], bool]) -> str:
    """A sign, or what stands instead of it where it is taken, with primes where that is taken too."""
    forms = itertools.chain([sign], (instead + "'" * count for count in itertools.count()))
    return next(form for form in forms if not is_taken(form))


class Style(ABC):
    """How the parts of a formula are spelled.

    hadamard, divide  between the factors of an entry-by-entry product, or quotient
    kronecker         between the factors of a Kronecker product
    kronecker_apart   the same where that sign would seem to be another product
    convolution, correlation   the signs between their two arguments
    frobenius         the mark of a product of matrices in angles, where angles mean another product
    ones, zeros       the vector of ones, and what is zero where 0 would be taken for the number
    times             between the rows and the columns of a matrix
    norms             the signs of the norm of a vector, and of the Frobenius norm of a matrix
    identity, unit    the letters of the identity, and of a column of it
    commutation       the letter of the matrix that turns vec(X) into vec(X^T), before its sizes
    duplication       that of the one that turns vech(S) into vec(S), for symmetric S
    elimination       that of the one that turns vec(X) into vech(X)
    half_triangle     the letter of the lower triangle with half of its diagonal
    frechet           the letter of the derivative of a function of a matrix, before its name
    jacobian          that of the Jacobian of an undefined function, and the signs of its other derivatives, with what
                      stands behind them
    delta             Kronecker's delta, before its indices
    eigenvalue, eigenvector   their letters, before the index
    constants         SymPy's own numbers, by name
    numbers           the variables that say a position and are a number too
    relations         the signs of comparisons
    fraction_in_front whether a number that is no integer is a factor of its own (``\\frac{1}{2} x``, not ``x / 2``)
    """

    hadamard: str
    divide: str
    kronecker: str
    kronecker_apart: str
    convolution: str
    correlation: str
    frobenius: str
    ones: str
    zeros: str
    times: str
    norms: tuple[str, str]
    delta: str
    eigenvalue: str
    eigenvector: str
    identity: str
    unit: str
    commutation: str
    duplication: str
    elimination: str
    half_triangle: str
    frechet: str
    jacobian: str
    differentiation: str
    nabla: str
    by_place: str
    after_sign: str
    constants: Mapping[str, str]
    numbers: frozenset[Any]
    relations: Mapping[str, str]
    fraction_in_front: bool

    @abstractmethod
    def between(self, left: Piece, right: Piece) -> str:
        """What stands between two factors of a product, a sign where the right one begins with a digit."""

    @abstractmethod
    def variable(self, symbol: Any) -> Piece:
        """The name of a variable: LETTER if it is bare, ATOM if it has a subscript, POWER if it has a superscript."""

    @abstractmethod
    def at_time(self, symbol: Any, time: str) -> str:
        """The name of a variable at a time that is spelled."""

    @abstractmethod
    def moded(self, sign: str, mode: str) -> str:
        """A sign with a word that says which part of its result is meant."""

    @abstractmethod
    def is_name(self, text: str) -> bool:
        """Whether this is how a variable of the display looks."""

    @abstractmethod
    def function(self, head: Any) -> str | None:
        """The name of a function, None where nothing tells it."""

    @abstractmethod
    def vector_function(self, row: Any) -> str:
        """The name of a function of a whole vector, or its form with ``{x}`` for the argument."""

    @abstractmethod
    def word(self, name: str) -> str:
        """tr, diag, sum, ... as an operator."""

    def applied(self, name: str, inside: str) -> str:
        """A function in front of its argument in brackets."""
        return name + inside

    def is_compound(self, name: str) -> bool:
        """Whether a function has a name of several, so that a power behind it could be that of either."""
        return name.count("\\") > 1

    @abstractmethod
    def brackets(self, text: str, depth: int = 0, delimiters: Delimiters = "round") -> str:
        """Text in brackets, of a size that fits ``depth`` brackets inside."""

    @abstractmethod
    def is_wide(self, part: Piece, share: float = 0.5) -> bool:
        """Whether a part takes more of a line than this share, so that it should stand where a line can be broken."""

    def ordered(self, name: str, order: str, at: str) -> str | None:
        """A function with its order as an index or raised; None where the order stands among the arguments."""
        return None

    @abstractmethod
    def number(self, number: Any) -> Piece:
        """A nonnegative number."""

    @abstractmethod
    def power(self, base: str, exponent: str) -> str:
        """A base with an exponent, both printed."""

    @abstractmethod
    def power_each(self, base: str, exponent: str, vector: bool) -> str:
        """Every entry to a power."""

    @abstractmethod
    def root(self, argument: Piece) -> Piece:
        """The square root."""

    @abstractmethod
    def exponential(self, argument: Piece) -> Piece | None:
        """e to a short power, None where it should be written as a function."""

    @abstractmethod
    def fraction(self, above: Piece, below: Piece) -> Piece:
        """A quotient of scalars."""

    @abstractmethod
    def transposed(self, base: Piece) -> str:
        """The transpose."""

    @abstractmethod
    def inverse(self, base: Piece, transposed: bool) -> str:
        """The inverse, or its transpose."""

    @abstractmethod
    def dot(self, left: Piece, right: Piece) -> Piece:
        """The dot product of vectors."""

    @abstractmethod
    def outer(self, left: Piece, right: Piece) -> Piece | None:
        """The outer product, None where it is written as any matrix product."""

    @abstractmethod
    def stack(self, blocks: Sequence[Piece]) -> str:
        """Blocks one below the other."""

    @abstractmethod
    def indexed(self, base: str, indices: Sequence[str]) -> str:
        """An entry; indices count from 1."""

    @abstractmethod
    def ranged(self, base: str, first: str, last: str) -> str:
        """Some rows; both ends count from 1 and are included."""

    @abstractmethod
    def table(self, lines: Sequence[Sequence[str]]) -> str:
        """A matrix by its printed entries, a sequence for each row."""

    @abstractmethod
    def cases(self, cases: Sequence[tuple[str, str]]) -> str:
        """A value by cases: value and condition of each, "" for the condition of what holds otherwise."""

    @abstractmethod
    def sum(self, index: str, first: str, last: str) -> str:
        """The sign of a sum over an index; both ends count from 1 and are included."""

    @abstractmethod
    def determinant(self, argument: Piece) -> Piece:
        """The determinant."""

    @abstractmethod
    def time_sum(self, first: str, last: str) -> str:
        """The sign of a sum over t, in front of its term."""

    @abstractmethod
    def partial(self, numerator: Piece, denominator: Piece) -> Piece:
        """The partial derivative of one thing with respect to another."""
