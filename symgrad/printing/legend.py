"""What the marks and the words of a display mean: sentences to stand beside it.

A mark is told with a variable of the display that wears it. Signs that every reader of formulas knows are not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from symgrad.expressions.nodes import LineReduction, MatrixMap, Reduction, VectorMap
from symgrad.expressions.nodes.node import Node
from symgrad.expressions.symbols import Ahead, At, Common, Cotangent, Derived, Inner, Next, Part, Seed, Share, Tangent
from symgrad.expressions.traversal import postorder
from symgrad.functions.called import heads_in
from symgrad.functions.elementwise import row_of
from symgrad.functions.special_functions import by_head
from symgrad.printing.formula import Formula
from symgrad.printing.latex import KRONECKER
from symgrad.printing.marks import shown_in
from symgrad.printing.sequence_words import WORDS, signs_told, words_of
from symgrad.printing.told_factors import told_factors

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
        **WORDS,
    }
)
_ANGLES = re.compile(r"\\langle\b|\\rangle(?P<mark>_F)?|, ")
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
    return list(
        dict.fromkeys([*_signs(text, formula), *_marks(program, formula, inner), *_words(program, text, formula)])
    )


def _signs(text: str, formula: Formula) -> Iterator[str]:
    """The signs of products and quotients that not every reader knows, as the notation has them."""
    style: Any = formula.style
    notation = style.notation
    if _stands(notation.hadamard, text):
        yield f"${notation.hadamard}$ multiplies entry by entry"
    if _stands(notation.divide, text):
        yield f"${notation.divide}$ divides entry by entry"
    if notation.outer == "otimes" and _stands(r"\otimes", text):
        yield r"$u \otimes v$ is the outer product $u v^{\top}$"
    if KRONECKER in text:
        yield f"${KRONECKER}$ is the Kronecker product"
    angles = set(_pairs(text))
    if notation.outer == "angle" and "" in angles:
        yield r"$\langle u, v \rangle$ is the outer product $u v^{\top}$"
    if (mark := style.frobenius) in angles:
        yield rf"$\langle A, B \rangle{mark}$ is the sum of the products of the entries"
    yield from signs_told(text, style)
    for number in sorted(style.numbers, key=str):
        yield f"${formula(number)}$ counts from 0, and entries count from 1"
    if style.delta == r"\delta" and r"\delta_{" in text:
        yield r"$\delta_{i,j}$ is 1 where $i = j$, else 0"


def _pairs(text: str) -> Iterator[str]:
    """The marks behind the pairs in angles of a text; a time step in angles is no pair."""
    paired: list[bool] = []
    for found in _ANGLES.finditer(text):
        if found[0] == r"\langle":
            paired.append(False)
        elif found[0] == ", ":
            paired[-1:] = [True] * len(paired[-1:])
        elif paired and paired.pop():
            yield found["mark"] or ""


def _stands(sign: str, text: str) -> bool:
    """Whether a sign stands in a text by itself, without a script that makes it another one."""
    return re.search(rf"{re.escape(sign)}(?![A-Za-z_])", text) is not None


def _marks(program: Any, formula: Formula, tell_inner: bool) -> Iterator[str]:
    style: Any = formula.style
    plain = [variable.primal if isinstance(variable, At) else variable for variable in shown_in(program)]
    shown = dict.fromkeys(variable for variable in plain if isinstance(variable, Derived))

    def worn(kind: type, of: type | None = None) -> list[Any]:
        """The variables of a kind: of what is derived itself so, or of plain ones."""
        own = [variable for variable in shown if isinstance(variable, kind)]
        return [v for v in own if (isinstance(v.primal, of) if of else not isinstance(v.primal, Derived))]

    letter = re.search(r"(?<![A-Za-z\\])L(?![A-Za-z])|\\mathcal\{.\}", style.notation.cotangent)
    if letter and worn(Cotangent):
        yield f"${letter[0]}$ is what is differentiated, a number"
    for kind, told in _KINDS.items():
        for variable in worn(kind)[:1]:
            yield told.format(formula(variable), formula(variable.primal))
    for kind, told in _SCRIPTED.items():
        for variable in [variable for variable in shown if isinstance(variable, kind)][:1]:
            yield told.format(formula(variable), formula(variable.primal))
    common = worn(Cotangent, Common)
    defined = {one.primal if isinstance(one, At) else one for one in program.definitions}
    inner = list(dict.fromkeys(v.primal for v in worn(Cotangent, Inner) if v not in common and v.primal not in defined))
    if inner and tell_inner:
        of = {formula(place.primal): place.primal for place in inner}  # whatever the shape of the argument
        are = "is the argument" if len(inner) == 1 else "are the arguments"
        equations = "equation" if len(of) == 1 else "equations"
        yield f"{_listed(formula, inner)} {are} inside the {equations} of {_listed(formula, list(of.values()))}"
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


def _words(program: Any, text: str, formula: Formula) -> Iterator[str]:
    if _SLOPE.search(text):
        yield r"$f'$ is the slope of a function $f$, entry by entry"
    for line, told in (("row", "row"), ("col", "column")):
        if rf"}}_{{\mathrm{{{line}}}}}" in text:
            yield rf"$f_{{\mathrm{{{line}}}}}$ is a function $f$ of each {told}"
    nodes = [node for expr in program.definitions.values() for node in postorder(expr)]
    yield from told_factors(nodes, formula.style, formula)
    library, authors = _spelled(program, formula)
    for word, told in _WORDS.items():
        pattern = re.compile(rf"{re.escape(word)}(?![A-Za-z])")
        claimed = any(map(pattern.search, authors)) and not any(map(pattern.search, library))
        if pattern.search(text) and not claimed:
            yield f"${told.replace('{}', word, 1)}"


def _spelled(program: Any, formula: Formula) -> tuple[list[str], list[str]]:
    """How symgrad's own functions in a display are spelled, and how an author's names and functions are."""
    style: Any = formula.style
    exprs = tuple(program.definitions.values())
    found: tuple[list[str], list[str]] = [], list(map(formula, shown_in(program)))
    for head in heads_in(exprs):
        row = row_of(head)
        found[not by_head(head) and (row is None or not row.is_known)].append(str(style.function(head)))
    for node in (node for expr in exprs for node in postorder(expr)):
        if isinstance(node, (VectorMap, Reduction, LineReduction, MatrixMap)):
            found[False].append(style.vector_function(node.head))
        found[False].extend(map(style.word, words_of(node)))
        if isinstance(node, Node) and not type(node).__module__.startswith("symgrad."):
            found[True].append(style.word(node.word))
    return found
