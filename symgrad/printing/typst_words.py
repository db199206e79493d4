"""Names, signs and short formulas of LaTeX as Typst spells them, read piece by piece.

Authors name their variables in LaTeX, and so do notations and the tables of functions. A formula itself is printed
from its expression, by :mod:`symgrad.printing.typst`; this is for what stands in it, and for what is text already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from symgrad.errors import SymgradError

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_TOKEN_OF_FORM = re.compile(rf"\{{x\}}|{_TOKEN.pattern}", re.DOTALL)

_SAME = (
    "alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon chi psi omega Gamma "
    "Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega partial nabla top sum quad exp log ln sin cos tan sinh cosh "
    "tanh cot sec csc coth arcsin arccos arctan max min det"
)
_SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        **{f"\\{name}": name for name in _SAME.split()},
        r"\epsilon": "epsilon.alt", r"\varepsilon": "epsilon", r"\phi": "phi.alt", r"\varphi": "phi",
        r"\vartheta": "theta.alt", r"\varrho": "rho.alt", r"\varpi": "pi.alt", r"\prod": "product", r"\int": "integral",
        r"\odot": "dot.o", r"\oslash": "slash.o", r"\otimes": "times.o", r"\oplus": "plus.o", r"\cdot": "dot.op",
        r"\times": "times", r"\circ": "compose", r"\bullet": "bullet", r"\ast": "ast.op", r"\star": "star.op",
        r"\div": "div", r"\dagger": "dagger", r"\perp": "perp", r"\infty": "infinity", r"\ell": "ell",
        r"\leq": "lt.eq", r"\le": "lt.eq", r"\geq": "gt.eq", r"\ge": "gt.eq", r"\neq": "eq.not", r"\ne": "eq.not",
        r"\approx": "approx", r"\in": "in", r"\leftarrow": "arrow.l", r"\rightarrow": "arrow.r", r"\to": "arrow.r",
        r"\dots": "dots", r"\ldots": "dots", r"\cdots": "dots.c", r"\prime": "prime", r"\wedge": "and",
        r"\sim": "tilde.op",
        r"\vert": "|", r"\lvert": "|", r"\rvert": "|", r"\Vert": "‖", r"\lVert": "‖", r"\rVert": "‖", r"\|": "‖",
        r"\langle": "⟨", r"\rangle": "⟩", r"\imath": "dotless.i", r"\jmath": "dotless.j", r"\qquad": "quad quad",
        r"\,": "thin", r"\:": "med", r"\;": "thick", r"\ ": "space", r"\!": "", r"\backslash": r"\\",
        **{f"\\{sign}": sign if sign == "%" else f"\\{sign}" for sign in "{}_#$%&"},
        "/": r"\/", "~": "space.nobreak", "#": r"\#", '"': r"\"", "*": "ast.op", "<": "lt", ">": "gt", "`": r"\`",
    }
)  # fmt: skip
# Commands of one argument, as a function of Typst.
_FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        r"\bar": "macron", r"\overline": "overline", r"\hat": "hat", r"\widehat": "hat", r"\tilde": "tilde",
        r"\widetilde": "tilde", r"\dot": "dot", r"\ddot": "dot.double", r"\check": "caron", r"\breve": "breve",
        r"\acute": "acute", r"\grave": "grave", r"\mathring": "circle", r"\vec": "arrow", r"\sqrt": "sqrt",
        r"\boldsymbol": "bold", r"\bm": "bold", r"\mathcal": "cal", r"\mathbb": "bb", r"\mathfrak": "frak",
        r"\underline": "underline",
    }
)  # fmt: skip
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        r"\mathrm": "{}", r"\mathbf": "bold({})", r"\mathsf": "sans({})", r"\mathtt": "mono({})", r"\textrm": "{}",
        r"\textbf": "bold({})", r"\mathit": "italic({})", r"\operatorname": "op({})",
    }
)  # fmt: skip
# environment -> the function of Typst, and what stands between its rows
_ENVIRONMENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "bmatrix": ('mat(delim: "[", {})', "; "), "pmatrix": ("mat({})", "; "), "cases": ("cases({})", ", "),
    }
)  # fmt: skip
_CLASSES = frozenset({r"\mathbin", r"\mathrel", r"\mathop", r"\mathord", r"\displaystyle", r"\textstyle"})
_SIZES = re.compile(r"\\(?:[bB]igg?[lrm]?|left|right)$")
_OPENING, _CLOSING = "([⟨", ")]⟩"
_BARS: Mapping[str, tuple[str, str]] = MappingProxyType({r"\lVert": (r"\rVert", "norm"), r"\lvert": (r"\rvert", "abs")})
_PLACE = "{x}"


def in_typst(latex: str, form: bool = False) -> str:
    """A name or a short formula in LaTeX as Typst writes it; in a form ``{x}`` stays, as the place of an argument.

    Raises SymgradError for a command that has no spelling in Typst.

    >>> in_typst(r"\\bar{W}_i^{(2)}"), in_typst(r"\\operatorname{softplus}"), in_typst(r"h_{\\mathrm{prev}}")
    ('macron(W)_i^((2))', 'op("softplus")', 'h_"prev"')
    """
    return _Reader(latex, form).whole()


def string(text: str) -> str:
    """Text as a string of Typst.

    >>> print(string('say "a"'))
    "say \\"a\\""
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def scripted(sign: str, script: str) -> str:
    """A script behind its sign; what is more than one letter, number or word stands in brackets.

    >>> scripted("_", "i"), scripted("_", "t - 1"), scripted("^", "top")
    ('_i', '_(t - 1)', '^top')
    """
    return sign + (script if re.fullmatch(r'\w|[0-9]+|[A-Za-z.]+|"[^"\\]*"|\+', script) else f"({script})")


class _Reader:
    """Reads one text of LaTeX."""

    def __init__(self, latex: str, form: bool = False) -> None:
        self.latex = latex
        self._tokens = (_TOKEN_OF_FORM if form else _TOKEN).findall(latex)
        self._place = 0

    def whole(self) -> str:
        """All of it."""
        atoms = self._atoms()
        if self._place < len(self._tokens):
            raise self._error("a } that closes nothing")
        return _joined(atoms)

    def _atoms(self, *ends: str) -> list[str]:
        """The parts up to the end of a group, which is not taken."""
        atoms: list[str] = []
        while self._place < len(self._tokens) and self._tokens[self._place] not in ("}", *ends):
            token = self._take()
            if token in "_^":
                script = self._argument()
                base = atoms.pop() if atoms else '""'
                atoms.append(base + scripted(token, script))
            elif token == "'":
                atoms.append(f"{atoms.pop() if atoms else ''}'")
            elif token.isdigit() and atoms and atoms[-1][-1:].isdigit() and self._tokens[self._place - 2].isdigit():
                atoms[-1] += token
            elif not token.isspace() and (made := self._atom(token)):
                atoms.append(made)
        return atoms

    def _take(self) -> str:
        if self._place >= len(self._tokens):
            raise self._error("it ends where more should come")
        self._place += 1
        return self._tokens[self._place - 1]

    def _argument(self) -> str:
        """What follows: a group, or one part; without brackets around it."""
        token = self._take()
        while token.isspace():
            token = self._take()
        return self._group() if token == "{" else self._atom(token)

    def _group(self, end: str = "}") -> str:
        atoms = self._atoms(end)
        if self._take() != end:
            raise self._error(f"no {end} where it should be")
        return _joined(atoms)

    def _raw(self) -> str:
        """The argument of a command of text, as it stands."""
        while (token := self._take()).isspace():
            pass
        if token != "{":
            return token
        depth, kept = 1, ""
        while depth:
            token = self._take()
            depth += (token == "{") - (token == "}")
            kept += token if depth else ""
        return kept

    def _atom(self, token: str) -> str:
        """One part that begins with a token."""
        if token == _PLACE:
            return token
        if token == "{":
            return self._group()
        if token in (r"\text", r"\mbox"):
            return string(self._raw().replace(r"\ ", " "))
        if token in _TYPES:
            return self._typed(token)
        if token in _FUNCTIONS:
            return f"{_FUNCTIONS[token]}({self._argument()})"
        if token in (r"\frac", r"\tfrac", r"\dfrac"):
            return f"frac({shielded(self._argument())}, {shielded(self._argument())})"
        if token == r"\begin":
            return self._environment()
        if token in _BARS:
            end, function = _BARS[token]
            return f"{function}({shielded(self._group(end))})"
        if token in _CLASSES or _SIZES.fullmatch(token):
            return ""
        if token in _SYMBOLS:
            return _SYMBOLS[token]
        if token.startswith("\\"):
            raise self._error(f"{token}, for which Typst has no spelling here")
        return token

    def _environment(self) -> str:
        """A matrix, or a value by cases."""
        name, rows, end = self._raw(), [""], ""
        if name not in _ENVIRONMENTS:
            raise self._error(f"the environment {name}")
        while end != r"\end":
            rows[-1] += shielded(_joined(self._atoms("&", r"\\", r"\end")))
            end = self._take()
            if end == r"\\":
                rows.append("")
            elif end == "&":
                rows[-1] += " & " if name == "cases" else ", "
        self._raw()
        function, between = _ENVIRONMENTS[name]
        return function.format(between.join(rows))

    def _typed(self, token: str) -> str:
        r"""Letters in a type of their own: a word in quotes, \mathsf{\Phi} as it is."""
        raw = self._raw()
        bare = raw.rstrip("'") if token == r"\operatorname" else raw
        primes, raw = raw[len(bare) :], bare
        if re.fullmatch(r"[A-Za-z]", raw) and token != r"\operatorname":  # a string has blanks beside it that are seen
            inside = raw if token in (r"\mathit", r"\mathtt") else f"upright({raw})"
        elif re.fullmatch(r"(?:[A-Za-z0-9 ,.:()\-]|\\_)+", raw) and not (token == r"\mathbf" and raw.isdigit()):
            inside = string(raw.replace(r"\_", "_"))
        else:
            inside = _Reader(raw).whole()
        return _TYPES[token].format(inside) + primes

    def _error(self, fault: str) -> SymgradError:
        return SymgradError(
            f"Typst: in the LaTeX {self.latex} stands {fault}; give that name other LaTeX by latex=, or the notation "
            f"another mark."
        )


def shielded(text: str) -> str:
    r"""A formula as an argument of a function: commas and semicolons that stand in no bracket are escaped.

    >>> shielded("a, f(b, c)")
    'a\\, f(b, c)'
    """
    depth, made, quoted = 0, "", False
    for sign in text:
        quoted ^= sign == '"'
        depth += (sign in "([{⟨") - (sign in ")]}⟩")
        made += rf"\{sign}" if sign in ",;" and not (depth or quoted or made.endswith("\\")) else sign
    return made


def _joined(atoms: list[str]) -> str:
    """Parts one beside the other, brackets close to what is in them; brackets that do not match are escaped."""
    if not _match(atoms):
        atoms = [rf"\{atom}" if atom[0] in "()[]" else atom for atom in atoms]
    text = ""
    for atom in atoms:
        close = not text or text[-1] in f"{_OPENING}:&" or atom[0] in f"{_CLOSING},;:" or (text[-1] + atom[0] == '"[')
        text += atom if close else f" {atom}"
    return text


def _match(atoms: list[str]) -> bool:
    open_: list[str] = []
    for atom in atoms:
        if atom[0] in _OPENING:
            open_.append(_CLOSING[_OPENING.index(atom)])
        elif atom[0] in _CLOSING and (not open_ or open_.pop() != atom[0]):
            return False
    return not open_
