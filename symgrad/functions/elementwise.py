"""The elementwise functions: one row each, and all that symgrad knows of a function stands in its row.

A row acts on scalars (it makes a SymPy function) and, entry by entry, on vectors and matrices (it makes an
:class:`~symgrad.expressions.nodes.Elementwise` node). A function of your own is one more row, made by
:func:`elementwise` and used like those here; it is a value, nothing is registered anywhere.

At a kink the slope is that of the left side for ``relu``, ``leaky_relu``, ``step`` and ``hard_sigmoid``'s lower
corner, and 0 for ``abs`` and ``sign``: ``step(0) = sign(0) = 0``.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import sympy as sp
from sympy.core.function import UndefinedFunction

from symgrad.arguments.signatures import TEXT, Kind, function_of, optional, taking
from symgrad.arguments.sympified import sympified
from symgrad.errors import SymgradError
from symgrad.expressions.symbols.legal_names import is_code_name, latex_text, python_text
from symgrad.functions import sources
from symgrad.functions.elementwise_row import ElementwiseFunction as ElementwiseFunction
from symgrad.functions.elementwise_row import with_head
from symgrad.functions.heads import LOGISTIC, X, Y
from symgrad.functions.heads import ElementwiseHead as ElementwiseHead
from symgrad.functions.special_functions import of_one_argument
from symgrad.functions.sympy_functions import TABLE

OF_TWO, OF_ONE = function_of("x, y"), function_of("x")
FAMILY = Kind("a function", callable)
BOUNDS = Kind("two numbers", lambda value: isinstance(value, (list, tuple)) and len(value) == 2)


class OfSympy(ElementwiseFunction):
    """The row of a function that SymPy has, found by that."""

    def __reduce__(self) -> Any:
        return row_of, (self.head,)

    @property
    def is_known(self) -> bool:
        """It is one of symgrad's."""
        return True


@taking(
    name=TEXT, slope=OF_TWO, definition=optional(OF_ONE), numpy=TEXT, analytic=TEXT, helper=TEXT, told=TEXT,
    source=TEXT, values=optional(BOUNDS), family=optional(FAMILY),
)  # fmt: skip
def elementwise(
    name: str,
    slope: Callable[[sp.Expr, sp.Expr], Any],
    definition: Callable[[sp.Expr], Any] | None = None,
    latex: str | None = None,
    numpy: str = "",
    analytic: str = "",
    helper: str = "",
    values: tuple[int, int] | None = None,
    told: str = "",
    source: str = "",
    family: Callable[..., Any] | None = None,
) -> ElementwiseFunction:
    """A row for an elementwise function of your own.

    ``slope(x, y)`` is its derivative at x, where y = f(x); ``definition(x)`` says it in known functions and is
    what checks compare with; ``numpy`` is its code with ``{x}`` for the argument (by default the definition's);
    ``values`` are two numbers between which its values lie; ``told`` and ``source`` go into its docstring. With
    ``family(x, a)``, a formula of scalars, f takes parameters: f(x, a) stands for that formula, entry by entry.

    ``numpy``, ``analytic`` and ``helper`` are Python code that runs as it stands, and trusted as any code of yours;
    what ``helper`` defines has to have another name than what the helpers of other functions define. ``latex`` is
    checked as that of a :func:`symgrad.scalar` is. Raises SymgradError for a name that is no identifier, and for code
    that is none.

    >>> cube = elementwise("cube", slope=lambda x, y: 3 * x**2, definition=lambda x: x**3)
    >>> cube(sp.Symbol("b")).diff(sp.Symbol("b"))
    3*b**2
    """
    if not is_code_name(name):
        raise SymgradError(f"elementwise: a function's name must be an identifier, but {name!r} came.")
    if definition is None and not numpy:
        raise SymgradError(f"elementwise: {name} needs a definition or its NumPy code; give definition= or numpy=.")
    for code, kind in ((numpy, "eval"), (analytic, "exec"), (helper, "exec")):
        python_text(code.replace("{x}", "x"), kind, f"elementwise {name}")
    if latex is not None:
        latex_text(latex, f"elementwise {name}")
    spelled = name.replace("_", r"\_")
    return with_head(
        __name__,
        name=name,
        slope=sympified(slope(X, Y)),
        latex=latex or rf"\operatorname{{{spelled}}}",
        numpy=numpy,
        helper=helper,
        analytic=analytic,
        definition=None if definition is None else sympified(definition(X)),
        values=values,
        told=told,
        source=source,
        family=family,
    )


def _known(
    head: Any, slope: Any, latex: str, numpy: str, told: str, helper: str = "", analytic: str = "",
    values: tuple[int, int] | None = None,
) -> ElementwiseFunction:  # fmt: skip
    """A row for a function that SymPy has: it is its own definition."""
    name = {"Abs": "abs"}.get(head.__name__, head.__name__)
    return OfSympy(name, head, sympified(slope), latex, numpy, helper, analytic, head(X), values, told)


tanh = _known(sp.tanh, 1 - Y**2, r"\tanh", "np.tanh({x})", "the hyperbolic tangent", values=(-1, 1))
exp = _known(sp.exp, Y, r"\exp", "np.exp({x})", "the exponential")
log = _known(sp.log, 1 / X, r"\log", "np.log({x})", "the natural logarithm")
sin = _known(sp.sin, sp.cos(X), r"\sin", "np.sin({x})", "the sine", values=(-1, 1))
cos = _known(sp.cos, -sp.sin(X), r"\cos", "np.cos({x})", "the cosine", values=(-1, 1))
tan = _known(sp.tan, 1 + Y**2, r"\tan", "np.tan({x})", "the tangent")
sinh = _known(sp.sinh, sp.cosh(X), r"\sinh", "np.sinh({x})", "the hyperbolic sine")
cosh = _known(sp.cosh, sp.sinh(X), r"\cosh", "np.cosh({x})", "the hyperbolic cosine")
asinh = _known(
    sp.asinh, (1 + X**2) ** sp.Rational(-1, 2), r"\operatorname{arsinh}", "np.arcsinh({x})",
    "the inverse of the hyperbolic sine",
)  # fmt: skip
atan = _known(sp.atan, 1 / (1 + X**2), r"\arctan", "np.arctan({x})", "the inverse of the tangent")
erfc = OfSympy(
    "erfc", sp.erfc, -2 / sp.sqrt(sp.pi) * sp.exp(-(X**2)), r"\operatorname{erfc}",
    "2.0 * normal_cdf(-1.4142135623730951 * {x})", sources.NORMAL_CDF, sources.NORMAL_CDF_ANALYTIC,
    definition=sp.erfc(X),
    told="the complement of the error function",
)  # fmt: skip
erf = OfSympy(
    "erf", sp.erf, 2 / sp.sqrt(sp.pi) * sp.exp(-(X**2)), r"\operatorname{erf}", "erf({x})",
    sources.ERF, sources.ERF_ANALYTIC, definition=sp.erf(X), values=(-1, 1), told="the error function",
)  # fmt: skip
abs_ = _known(
    sp.Abs, sp.sign(X), r"\operatorname{abs}", "np.abs({x})", "the absolute value, with the slope 0 at 0",
    analytic="{x} * np.sign({x}.real)",
)  # fmt: skip
sign = _known(
    sp.sign,
    0,
    r"\operatorname{sign}",
    "np.sign({x})",
    "the sign, 0 at 0",
    analytic="np.sign({x}.real) + 0.0 * {x}",
    values=(-1, 1),
)

sigmoid = with_head(
    __name__, "sigmoid", LOGISTIC, slope=Y * (1 - Y), definition=1 / (1 + sp.exp(-X)), latex=r"\sigma",
    numpy="sigmoid({x})", analytic=sources.SIGMOID_ANALYTIC, helper=sources.SIGMOID,
    values=(0, 1), told="the logistic function",
)  # fmt: skip
step = elementwise(
    "step", lambda x, y: 0, lambda x: sp.Piecewise((1, x > 0), (0, True)), r"\operatorname{step}",
    "np.heaviside({x}, 0.0)", "np.heaviside({x}.real, 0.0) + 0.0 * {x}",
    values=(0, 1), told="Heaviside's step, 0 at 0",
)  # fmt: skip
relu = elementwise(
    "relu", lambda x, y: step(x), lambda x: sp.Piecewise((x, x > 0), (0, True)), r"\operatorname{relu}",
    "np.maximum({x}, 0.0)", "{x} * np.heaviside({x}.real, 0.0)",
    told="the rectified linear unit, with the slope 0 at 0",
    source="Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, 2010",
)  # fmt: skip
leaky_relu = elementwise(
    "leaky_relu", lambda x, y: sp.Rational(1, 100) + sp.Rational(99, 100) * step(x),
    lambda x: sp.Piecewise((x, x > 0), (x / 100, True)), r"\operatorname{leakyrelu}",
    "np.where({x} > 0, {x}, 0.01 * {x})", "np.where({x}.real > 0, {x}, 0.01 * {x})",
    family=lambda x, a: sp.Piecewise((x, x > 0), (a * x, True)),
    told="the rectified linear unit with the slope 1/100 at 0 and below; leaky_relu(x, a) with the slope a",
    source="Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013",
)  # fmt: skip
elu: ElementwiseFunction = elementwise(
    "elu", lambda x, y: sp.exp(-relu(-x)), lambda x: sp.Piecewise((x, x > 0), (sp.exp(x) - 1, True)),
    r"\operatorname{elu}", "np.where({x} > 0, {x}, np.expm1(np.minimum({x}, 0.0)))",
    "np.where({x}.real > 0, {x}, np.expm1(np.where({x}.real > 0, 0.0, {x})))",
    family=lambda x, alpha: sp.Piecewise((x, x > 0), (alpha * elu(x), True)),
    told="the exponential linear unit; elu(x, alpha) with alpha times the exponential, and the slope alpha at 0",
    source="Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning "
    "by Exponential Linear Units, 2016",
)  # fmt: skip
softplus = elementwise(
    "softplus", lambda x, y: sigmoid(x), lambda x: sp.log(1 + sp.exp(x)), r"\operatorname{softplus}",
    "np.logaddexp(0.0, {x})",
    "np.where({x}.real > 0.0, {x}, 0.0) + np.log1p(np.exp(np.where({x}.real > 0.0, -{x}, {x})))",
    told="a smooth form of the rectified linear unit",
    source="Dugas et al., Incorporating Second-Order Functional Knowledge for Better Option Pricing, 2001",
)  # fmt: skip
log_sigmoid = elementwise(
    "log_sigmoid", lambda x, y: sigmoid(-x), lambda x: -sp.log(1 + sp.exp(-x)), r"\log\sigma",
    "-np.logaddexp(0.0, -{x})",
    "np.where({x}.real < 0.0, {x}, 0.0) - np.log1p(np.exp(np.where({x}.real < 0.0, {x}, -{x})))",
    told="the logarithm of the logistic function",
)  # fmt: skip
silu = elementwise(
    "silu", lambda x, y: sigmoid(x) * (1 + x * sigmoid(-x)), lambda x: x / (1 + sp.exp(-x)),
    r"\operatorname{silu}", "{x} * sigmoid({x})", sources.SIGMOID_ANALYTIC, sources.SIGMOID,
    told="the sigmoid linear unit, or swish",
    source="Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units for Neural Network Function Approximation, 2018",
)  # fmt: skip
hard_sigmoid = elementwise(
    "hard_sigmoid", lambda x, y: (step(x + 3) - step(x - 3)) / 6,
    lambda x: sp.Piecewise((0, x <= -3), (1, x > 3), (x / 6 + sp.Rational(1, 2), True)),
    r"\operatorname{hardsigmoid}", "np.clip({x} / 6.0 + 0.5, 0.0, 1.0)",
    "np.where(np.abs({x}.real) < 3.0, {x} / 6.0 + 0.5, np.heaviside({x}.real, 0.0) + 0.0 * {x})",
    values=(0, 1), told="the logistic function in three straight pieces",
    source="Howard et al., Searching for MobileNetV3, 2019",
)  # fmt: skip
normal_pdf = elementwise(
    "normal_pdf", lambda x, y: -x * y, lambda x: sp.exp(-(x**2) / 2) / sp.sqrt(2 * sp.pi), r"\varphi",
    "np.exp(-0.5 * {x} * {x}) * 0.3989422804014327",
    told="the density of the standard normal distribution",
)  # fmt: skip
normal_cdf = elementwise(
    "normal_cdf", lambda x, y: normal_pdf(x), lambda x: sp.erfc(-x / sp.sqrt(2)) / 2, r"\Phi",
    "normal_cdf({x})", sources.NORMAL_CDF_ANALYTIC, sources.NORMAL_CDF,
    values=(0, 1), told="the standard normal distribution function",
)  # fmt: skip
gelu = elementwise(
    "gelu", lambda x, y: normal_cdf(x) + x * normal_pdf(x), lambda x: x * sp.erfc(-x / sp.sqrt(2)) / 2,
    r"\operatorname{gelu}", "{x} * normal_cdf({x})", sources.NORMAL_CDF_ANALYTIC, sources.NORMAL_CDF,
    told="the Gaussian error linear unit",
    source="Hendrycks and Gimpel, Gaussian Error Linear Units, 2016",
)  # fmt: skip
_TANH_GELU_SLOPE = 2 * sp.sqrt(2 / sp.pi) * (1 + 3 * sp.Rational(44715, 1000000) * X**2)
_TANH_GELU = 2 * sp.sqrt(2 / sp.pi) * (X + sp.Rational(44715, 1000000) * X**3)
gelu_tanh = elementwise(
    "gelu_tanh", lambda x, y: sigmoid(_TANH_GELU) * (1 + x * sigmoid(-_TANH_GELU) * _TANH_GELU_SLOPE),
    lambda x: x / 2 * (1 + sp.tanh(_TANH_GELU / 2)), r"\operatorname{gelu}_{\tanh}",
    "{x} * sigmoid(1.5957691216057308 * ({x} + 0.044715 * {x} * {x} * {x}))",
    sources.SIGMOID_ANALYTIC, sources.SIGMOID,
    told="the Gaussian error linear unit with tanh in the place of erf",
    source="Hendrycks and Gimpel, Gaussian Error Linear Units, 2016",
)  # fmt: skip

_FURTHER = [_known(*known) for known in (*TABLE, *of_one_argument())]
_NAMED = (tanh, exp, log, sin, cos, tan, sinh, cosh, asinh, atan, erf, erfc, abs_, sign)
ROWS: MappingProxyType[Any, ElementwiseFunction] = MappingProxyType({row.head: row for row in (*_NAMED, *_FURTHER)})
asin, acos, acosh, atanh = (ROWS[head] for head in (sp.asin, sp.acos, sp.acosh, sp.atanh))


def row_of(head: Any) -> ElementwiseFunction | None:
    """The row of a SymPy function class, or None where symgrad knows none.

    An undefined function f has the slope f', by name; what it is, its row cannot say.
    """
    if isinstance(head, UndefinedFunction):
        slope = sp.Function(f"{head.__name__}'")(X)
        return ElementwiseFunction(head.__name__, head, slope, head.__name__)
    return getattr(head, "row", None) or ROWS.get(head)
