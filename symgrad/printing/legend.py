"""What the marks and the words of a display mean: sentences to stand beside it.

A mark is told with a variable of the display that wears it. Signs that every reader of formulas knows are not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from symgrad.expressions.symbols import Ahead, At, Common, Cotangent, Derived, Inner, Next, Part, Seed, Share, Tangent
from symgrad.printing.formula import Formula
from symgrad.printing.looks import look
from symgrad.printing.marks import shown_in

# A word of LaTeX -> what it means.
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        r"\operatorname{LN}": r"{}(x; \epsilon)$ is $(x - \text{mean}) / \operatorname{std}(x; \epsilon)$",
        r"\operatorname{std}": r"{}(x; \epsilon)$ is $\sqrt{\text{variance} + \epsilon}$ of the entries",
        r"\operatorname{rms}": r"{}(x; \epsilon)$ is $\sqrt{\text{mean square} + \epsilon}$ of the entries",
        r"\operatorname{rmsnorm}": r"{}(x; \epsilon)$ is $x / \operatorname{rms}(x; \epsilon)$",
        r"\sigma": "{}$ is the logistic function",
        r"\operatorname{step}": "{}$ is 1 above 0, else 0",
        r"\mathbf{1}": "{}$ is a vector of ones",
        r"\mathsf{1}": "{}$ is a vector of ones",
    }
)
_INNER = re.compile(r"\\langle\b[^,]+, .*?\\rangle")  # and not the mark of a time step
_SLOPE = re.compile(r"'(?:\\[Bb]igg?l)?\(")  # \sigma'(z), but not f' (1 - z) for a variable f'


def legend(program: Any, formula: Formula, lines: Sequence[str], inner: bool = True) -> list[str]:
    """Sentences, without a full stop, on the marks of a program's variables and the words in its lines.

    Without ``inner`` the arguments inside equations are left out, where they are told elsewhere.

    >>> import symgrad as sg
    >>> from symgrad.printing import latex_formula
    >>> back = sg.cells.dense().gradient()
    >>> legend(back, latex_formula(back, "plain"), [])[0]
    '$\\\\bar{y}$ is the cotangent of $y$, the gradient with respect to it'
    """
    text = "".join(lines)
    return list(dict.fromkeys([*_signs(text, formula), *_marks(program, formula, inner), *_words(text, formula)]))


def _signs(text: str, formula: Formula) -> Iterator[str]:
    """The signs of products and quotients that not every reader knows, as the notation has them."""
    style: Any = formula.style
    notation = style.notation
    if notation.hadamard in text:
        yield f"${notation.hadamard}$ multiplies entry by entry"
    if notation.divide in text:
        yield f"${notation.divide}$ divides entry by entry"
    if notation.outer == "angle" and r"\langle" in text:
        yield r"$\langle u, v \rangle$ is the outer product $u v^{\top}$"
    elif _INNER.search(text):
        yield r"$\langle A, B \rangle$ is the sum of the products of the entries"
    if style.delta == r"\delta" and r"\delta_{" in text:
        yield r"$\delta_{i,j}$ is 1 where $i = j$, else 0"


def _marks(program: Any, formula: Formula, tell_inner: bool) -> Iterator[str]:
    style: Any = formula.style
    plain = [variable.primal if isinstance(variable, At) else variable for variable in shown_in(program)]
    shown = dict.fromkeys(variable for variable in plain if isinstance(variable, Derived))

    def worn(kind: type, of: type | None = None) -> list[Any]:
        """The variables of a kind: of what is derived itself so, or of plain ones."""
        own = [variable for variable in shown if isinstance(variable, kind)]
        return [v for v in own if (isinstance(v.primal, of) if of else not isinstance(v.primal, Derived))]

    letter = re.search(r"L|\\mathcal\{.\}", style.notation.cotangent)
    if letter and worn(Cotangent):
        yield f"${letter[0]}$ is what is differentiated, a number"
    for kind, told in _KINDS.items():
        for variable in worn(kind)[:1]:
            yield told.format(formula(variable), formula(variable.primal))
    for kind, told in _SCRIPTED.items():
        for variable in [variable for variable in shown if isinstance(variable, kind)][:1]:
            yield told.format(formula(variable), formula(variable.primal))
    common = worn(Cotangent, Common)
    inner = list(dict.fromkeys(v.primal for v in worn(Cotangent, Inner) if v not in common))
    if inner and tell_inner:
        of = list(dict.fromkeys(place.primal for place in inner))
        are = "is the argument" if len(inner) == 1 else "are the arguments"
        yield f"{_listed(formula, inner)} {are} inside the equation{'s' * (len(of) > 1)} of {_listed(formula, of)}"
    if common:
        are = "is a factor" if len(common) == 1 else "are factors"
        yield f"{_listed(formula, common)} {are} that several terms share"


_KINDS: Mapping[type, str] = MappingProxyType(
    {
        Cotangent: "${}$ is the cotangent of ${}$, the gradient with respect to it",
        Seed: "${}$ is the cotangent of ${}$ that comes from outside",
        Tangent: "${}$ is the tangent of ${}$, the direction in which it moves",
    }
)


_SCRIPTED: Mapping[type, str] = MappingProxyType(
    {
        Next: "${}$ is ${}$ of one step later",
        Share: "${}$ is the part of ${}$ that one sweep through time gives",
        Part: "${}$ is a part of the equation of ${}$",
        Ahead: "${}$ is a part of the equation of ${}$, computed for every step beforehand",
    }
)


def _listed(formula: Formula, variables: Any) -> str:
    words = [f"${formula(variable)}$" for variable in variables]
    return ", ".join(words[:-1]) + (" and " if words[1:] else "") + words[-1]


def _words(text: str, formula: Formula) -> Iterator[str]:
    style: Any = formula.style
    if _SLOPE.search(text):
        yield r"$f'$ is the slope of a function $f$, entry by entry"
    for word, told in _WORDS.items():
        letters = style.marks.letters  # of the display's own names
        if look(word) not in letters and re.search(rf"{re.escape(word)}(?![A-Za-z])", text):
            yield f"${told.replace('{}', word, 1)}"
