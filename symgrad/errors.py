"""The errors of symgrad: each says what failed, in which equation, what was expected, what came, what to do."""


class SymgradError(Exception):
    """Base of all errors that symgrad raises on purpose."""


class MissingRuleError(SymgradError, NotImplementedError):
    """A node has no rule for what was asked of it. symgrad never answers zero instead."""


class ShapeError(SymgradError, ValueError):
    """Shapes do not agree: inside an equation, between its two sides, or in an array given to a function."""


class NameClashError(SymgradError, ValueError):
    """Two different things would have the same name."""


class UnboundNameError(SymgradError, LookupError):
    """A name was used that nothing defines."""


class ArgumentError(SymgradError, TypeError):
    """A function was called with a missing or an unknown argument, or with something that is not a number."""


class DomainError(ArgumentError, ArithmeticError):
    """Numbers came at which what is computed has no value: a singular matrix that is inverted, eigenvalues of nan."""


class TooLongError(SymgradError):
    """A formula that nobody could write: parts of it stand in it again and again. Given names, it is short."""


class LatexSyntaxError(SymgradError, SyntaxError):
    """LaTeX that cannot be read; the message shows line, column and a caret.

    ``line`` and ``column`` count from one; they are None where the text came from no place.
    """

    line: int | None = None
    column: int | None = None


class MissingPackageError(SymgradError, ImportError):
    """An optional package is not installed; the message says how to install it."""
