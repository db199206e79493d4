"""The printed name of a symbol, in LaTeX and in plain text.

A symbol prints with the LaTeX name that it carries; without one its code name tells it, by rule:

    W_xi, V_a1, W_i        W_{xi}, V_{a1}, W_i        what follows an underscore is a subscript, as it stands
    h_prev, x_max          h_{\\mathrm{prev}}         or upright where it is a word, of three letters or more
    W_1_2, h_1_prev        W_{1,2}, h_1^{\\mathrm{prev}}   subscripts join; ``prev`` after another one goes up
    h_tilde, x_hat, y_bar  \\tilde{h}, \\hat{x}, \\bar{y}   an accent; so is ``z_dot``
    h1, a12                h_1, a_{12}                and so do digits at the end of a letter
    sigma, alpha_1         \\sigma, \\alpha_1           a Greek letter, but never inside a subscript
    loss, loss_1           \\mathrm{loss}              other words are upright

A derived variable wears the mark that the notation has for it. An accent goes on the base letter of its primal,
scripts outside: the cotangent of ``W_i`` is ``\\bar{W}_i``, the tangent ``\\dot{W}_i``, the inner argument
``\\hat{i}``; a second generation is numbered, ``\\bar{W}_i^{(2)}``, so that it is not taken for the cotangent of a
cotangent, ``\\bar{\\bar{W}}_i^{(2)}``. A form goes around the whole name: ``\\frac{\\partial L}{\\partial W_i}``. A
seed is ``\\Delta_c``. An i keeps its own dot, for ``\\dot{\\imath}`` would look like i itself.

A variable at another time step is spelled by :func:`shifted_name`, ``h_{t-1}``. Where a program gives its variables
names of their own (:mod:`symgrad.printing.spelling`), they come as a mapping from code names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

from symgrad.expressions.symbols import (
    Ahead,
    At,
    Common,
    Cotangent,
    Derived,
    Inner,
    Next,
    Part,
    Seed,
    Share,
    is_scalar,
    layer_of,
)
from symgrad.printing.code_names import GREEK, Name, braced, from_code_name, is_word, taken_apart, unbraced, upright
from symgrad.printing.keys import key_of
from symgrad.printing.macros import own_commands
from symgrad.printing.notation import PLAIN, Notation

# type of a derived variable that no notation has a mark for -> where its script stands, and what that is
_SCRIPTED: Mapping[type[Derived], tuple[str, str]] = MappingProxyType(
    {
        Share: ("sup", "[{}]"),
        Part: ("sub", "[{}]"),
        Next: ("sup", r"\mathrm{{next}}"),
        Ahead: ("sub", r"\mathrm{{ahead}}[{}]"),
    }
)
# an accent over one letter -> the same over a word
_OVER_A_WORD: Mapping[str, str] = MappingProxyType(
    {r"\bar": r"\overline", r"\hat": r"\widehat", r"\tilde": r"\widetilde"}
)
_TIME_MARKS: Mapping[str, str] = MappingProxyType({"parentheses": "({})", "angle": r"\langle {} \rangle"})
_PLACE = re.compile(r"(?P<script>[_^]?)\{x\}")
_IS_BOLD = re.compile(r"\\(?:mathbf|boldsymbol|pmb)(?![A-Za-z])")
_ACCENTED = re.compile(r"(\\(?:bar|hat|tilde|dot|overline|widehat|widetilde))\{(.*)\}")


Names: TypeAlias = Mapping[str, Name]  # key -> the name to print
_NO_NAMES: Names = MappingProxyType({})


def latex_name(symbol: Any, notation: Notation = PLAIN, names: Names = _NO_NAMES) -> str:
    """The LaTeX name of a symbol.

    >>> import sympy as sp
    >>> latex_name(sp.Symbol("h_prev")), latex_name(sp.Symbol("sigma_1")), latex_name(sp.Symbol("W_xi"))
    ('h_{\\\\mathrm{prev}}', '\\\\sigma_1', 'W_{xi}')
    """
    given = getattr(symbol, "latex_name", None)
    as_it_stands = given and key_of(symbol) not in names and not (notation.bold and not is_scalar(symbol))
    return str(given) if as_it_stands else str(name_of(symbol, notation, names))


def shifted_name(symbol: Any, shift: int, notation: Notation = PLAIN, names: Names = _NO_NAMES) -> str:
    """The LaTeX name of a symbol ``shift`` time steps on, as the notation writes time.

    >>> import sympy as sp
    >>> shifted_name(sp.Symbol("h"), -1), shifted_name(sp.Symbol("c_1"), 1)
    ('h_{t-1}', 'c_{1,t+1}')
    """
    return str(name_of(symbol, notation, names, time_mark(shift)))


def time_mark(shift: int) -> str:
    """The time step so many steps on: t, t-1, t+1."""
    return f"t{shift:+d}" if shift else "t"


def timed(name: Name, mark: str, notation: Notation) -> Name:
    """A name with a time step, after the scripts that it has."""
    text = _TIME_MARKS.get(notation.time, "{}").format(mark)
    if notation.time == "subscript":
        return replace(name, sub=_joined(name.sub, text))
    return replace(name, sup=_joined(name.sup, text))


def _joined(script: str, more: str) -> str:
    return braced(f"{unbraced(script)},{more}" if script else more)


def macro_of(name: str, notation: Notation) -> Name | None:
    """The author's macro for a code name, if there is one; where it shows more than a letter, it is a word."""
    own = notation.own
    if name not in own.names:
        return None
    found = taken_apart(own.base(name))
    return replace(found, word=found.word or is_word(own.expanded(found.base)))


def word_of(symbol: Any) -> Name:
    """The code name as it stands, upright: what a symbol is called whose name would look like another one."""
    return Name(upright(str(symbol.name)), word=True)


def text_name(
    symbol: Any,
    names: Mapping[str, str] = MappingProxyType({}),
    seed: str = "Δ",
    primed: frozenset[str] = frozenset(),
) -> str:
    """The name of a symbol as a user types it, with a Greek letter for its name; ``names`` has other ones by key.

    The prefix of a derived variable that is among the ``primed`` gets a prime.

    >>> import sympy as sp
    >>> text_name(sp.Symbol("alpha_1")), text_name(sp.Symbol("h_prev"))
    ('α_1', 'h_prev')
    """
    if isinstance(symbol, At):
        return f"{text_name(symbol.primal, names, seed, primed)}[{str(symbol.time).replace(' ', '')}]"
    if isinstance(symbol, Derived):
        prefix = seed if isinstance(symbol, Seed) else symbol.prefix
        number = f"{'' if symbol.generation == 1 else symbol.generation}{chr(39) * (symbol.prefix in primed)}"
        return f"{prefix}{number}_{text_name(symbol.primal, names, seed, primed)}"
    return names.get(key_of(symbol)) or spelled_out(symbol)


def spelled_out(symbol: Any) -> str:
    """The code name of a symbol, with a Greek letter for its name."""
    base, *rest = str(symbol.name).split("_")
    return "_".join([GREEK.get(base, base), *rest])


def name_of(symbol: Any, notation: Notation = PLAIN, names: Names = _NO_NAMES, mark: str = "") -> Name:
    """The LaTeX name of a symbol in its parts; ``mark`` is the time step, if it is to be told."""
    if isinstance(symbol, At):
        time = str(symbol.time).replace(" ", "")
        if isinstance(symbol.primal, Seed):  # Delta_y at t, not the Delta of y at t
            return timed(name_of(symbol.primal, notation, names), time, notation)
        return name_of(symbol.primal, notation, names, time)
    if isinstance(symbol, Cotangent) and isinstance(symbol.primal, Common):
        return _common(symbol, name_of(symbol.primal.primal, notation, names, mark), notation)
    if isinstance(symbol, Derived):
        return _derived(symbol, name_of(symbol.primal, notation, names, mark), notation)
    given = getattr(symbol, "latex_name", None)
    name = names.get(key_of(symbol))
    if name is None:
        name = taken_apart(given) if given else from_code_name(str(symbol.name))
    name = _emboldened(name) if notation.bold and not is_scalar(symbol) else name
    return timed(name, mark, notation) if mark else name


def _derived(symbol: Derived, name: Name, notation: Notation) -> Name:
    """The name of a derived variable from that of its primal: under an accent, or in the place of a form."""
    scripted = next((found for kind, found in _SCRIPTED.items() if isinstance(symbol, kind)), None)
    if scripted is not None:
        place, told = scripted
        name = _with_scripts_apart(name)
        script = _joined(getattr(name, place), told.format(symbol.generation))
        return replace(name, sub=script) if place == "sub" else replace(name, sup=script)
    mark: str = getattr(notation, symbol.mark)
    number = _number(symbol, notation)
    if "{x}" in mark:
        numbered = mark.replace("{k}", number and f"^{{{number}}}")  # first: the name may have a {k} of its own
        spelled = _PLACE.sub(lambda at: at["script"] + (braced(str(name)) if at["script"] else str(name)), numbered)
        name = _of_form(spelled, mark)
        number = "" if "{k}" in mark else number
    elif "{k}" in mark:
        name = replace(name, base=mark.replace("{k}", ""), word=False)
    else:
        accent = _OVER_A_WORD.get(mark, mark) if name.word else mark
        name = replace(name, base=f"{accent}{{{name.base}}}")
    return replace(name, sup=_joined(name.sup, number)) if number else name


def _with_scripts_apart(name: Name) -> Name:
    r"""A form with the scripts behind it told apart: beside the t of \delta x^t no second one may stand."""
    if not name.whole or name.sub or name.sup:
        return name
    found = taken_apart(name.base)
    return replace(found, word=name.word, whole=True, open=name.open)


def _number(symbol: Any, notation: Notation) -> str:
    """The number of a second generation.

    Where inner arguments are told apart from it by their brackets, one inside an equation of another one is numbered
    always: the first inside the second is [2],[1], and the second inside the first is [2].
    """
    told_apart = notation.numbers_inner and isinstance(symbol, Inner)
    if symbol.generation == 1 and not (told_apart and layer_of(symbol.primal, Inner) is not None):
        return ""
    return f"[{symbol.generation}]" if told_apart else f"({symbol.generation})"


def _common(symbol: Derived, name: Name, notation: Notation) -> Name:
    """A shared factor has a letter of its own, with the name of the equation that it is of: it is no derivative."""
    found = _of_form(notation.common.replace("{x}", braced(str(name))), notation.common)
    numbers = ",".join(filter(None, (_number(one, notation) for one in (symbol.primal, symbol))))
    return replace(found, sup=_joined(found.sup, numbers)) if numbers else found


def _of_form(text: str, mark: str) -> Name:
    """A name made of a form: one that ends in a script, ``\\Delta_c``, is a letter with that script."""
    if mark.endswith("_{x}") and mark.count("{") == 1:
        letter = mark.removesuffix("_{x}")
        return Name(letter, text.removeprefix(f"{letter}_"))
    after = mark.rpartition("{x}")[2]
    return Name(text, word=True, whole=True, open=bool(after.strip("}")) and r"\frac" not in mark)


def _emboldened(name: Name) -> Name:
    if _IS_BOLD.search(name.base) or own_commands(name.base):  # an author's macro says itself how it looks
        return name
    accented = _ACCENTED.fullmatch(name.base)
    if accented is not None:  # the accent over the bold letter: amsmath sets no accent over a bold accented one
        inside = _emboldened(replace(name, base=accented[2]))
        return replace(name, base=f"{accented[1]}{{{inside.base}}}")
    if name.base.startswith(r"\mathrm{"):
        return replace(name, base=name.base.replace(r"\mathrm", r"\mathbf", 1))
    command = r"\mathbf" if name.base.isalpha() else r"\boldsymbol"
    return replace(name, base=f"{command}{{{name.base}}}")
