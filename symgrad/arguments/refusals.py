"""What has no meaning between symbols, and what to write instead: the errors of Python's and NumPy's operators."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.arguments.shown import Shown
from symgrad.arguments.sizes import shape_text
from symgrad.errors import ArgumentError, MissingRuleError, ShapeError, SymgradError

_LONG = 60  # characters of an expression that an error quotes
_MANY = 40  # names that an error lists


def short(expr: Any) -> str:
    """An expression as text, its beginning where it is long."""
    text = str(expr)
    return text if len(text) <= _LONG else f"{text[:_LONG]}..."


def told_names(names: Iterable[Any]) -> str:
    """Names one after the other; of very many the first ones, and how many more there are.

    >>> told_names(["x", "y"]), told_names([f"x_{k}" for k in range(3000)])[-18:]
    ('x, y', 'x_39 and 2960 more')
    """
    told = list(map(str, names))
    more = f" and {len(told) - _MANY} more" if len(told) > _MANY else ""
    return ", ".join(told[:_MANY]) + more


def shown(value: Any) -> str:
    """Anything that came, as code and with its type."""
    return f"{short(repr(value))}, of type {type(value).__name__},"


def seen(expr: Any) -> str:
    """An expression and its shape."""
    return f"{short(expr)} is {shape_text(expr.shape)}"


# -- operators ---------------------------------------------------------------------------------------------------------


def no_sum(left: Any, right: Any) -> SymgradError:
    """For two matrices of different shapes."""
    return ShapeError(f"a sum needs parts of one shape, but {seen(left)} and {seen(right)}.")


def no_scalar(value: Any) -> SymgradError:
    """For a function of a matrix that SymPy takes for a number, and for a symbol that does not commute."""
    return ArgumentError(
        f"{short(value)} stands beside a matrix and is no scalar; for a function of every entry write sg.tanh(x), or "
        f"x.applyfunc(f), for one of a square matrix sg.expm(A)."
    )


def no_product(left: Any, right: Any) -> SymgradError:
    """For two matrices whose product has no shape."""
    return ShapeError(
        f"in a product {seen(left)}, with {left.shape[1]} columns, but {seen(right)}, with {right.shape[0]} rows; "
        f"for the entry-by-entry product write sg.hadamard(u, v), for u^T v write sg.dot(u, v)."
    )


def no_quotient(left: Any, right: Any) -> SymgradError:
    """For a division by a vector, or by a matrix that no inverse fits."""
    told = f"A/B of matrices is A*B.inv(), but {seen(right)}" if right.shape[1] != 1 else f"{seen(right)}"
    return ShapeError(
        f"no quotient of {short(left)} and {short(right)}, since {told}; for the entry-by-entry quotient write "
        f"sg.divide({short(left)}, {short(right)})."
    )


def zero_division(left: Any) -> SymgradError:
    """For a division by the number zero."""
    return ArgumentError(f"{short(left)} is divided by 0, which no number is.")


def no_root(base: Any, exponent: Any) -> SymgradError:
    """For a power of a power of a square matrix that is no whole number."""
    return MissingRuleError(
        f"no rule for ({short(base)})**({short(exponent)}), which SymPy takes for a power of the inner base; write "
        f"sg.sqrtm(...) for a root, sg.expm(e*sg.logm(...)) for the exponent e."
    )


def no_power(base: Any, exponent: Any) -> SymgradError:
    """For the power of what is not square."""
    return ShapeError(
        f"a power is of a square matrix, but {seen(base)}; for the power of each entry write sg.hadamard(x, x), "
        f"sg.divide(1, x) or sg.sqrt(x)."
    )


def matrix_exponent(base: Any, exponent: Any) -> SymgradError:
    """For a vector or a matrix as an exponent."""
    return ArgumentError(
        f"no power of {short(base)} with {short(exponent)} as its exponent, since {seen(exponent)}; for the power "
        f"of each entry write sg.exp(sg.log(a)*x), for the exponential of a matrix sg.expm(X)."
    )


def no_inverse(matrix: Any) -> SymgradError:
    """For the inverse of what is not square."""
    return ShapeError(f"an inverse is of a square matrix, but {seen(matrix)}; sg.pinv is the pseudo-inverse.")


def absolute(matrix: Any) -> SymgradError:
    """For Python's abs, which could be the entries, the length or the determinant."""
    return ArgumentError(
        f"abs({short(matrix)}) is not defined, since {seen(matrix)}; for the absolute value of each entry write "
        f"sg.abs(x), for the length sg.norm(x)."
    )


def remainder(matrix: Any) -> SymgradError:
    """For ``%`` and ``//``."""
    return ArgumentError(f"no remainder of {short(matrix)}, which has no derivative where it jumps; {seen(matrix)}.")


def comparison(matrix: Any, other: Any) -> SymgradError:
    """For ``v > 0``, and ``max(0, v)``, which compares."""
    return ArgumentError(
        f"{short(matrix)} and {short(other)} cannot be compared, since {seen(matrix)}; for max(0, x) write "
        f"sg.relu(x), for the larger of two entry by entry sg.larger(u, v), for 1 where x > 0 sg.step(x), for the "
        f"largest entry sg.maximum(x)."
    )


def iteration(matrix: Any) -> SymgradError:
    """For a loop over the entries of what has a symbolic size."""
    return ArgumentError(
        f"the entries of {short(matrix)} cannot be listed, since {seen(matrix)}; their sum is sg.total(x), their "
        f"largest sg.maximum(x), and one of them x[i]."
    )


# -- NumPy -------------------------------------------------------------------------------------------------------------

_OPERATORS: Mapping[str, Any] = MappingProxyType({
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "matmul": operator.matmul,
    "divide": operator.truediv, "true_divide": operator.truediv, "power": operator.pow, "negative": operator.neg,
})  # fmt: skip

# NumPy's name: what to write.
_INSTEAD: Mapping[str, str] = MappingProxyType({
    "add": "u + v", "subtract": "u - v", "multiply": "sg.hadamard(u, v)", "matmul": "A*x", "divide": "sg.divide(u, v)",
    "true_divide": "sg.divide(u, v)", "power": "sg.hadamard(x, x)", "negative": "-x", "absolute": "sg.abs(x)",
    "maximum": "sg.larger(u, v)", "fmax": "sg.larger(u, v)", "greater": "sg.step(x)", "less": "sg.step(-x)",
    "square": "sg.hadamard(x, x)", "reciprocal": "sg.divide(1, x)", "arctan": "sg.atan(x)", "arcsinh": "sg.asinh(x)",
    "dot": "sg.dot(u, v), or A*x", "vdot": "sg.dot(u, v)", "inner": "sg.dot(u, v)", "sum": "sg.total(x)",
    "mean": "sg.mean(x)", "max": "sg.maximum(x)", "amax": "sg.maximum(x)", "concatenate": "sg.concat(u, v)",
    "vstack": "sg.concat(u, v)", "outer": "sg.outer(u, v)", "diag": "sg.diag(u), or sg.diagonal(X)",
    "trace": "sp.Trace(X)", "transpose": "X.T", "norm": "sg.norm(x)", "inv": "X.inv()", "pinv": "sg.pinv(X)",
    "solve": "A.inv()*b", "det": "sp.Determinant(X)", "slogdet": "sg.logdet(X)", "kron": "sp.KroneckerProduct(A, B)",
    "convolve": "sg.convolve(x, w)", "correlate": "sg.correlate(x, w)", "cumsum": "sg.cumsum(x)",
    "cumprod": "sg.cumprod(x)", "roll": "sg.roll(x, k)", "take": "sg.gather(X, index)",
})  # fmt: skip
_SAME_NAME = frozenset(["tanh", "exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "sign", "abs"])


def is_array(value: Any) -> bool:
    """Whether something is an array of numbers: NumPy's, or another with its protocol; a single number is none."""
    return (
        not isinstance(value, (sp.Basic, sp.MatrixBase, type))
        and hasattr(value, "__array__")
        and bool(getattr(value, "ndim", 1))
    )


def array_beside(value: Any) -> SymgradError:
    """For an array of numbers in a formula of symbols."""
    shape = getattr(value, "shape", None)
    of_shape = f" of shape {tuple(shape)}" if shape is not None else ""
    return ArgumentError(
        f"an array of numbers{of_shape} came where symbols are; give it a name by sg.vector(...) or sg.matrix(...), "
        f"and the numbers to the compiled function; ones are sg.ones(n)."
    )


def array_of(matrix: Any) -> SymgradError:
    """For an array made of symbols."""
    return ArgumentError(
        f"{short(matrix)} has no numbers to make an array of, since {seen(matrix)}; compile it with "
        f"sg.lambdify(expression), which takes arrays."
    )


def numpy_operator(matrix: Any, ufunc: Any, method: str, inputs: tuple[Any, ...]) -> Any:
    """The operator that NumPy's function stands for, where only single numbers are beside; else an error."""
    if any(is_array(value) for value in inputs):
        raise array_beside(next(value for value in inputs if is_array(value)))
    name = ufunc.__name__
    if method == "__call__" and name in _OPERATORS:
        return _OPERATORS[name](*(value.item() if hasattr(value, "item") else value for value in inputs))
    raise numpy_function(matrix, name)


def numpy_function(matrix: Any, name: str) -> SymgradError:
    """For a function of NumPy applied to symbols."""
    wanted = _INSTEAD.get(name, f"sg.{name}(x)" if name in _SAME_NAME else "")
    told = f"write {wanted}" if wanted else "write it with symgrad's functions"
    return ArgumentError(f"np.{name} takes numbers, but {short(matrix)} is made of symbols; {told}.")


# -- SymPy's derivatives -----------------------------------------------------------------------------------------------


def sympys_derivative(of: str) -> SymgradError:
    """For SymPy's ``diff``, which is wrong or endless on matrices."""
    return MissingRuleError(
        f"SymPy's diff does not know how to differentiate {of}; write sg.gradient(expression, x) for a scalar "
        f"expression, sg.jacobian(expression, x) for a vector."
    )


class NotBySympy(Shown):
    """Mixin for nodes: SymPy's ``diff`` says which functions of symgrad to use; it is 0 where x does not stand."""

    def diff(self, *symbols: Any, **options: Any) -> Any:
        held = self.free_symbols  # type: ignore[attr-defined]
        if any(symbol in held for symbol in symbols if getattr(symbol, "is_Matrix", False)):
            raise sympys_derivative(f"{short(self)} with respect to {symbols[0]}")
        return super().diff(*symbols, **options)  # type: ignore[misc]

    def _eval_derivative(self, symbol: Any) -> Any:
        raise sympys_derivative(f"{short(self)} with respect to {symbol}")

    def _eval_derivative_matrix_lines(self, symbol: Any) -> Any:
        raise sympys_derivative(f"{short(self)} with respect to {symbol}")
