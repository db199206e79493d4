"""The LaTeX name that follows from a code name, and a LaTeX name in its parts; the rules stand in :mod:`.names`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from symgrad.expressions.symbols.legal_names import latex_fault, python_name

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho "
    "sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)


def _greek_letter(name: str) -> str:
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    return unicodedata.lookup(f"GREEK {case} LETTER {'LAMDA' if name.lower() == 'lambda' else name.upper()}")


GREEK: Mapping[str, str] = MappingProxyType({name: _greek_letter(name) for name in _GREEK.split()})
_GREEK_NAME: Mapping[str, str] = MappingProxyType({letter: name for name, letter in GREEK.items()})

# One letter, under an accent or not; \log f is none: an accent on it would stand on the one or the other.
_LETTER = re.compile(r"[A-Za-z]|\\[A-Za-z]+|(?!\\(?:log|ln|exp|sin|cos|tan|max|det)\b)\\[A-Za-z]+\s*\{?[A-Za-z]\}?")
_SCRIPT = re.compile(r"\s*([_^])\s*(\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|[^\s{}\\])")


_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_WORD = 3  # letters of a script that is a word: W_{xi} and W_{hh} are two indices each
# what an author writes behind a letter for an accent -> that accent over a letter, and over a word
_ACCENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "tilde": (r"\tilde", r"\widetilde"),
        "hat": (r"\hat", r"\widehat"),
        "bar": (r"\bar", r"\overline"),
        "dot": (r"\dot", r"\dot"),
    }
)


@dataclass(frozen=True)
class Name:
    """A LaTeX name in its parts: the base that wears accents, and scripts as LaTeX reads them (``i``, ``{a1}``)."""

    base: str
    sub: str = ""
    sup: str = ""
    word: bool = False
    whole: bool = False  # made of a form: a script on it would be taken for one on the variable inside
    open: bool = False  # and what follows it would be taken for a part of it: \\nabla_W L

    def __str__(self) -> str:
        return self.base + (self.sub and f"_{self.sub}") + (self.sup and f"^{self.sup}")


def from_code_name(name: str) -> Name:
    """The LaTeX name that follows from a code name; one that is no identifier stands as it is, if that is good LaTeX.

    >>> str(from_code_name("V_{a1}")), str(from_code_name("100% x"))
    ('V_{a1}', '\\\\text{100}\\\\%\\\\text{ x}')
    """
    name = python_name(name)
    if not name.isidentifier():
        looks_like_latex = ("\\" in name or "{" in name or "^" in name) and not latex_fault(name)
        return taken_apart(name) if looks_like_latex else Name(_escaped(name), word=True)
    base, *scripts = name.split("_")
    if not all((base, *scripts)):
        return Name(upright(name), word=True)
    letter, digits = re.fullmatch(r"(.*?)(\d*)", base).groups()  # type: ignore[union-attr]
    if digits and (len(letter) == 1 or letter in GREEK):
        base, scripts = letter, [digits, *scripts]
    accent = next((script for script in scripts if script in _ACCENTS), None)
    if accent is not None:
        scripts.remove(accent)
    sup = _script(scripts.pop()) if len(scripts) > 1 and scripts[-1] == "prev" else ""
    word = not (len(base) == 1 or base in GREEK)
    told = _base(base) if accent is None else f"{_ACCENTS[accent][word]}{{{_base(base)}}}"
    return Name(told, braced(",".join(map(_script, scripts))), braced(sup), word)


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
    word = _LETTER.fullmatch(base) is None
    return Name(base, scripts.get("_", ""), scripts.get("^", ""), word)


def is_word(latex: str) -> bool:
    """Whether an accent over it has to be a wide one: it is no single letter, in whatever type."""
    inside = re.sub(r"\\(?:mathbf|boldsymbol|bm|mathrm|mathsf|mathit|mathcal)\s*\{([^{}]*)\}", r"\1", latex)
    return _LETTER.fullmatch(inside.strip()) is None


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
    return base if len(base) == 1 and base.isascii() else upright(base)


def upright(word: str) -> str:
    """A word in upright type; LaTeX sets letters of other alphabets in text alone."""
    escaped = word.replace("_", r"\_")
    return rf"\mathrm{{{escaped}}}" if word.isascii() else _escaped(word)


def _script(text: str) -> str:
    """A part of a code name as a script: a word is upright, other ASCII as it stands, Greek letters by their names."""
    if text.isascii():
        if text in GREEK and len(text) >= _WORD:  # W_xi and W_mu are of two letters
            return f"\\{text}"
        return upright(text) if _is_word(text) else text
    return "".join(sign if sign.isascii() else rf"{{{_base(sign)}}}" for sign in text)


def _is_word(text: str) -> bool:
    """Whether a script is a word, prev or max: not the letters of indices, xi or ijk."""
    return len(text) >= _WORD and text.isalpha() and text.lower() not in _ALPHABET


def braced(script: str) -> str:
    return script if len(script) <= 1 else f"{{{script}}}"


def unbraced(script: str) -> str:
    return script[1:-1] if script.startswith("{") else script


# What LaTeX takes for a command of its own, as a sign of a formula.
_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "\\": r"\backslash{}", "^": r"{\wedge}", "~": r"{\sim}", "<": "{<}", ">": "{>}", "|": r"{\vert}",
        **{sign: f"\\{sign}" for sign in "{}_#$%&"},
    }
)  # fmt: skip
_PLAIN = re.compile("[^" + re.escape("".join(_SIGNS)) + "]+")


def _escaped(name: str) -> str:
    """Any text as a piece of a formula that shows it."""
    return "".join(
        rf"\text{{{part}}}" if _PLAIN.fullmatch(part) else "".join(_SIGNS[sign] for sign in part)
        for part in re.split(f"({_PLAIN.pattern})", name)
    )
