"""Which names are legal: code names, the names of SymPy's own symbols, LaTeX names, titles.

A name goes into generated code, into HTML, Markdown and LaTeX. What is declared has a code name that is an identifier.
SymPy itself lets any text pass as a name: what can be shown on one line is taken, with an identifier of its own in
generated code and escaped in print. A LaTeX name is the author's own LaTeX; it may call macros of the author's, but
nothing that ends the formula in which it stands, or that reads, writes, defines or links.
"""

from __future__ import annotations

import ast
import functools
import re
import unicodedata
from typing import Any

from symgrad.errors import SymgradError

_TOKEN = re.compile(r"\\[A-Za-z@]+|\\.|\^\^|.", re.DOTALL)
_SPACING = "a LaTeX name is a piece of one formula, on one line"
# What a LaTeX name may not hold, each with what it would do.
_ENDS = {
    "$": "ends the formula", "%": "begins a comment", "#": "stands for an argument of a macro", "&": "ends the column",
    "\\\\": "ends the line", "\\(": "begins a formula", "\\)": "ends the formula", "\\[": "begins a formula",
    "\\]": "ends the formula", "^^": "writes any character", "`": "begins code in Markdown",
}  # fmt: skip
_FILES = "input include openin openout closein closeout read readline write immediate import subimport includegraphics "
_FILES += "lstinputlisting verbatiminput usepackage RequirePackage documentclass endinput ShellEscape special message "
_FILES += "errmessage typeout directlua latelua luaexec scantokens jobname"
_MAKES = "def edef gdef xdef let futurelet providecommand global long outer catcode lccode uccode mathcode delcode "
_MAKES += "chardef mathchardef csname endcsname expandafter noexpand aftergroup afterassignment everymath everydisplay "
_MAKES += "everypar output loop repeat char uppercase lowercase DeclareMathOperator DeclareRobustCommand makeatletter "
_MAKES += "advance count dimen skip toks batchmode stop bye else fi or show showthe"
_STANDS = "begin end label tag notag nonumber ref eqref pageref cite intertext shortintertext par newline linebreak "
_STANDS += "displaybreak pagebreak newpage clearpage footnote verb cr crcr noalign omit"
_LINKS = "href url class style cssId data require unicode"
_REFUSED = {
    **dict.fromkeys(_FILES.split(), "reads or writes files, or runs programs"),
    **dict.fromkeys(_MAKES.split(), "defines or changes what LaTeX does"),
    **dict.fromkeys(_STANDS.split(), "belongs around a formula, not into a name"),
    **dict.fromkeys(_LINKS.split(), "makes a link or a style of HTML"),
}
_FAMILIES = re.compile(r"\\(?:new|renew|pdf|lua|html|if)[A-Za-z]*|\\[A-Za-z]*@[A-Za-z@]*")
_MATH = frozenset({r"\iff"})


def python_name(name: str) -> str:
    """A name as Python reads it: in NFKC, where φ and ϕ, μ and µ are one.

    >>> python_name("ϕ") == "φ"
    True
    """
    return unicodedata.normalize("NFKC", name)


def is_code_name(name: str) -> bool:
    """Whether a name is an identifier, also in the form in which Python reads it."""
    return name.isidentifier() and python_name(name).isidentifier()


def code_name(name: Any, maker: str) -> str:
    """The name of something declared by ``sg.maker``; SymgradError where it is no identifier."""
    if not isinstance(name, str):
        raise SymgradError(f"sg.{maker}: a name is a string, but {name!r} came.")
    if not is_code_name(name):
        raise SymgradError(
            f"sg.{maker}: a code name is an identifier (letters, digits and _, no digit first), but {name!r} came; "
            + (
                "several at once are made by sg.scalars, sg.vectors, sg.matrices."
                if len(name.split()) > 1
                else "call it by an identifier, and say how it prints by latex=."
            )
        )
    return name


@functools.lru_cache(maxsize=4096)
def any_name(name: str) -> str:
    """The name of a symbol of SymPy's own: one line of text that can be shown. Raises SymgradError for another."""
    if not name.strip() or not name.isprintable() or "`" in name or "$" in name:
        raise SymgradError(
            f"the name of a symbol is text that can be shown on one line, without backquotes and dollar signs, but "
            f"{name!r} came; call it by an identifier, sg.scalar('x'), sg.vector('x', n) or sg.matrix('X', n, m)."
        )
    return name


def latex_fault(latex: str) -> str:
    """What is wrong with a LaTeX name, in words; "" for a good one.

    >>> latex_fault("h_{t-1}"), latex_fault("h_{t-1")
    ('', 'a bracket does not close')
    """
    if not latex.strip():
        return "it is empty"
    if not latex.isprintable():
        return f"{_SPACING}, of characters that can be shown"
    if "^^" in latex:
        return f"^^ {_ENDS['^^']}"
    if not latex.strip("{} "):
        return "it shows nothing"
    tokens = [token for token in _TOKEN.findall(latex) if not token.isspace()]
    fault = next(filter(None, map(_fault_of, tokens)), "")
    return fault or _unbalanced(tokens)


def _fault_of(token: str) -> str:
    """What is wrong with one command or sign."""
    if token in _ENDS:
        return f"{token} {_ENDS[token]}"
    if token == "\\":
        return "a backslash at the end takes what follows"
    if token[0] == "\\" and token[1:] in _REFUSED:
        return f"{token} {_REFUSED[token[1:]]}"
    if _FAMILIES.fullmatch(token) and token not in _MATH:
        return f"{token} defines or changes what LaTeX does"
    return ""


def _unbalanced(tokens: list[str]) -> str:
    """What is wrong with how brackets and scripts stand: each bracket closes, each script has one argument."""
    outer: list[tuple[set[str], bool]] = []
    scripts: set[str] = set()  # of the base before
    waiting = False  # for the argument of a script
    for token in tokens:
        if token in ("_", "^"):
            if waiting or token in scripts:
                return f"{token} stands where its base has one already, or another one waits"
            scripts, waiting = scripts | {token}, True
        elif token == "{":
            outer.append((scripts, waiting))
            scripts, waiting = set(), False
        elif token == "}":
            if not outer or waiting:
                return "a bracket closes that was not opened, or before a script"
            kept, was_script = outer.pop()
            scripts, waiting = kept if was_script else set(), False
        elif token == "'" and "^" in scripts:
            return "' stands behind a ^"
        elif token != "'":
            scripts, waiting = scripts if waiting else set(), False
    if tokens.count(r"\left") != tokens.count(r"\right"):
        return r"\left and \right do not match"
    return "a script without an argument" if waiting else "a bracket does not close" if outer else ""


def latex_text(latex: Any, of: str) -> str:
    """LaTeX that an author gives for ``of``; SymgradError where it would break out of its formula."""
    if not isinstance(latex, str):
        raise SymgradError(f"{of}: latex= is a string, but {latex!r} came.")
    fault = latex_fault(latex)
    if fault:
        raise SymgradError(
            f"{of}: latex={latex!r} cannot stand inside a formula: {fault}. A LaTeX name may call macros of your own, "
            f"but holds no more than one piece of a formula."
        )
    return latex


def python_text(code: str, kind: str, of: str) -> None:
    """Raises SymgradError where code that a user gives for ``of`` is no Python: "eval" an expression, "exec" lines."""
    try:
        ast.parse(code.strip() or "0", mode=kind)
    except SyntaxError as error:
        raise SymgradError(f"{of}: {code.strip()!r} is no Python code ({error.msg}).") from None
