"""What a paper may choose in LaTeX, as rows of data: the marks of derived variables, of time, of products, of slopes.

    row       time       cotangent of W   outer product   slope of a named value
    plain     h_{\\mathrm{prev}}   \\bar{W}          u v^{\\top}      o \\odot (1 - o)
    bar       h_{t-1}    \\bar{W}          u v^{\\top}      o \\odot (1 - o), vectors and matrices bold
    greff     h^{t-1}    \\delta W         <u, v>          \\sigma'(\\bar{o})
    pytorch   h_{t-1}    \\bar{W}          u v^{\\top}      o \\odot (1 - o), W_i of the input is W_{ii}
    leibniz   h_{t-1}    dL/dW            u v^{\\top}      \\sigma'(\\hat{o})
    nabla     h^{(t-1)}  \\nabla_W L       u v^{\\top}      \\sigma'(\\hat{o}), vectors and matrices bold

Sources: Greff et al., LSTM: A Search Space Odyssey, 2017, appendix; the documentation of torch.nn.LSTM; Goodfellow,
Bengio and Courville, Deep Learning, 2016, section 10.2 (nabla).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any, Literal, get_args, get_type_hints

from symgrad.arguments.shown import higher
from symgrad.arguments.signatures import FLAG, MAPPING, NOTATION, TEXT, Kind, one_of, require
from symgrad.errors import ArgumentError, SymgradError
from symgrad.expressions.symbols.legal_names import latex_text
from symgrad.printing.looks import look
from symgrad.printing.macros import Macros, macros_of

Time = Literal["subscript", "superscript", "parentheses", "angle"]


def _is_renames(value: Any) -> bool:
    if not isinstance(value, tuple) or not all(isinstance(row, tuple) and len(row) == 2 for row in value):
        return False
    return all(isinstance(text, str) for row in value for text in row) and all(_is_pattern(row[0]) for row in value)


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


RENAMES = Kind("pairs of strings (pattern, name to print) in a tuple", _is_renames)
_KINDS: Mapping[Any, Kind] = MappingProxyType(
    {str: TEXT, bool: FLAG, tuple[tuple[str, str], ...]: RENAMES, Mapping[str, str]: MAPPING}
)


_TABLE = "symgrad.printing.notation_table"
_ACCENT = re.compile(r"\\[A-Za-z]+(\{k\})?")  # one command, which takes the name as its argument


@dataclass(frozen=True)
class Notation:
    """One way to write formulas: a row of data that names and the LaTeX style look at.

    bold        vectors and matrices in bold type
    transpose   the superscript of a transpose
    hadamard    the sign of the entry-by-entry product
    divide      the sign of the entry-by-entry quotient
    dot         u . v: "transpose" ``u^{\\top} v``, "cdot" ``u \\cdot v``, "angle" ``\\langle u, v \\rangle``
    outer       u v^T: "transpose" ``u v^{\\top}``, "otimes" ``u \\otimes v``, "angle" ``\\langle u, v \\rangle``
    cotangent   the mark of a cotangent: an accent, or a form with ``{x}`` for the variable and ``{k}`` for the number
                of a second generation
    tangent, inner, seed    the same for a tangent, for the argument inside an equation, for a caller's cotangent
    time        where a time step stands: ``h_t``, ``h^t``, ``h^{(t)}`` or ``h^{\\langle t \\rangle}``
    timed       whether a cell shows its time step, ``h_{t-1}`` for ``h_prev``
    slopes      the slope of a named value: "written" out, ``o (1 - o)``, or "kept", ``\\sigma'(z)``
    factors     one derivative of scalars in one line: in the order of the "chain", or "simplified"
    form        "matrix", or "index": an equation for one entry, with sums over indices
    layout      of Jacobians: "numerator", rows follow what is differentiated, or "denominator", their transposes
    common      the mark of a factor that several lines of a gradient share
    numbers_inner   whether the second argument inside an equation is numbered in square brackets, unlike the cotangent
                of a second generation
    sums        over time: all in "one range", t = 1 to T, or "centred", with y at t and delta at t + 1
    renames     patterns of code names of parameters, each with the code name to print: ("U_(.)", r"W_h\\1")
    macros      your own macros for names, and their definitions where a document is to have them: {"h": r"\\vh",
                r"\\vh": r"\\mathbf{h}"}; a notation in bold type leaves them as they are

    It prints itself, as a table of what each mark means; ``legend`` has its rows. Raises ArgumentError for a field that
    it has not, for a mark that is no LaTeX, and for two things under one mark.

    >>> Notation(time="angle", timed=True).name
    'own'
    >>> Notation(cotangent=r"\\delta {x}").legend[0]
    ('\\\\delta x', 'the cotangent of $x$, the gradient with respect to it')
    """

    name: str = "own"
    bold: bool = False
    transpose: str = r"\top"
    hadamard: str = r"\odot"
    divide: str = r"\oslash"
    dot: Literal["transpose", "cdot", "angle"] = "transpose"
    outer: Literal["transpose", "otimes", "angle"] = "transpose"
    cotangent: str = r"\bar"
    tangent: str = r"\dot"
    inner: str = r"\hat"
    common: str = r"\tau_{x}"
    seed: str = r"\Delta_{x}"
    time: Time = "subscript"
    timed: bool = False
    slopes: Literal["written", "kept"] = "written"
    factors: Literal["chain", "simplified"] = "chain"
    form: Literal["matrix", "index"] = "matrix"
    layout: Literal["numerator", "denominator"] = "numerator"
    sums: Literal["one range", "centred"] = "one range"
    renames: tuple[tuple[str, str], ...] = ()
    numbers_inner: bool = False
    macros: Mapping[str, str] = field(default_factory=Macros)

    def __new__(cls, *args: Any, **given: Any) -> Notation:
        known = [one.name for one in fields(cls)]
        for name in given:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                meant = f"; did you mean {near[0]!r}?" if near else "."
                raise ArgumentError(f"Notation: it has no {name!r}{meant} Its fields are {', '.join(known)}.")
        return super().__new__(cls)

    def __post_init__(self) -> None:
        object.__setattr__(self, "macros", macros_of(self.macros))
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, str) and one.name not in ("name", "time"):
                latex_text(value, f"Notation: {one.name}")
        for name, hint in get_type_hints(type(self)).items():
            require("Notation", name, _KINDS.get(hint) or one_of(*get_args(hint)), getattr(self, name))
        self._require_one_product_each()
        self._require_one_mark_each()
        for mark in (self.cotangent, self.tangent, self.inner, self.seed):
            if "{x}" not in mark and not _ACCENT.fullmatch(mark):
                raise ArgumentError(
                    f"Notation: a mark is an accent of LaTeX (\\bar) or a form with {{x}} in it, but {mark!r} came."
                )

        if "{x}" not in self.common:
            raise ArgumentError(
                f"Notation: common is a form with {{x}} in it (\\tau_{{x}}), since each equation has its own, but "
                f"{self.common!r} came."
            )

    def _require_one_mark_each(self) -> None:
        met: dict[str, str] = {}
        for kind in ("cotangent", "tangent", "inner", "seed", "common"):
            mark = look(getattr(self, kind).replace("{k}", ""))
            if met.setdefault(mark, kind) != kind:
                raise ArgumentError(
                    f"Notation: {met[mark]} and {kind} have one mark, {getattr(self, kind)}; choose another for one."
                )

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """What each mark means: rows of LaTeX and words, the marks worn by x, the formulas in words between $."""
        return tuple(higher(_TABLE).rows_of(self))

    def __str__(self) -> str:
        return str(higher(_TABLE).text_of(self))

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {higher(_TABLE).latex_of(self)}$"

    @property
    def own(self) -> Macros:
        """The author's own macros."""
        return macros_of(self.macros)

    def with_macros(self, macros: Mapping[str, str] | None) -> Notation:
        """The notation with more macros."""
        return replace(self, macros=Macros({**self.macros, **macros_of(macros)})) if macros is not None else self

    def _require_one_product_each(self) -> None:
        outer = {"angle": r"\langle u, v \rangle", "otimes": r"\otimes"}.get(self.outer, "")
        inner = {"angle": r"\langle u, v \rangle", "cdot": r"\cdot"}.get(self.dot, "")
        met: dict[str, str] = {}
        for product, sign in (("hadamard", self.hadamard), ("divide", self.divide), ("dot", inner), ("outer", outer)):
            if sign and met.setdefault(sign, product) != product:
                raise ArgumentError(
                    f"Notation: {met[sign]} and {product} both print {sign}; choose another sign for one."
                )


PLAIN = Notation("plain")
_DIFFERENTIAL = r"\mathrm{d}{k} {x}"

NOTATIONS: Mapping[str, Notation] = MappingProxyType(
    {
        row.name: row
        for row in (
            PLAIN,
            Notation("bar", bold=True, timed=True),
            Notation(
                "greff", outer="angle", cotangent=r"\delta{k} {x}", tangent=_DIFFERENTIAL, inner=r"\bar",
                seed=r"\Delta{k}", time="superscript", timed=True, slopes="kept", sums="centred",
            ),
            Notation(
                "pytorch", timed=True,
                renames=(("W_([a-z])", r"W_i\1"), ("[UR]_([a-z])", r"W_h\1"), ("W", "W_ih"), ("[UR]", "W_hh")),
            ),
            Notation(
                "leibniz", cotangent=r"\frac{\partial L{k}}{\partial {x}}", tangent=_DIFFERENTIAL, timed=True,
                slopes="kept",
            ),
            Notation(
                "nabla", bold=True, cotangent=r"\nabla_{x} L{k}", tangent=_DIFFERENTIAL, time="parentheses",
                timed=True, slopes="kept",
            ),
        )
    }
)  # fmt: skip


def notation_of(notation: Notation | str) -> Notation:
    """A notation by its name, or the one that a user made; SymgradError lists what there is.

    >>> notation_of("greff").time
    'superscript'
    """
    if isinstance(notation, Notation):
        return notation
    require("notation", "it", NOTATION, notation)
    if notation not in NOTATIONS:
        raise SymgradError(
            f"no notation {notation!r}; there are {', '.join(NOTATIONS)}, or make one with sg.Notation(...)."
        )
    return NOTATIONS[notation]
