"""The printed name of a symbol, in LaTeX and in plain text.

A symbol prints with the LaTeX name that it carries; without one its code name tells it, by rule:

    h_prev, V_a1, W_i      h_{prev}, V_{a1}, W_i      what follows an underscore is a subscript, as it stands
    W_1_2, h_1_prev        W_{1,2}, h_1^{prev}        subscripts join; ``prev`` after another one goes up
    h1, a12                h_1, a_{12}                and so do digits at the end of a letter
    sigma, alpha_1         \\sigma, \\alpha_1           a Greek letter, but never inside a subscript
    loss, loss_1           \\mathrm{loss}              other words are upright

A derived variable wears an accent on the base letter of its primal, scripts outside: the cotangent of ``W_i`` is
``\\bar{W}_i``, the tangent ``\\dot{W}_i``, the inner argument ``\\hat{i}``; a second generation is numbered,
``\\bar{W}_i^{(2)}``, so that it is not taken for the cotangent of a cotangent, ``\\bar{\\bar{W}}_i^{(2)}``. A seed
is ``\\Delta_c``. An i keeps its own dot, for ``\\dot{\\imath}`` would look like i itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from symgrad.printing.notation import PLAIN, Notation
from symgrad.symbols import At, Cotangent, Derived, Inner, Seed, Tangent, is_scalar

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho "
    "sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)


def _greek_letter(name: str) -> str:
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    return unicodedata.lookup(f"GREEK {case} LETTER {'LAMDA' if name.lower() == 'lambda' else name.upper()}")


GREEK: Mapping[str, str] = MappingProxyType({name: _greek_letter(name) for name in _GREEK.split()})
_GREEK_NAME: Mapping[str, str] = MappingProxyType({letter: name for name, letter in GREEK.items()})

# type of a derived variable -> (accent over one letter, accent over a word)
_ACCENTS: Mapping[type[Derived], tuple[str, str]] = MappingProxyType(
    {Cotangent: (r"\bar", r"\overline"), Tangent: (r"\dot", r"\dot"), Inner: (r"\hat", r"\widehat")}
)
_SCRIPT = re.compile(r"\s*([_^])\s*(\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|[^\s{}\\])")


@dataclass(frozen=True)
class Name:
    """A LaTeX name in its parts: the base that wears accents, and scripts as LaTeX reads them (``i``, ``{a1}``)."""

    base: str
    sub: str = ""
    sup: str = ""
    word: bool = False

    def __str__(self) -> str:
        return self.base + (self.sub and f"_{self.sub}") + (self.sup and f"^{self.sup}")


def latex_name(symbol: Any, notation: Notation = PLAIN) -> str:
    """The LaTeX name of a symbol.

    >>> import sympy as sp
    >>> latex_name(sp.Symbol("h_prev")), latex_name(sp.Symbol("sigma_1")), latex_name(sp.Symbol("W_xi"))
    ('h_{prev}', '\\\\sigma_1', 'W_{xi}')
    """
    given = getattr(symbol, "latex_name", None)
    bold = notation.bold and not is_scalar(symbol)
    return str(given) if given and not bold else str(name_of(symbol, notation))


def text_name(symbol: Any) -> str:
    """The name of a symbol as a user types it, with a Greek letter for its name.

    >>> import sympy as sp
    >>> text_name(sp.Symbol("alpha_1")), text_name(sp.Symbol("h_prev"))
    ('α_1', 'h_prev')
    """
    if isinstance(symbol, At):
        return f"{text_name(symbol.primal)}[{str(symbol.time).replace(' ', '')}]"
    if isinstance(symbol, Derived):
        prefix = "Δ" if isinstance(symbol, Seed) else symbol.prefix
        number = "" if symbol.generation == 1 else symbol.generation
        return f"{prefix}{number}_{text_name(symbol.primal)}"
    base, *rest = str(symbol.name).split("_")
    return "_".join([GREEK.get(base, base), *rest])


def name_of(symbol: Any, notation: Notation = PLAIN) -> Name:
    """The LaTeX name of a symbol in its parts."""
    if isinstance(symbol, Derived):
        return _derived(symbol, notation)
    given = getattr(symbol, "latex_name", None)
    name = taken_apart(given) if given else from_code_name(str(symbol.name))
    return _emboldened(name) if notation.bold and not is_scalar(symbol) else name


def _derived(symbol: Any, notation: Notation) -> Name:
    if isinstance(symbol, At):
        name = name_of(symbol.primal, notation)
        time = str(symbol.time).replace(" ", "")
        return replace(name, sub=_braced(f"{_unbraced(name.sub)},{time}" if name.sub else time))
    if isinstance(symbol, Seed):
        name = Name(r"\Delta", sub=_braced(str(name_of(symbol.primal, notation))))
    else:
        name = name_of(symbol.primal, notation)
        letter, word = next(accent for kind, accent in _ACCENTS.items() if isinstance(symbol, kind))
        name = replace(name, base=f"{word if name.word else letter}{{{name.base}}}")
    if symbol.generation == 1:
        return name
    inner = f"{_unbraced(name.sup)},({symbol.generation})" if name.sup else f"({symbol.generation})"
    return replace(name, sup=_braced(inner))


def from_code_name(name: str) -> Name:
    """The LaTeX name that follows from a code name."""
    if not name.isidentifier():
        looks_like_latex = "\\" in name or "{" in name or "^" in name
        return taken_apart(name) if looks_like_latex else Name(rf"\text{{{_escaped(name)}}}", word=True)
    base, *scripts = name.split("_")
    if not all((base, *scripts)):
        return Name(rf"\mathrm{{{_escaped(name)}}}", word=True)
    letter, digits = re.fullmatch(r"(.*?)(\d*)", base).groups()  # type: ignore[union-attr]
    if digits and (len(letter) == 1 or letter in GREEK):
        base, scripts = letter, [digits, *scripts]
    sup = scripts.pop() if len(scripts) > 1 and scripts[-1] == "prev" else ""
    word = not (len(base) == 1 or base in GREEK)
    return Name(_base(base), _braced(",".join(scripts)), _braced(sup), word)


def taken_apart(latex: str) -> Name:
    """A LaTeX name in its parts; one that does not end in plain scripts is all base."""
    spelled = latex.replace("'", r"^{\prime}") if latex.count("'") == 1 and "^" not in latex else latex
    start = _scripts_start(spelled)
    base, rest = spelled[:start].strip(), spelled[start:]
    scripts: dict[str, str] = {}
    position = 0
    while found := _SCRIPT.match(rest, position):
        if found[1] in scripts:
            break
        scripts[found[1]] = found[2]
        position = found.end()
    if not base or rest[position:].strip():
        return Name(latex, word=True)
    word = re.fullmatch(r"[A-Za-z]|\\[A-Za-z]+|\\[A-Za-z]+\s*\{?[A-Za-z]\}?", base) is None
    return Name(base, scripts.get("_", ""), scripts.get("^", ""), word)


def _scripts_start(latex: str) -> int:
    """Where the first subscript or superscript outside braces begins."""
    depth = 0
    for position, character in enumerate(latex):
        depth += (character == "{") - (character == "}")
        if character in "_^" and depth == 0 and latex[position - 1 : position] != "\\":
            return position
    return len(latex)


def _base(base: str) -> str:
    base = _GREEK_NAME.get(base, base)
    if base in GREEK:
        return f"\\{base}"
    return base if len(base) == 1 else rf"\mathrm{{{base}}}"


def _emboldened(name: Name) -> Name:
    if name.base.startswith(r"\mathrm{"):
        return replace(name, base=name.base.replace(r"\mathrm", r"\mathbf", 1))
    command = r"\mathbf" if name.base.isalpha() else r"\boldsymbol"
    return replace(name, base=f"{command}{{{name.base}}}")


def _braced(script: str) -> str:
    return script if len(script) <= 1 else f"{{{script}}}"


def _unbraced(script: str) -> str:
    return script[1:-1] if script.startswith("{") else script


def _escaped(name: str) -> str:
    return re.sub(r"([_#$%&])", r"\\\1", name)
