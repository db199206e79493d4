r"""What a function with scripts means: log_2, tanh^{-1}, sin^2, softmax_j, LN_{col}."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from symgrad.latex_reading.names.scripts_parted import pieces_of
from symgrad.latex_reading.nodes.formula_nodes import Name, Script, Span
from symgrad.latex_reading.nodes.meanings import Call, Constant, Divided, EntryOf, Meaning, Power, Transposed
from symgrad.latex_reading.resolving.scripts_resolved import entries
from symgrad.latex_reading.resolving.sums_resolved import Resolves
from symgrad.latex_reading.tex.tex_spellings import FUNCTIONS
from symgrad.latex_reading.vocabulary.functions_read import ENTRYWISE
from symgrad.latex_reading.vocabulary.operation_words import OPERATION_WORDS, WITH_SIZES
from symgrad.latex_reading.vocabulary.operations_read import OPERATIONS

# A function to the power -1 is its inverse
INVERSES: Mapping[str, str] = MappingProxyType(
    {
        **{name: f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
        "exp": "log",
        "log": "exp",
    }
)
ALONG: Mapping[str, str] = MappingProxyType(
    {"col": "col", "cols": "col", "column": "col", "columns": "col", "row": "row", "rows": "row"}
)
_ALONG_LINES = """softmax log_softmax logsumexp layer_norm rms_norm norm std mean sum rms normalize hardmax max min
argmax"""
ALONG_LINES = frozenset(_ALONG_LINES.split())
_FACTORS_OF_QR = frozenset({"Q", "R"})


def with_scripts(reader: Resolves, name: Name, call: Call) -> Meaning:
    """A call with what the scripts of its function say; other subscripts are labels of it."""
    span = call.span
    found: Meaning = call
    word = _plain(name.sub) if name.sub is not None else ""
    if call.function == "gelu" and word in (r"\tanh", "tanh"):
        found = call = Call(span, "gelu_tanh", call.arguments, call.primes)
    if name.sub is not None and call.function == "log":
        found = _to_base(name.sub, call)
    elif word in ALONG and call.function in ALONG_LINES:
        found = Call(span, f"{call.function} {ALONG[word]}", call.arguments, call.primes)
    elif name.sub is not None and call.function in ("softmax", "log_softmax") and name.sub.text in reader.indices:
        found = EntryOf(span, call, entries(name.sub))
    elif call.function in WITH_SIZES and name.sub is not None:
        found = Call(span, call.function, (*call.arguments, *sizes_below(reader, name.sub)), call.primes)
    elif call.function == "qr" and word in _FACTORS_OF_QR:
        found = Call(span, f"qr_{word}", call.arguments, call.primes)
    if name.sup is None:
        return found
    text = name.sup.text
    if reader.letters.is_transpose(text):
        return Transposed(span, found)
    if text == "-1" and not call.primes:
        return _inverse(name.sup, call)
    if re.fullmatch(r"-?\d+", text):
        return Power(span, found, Constant(name.sup.span, text))
    return EntryOf(span, found, entries(name.sup)) if text in reader.indices else found


def sizes_below(reader: Resolves, sub: Script) -> tuple[Meaning, ...]:
    """What stands between the commas of a subscript, each a formula: 2 and 1 of maxpool_{2,1}."""
    return tuple(map(reader.script, pieces_of(sub)))


def _plain(script: Script) -> str:
    return re.sub(r"\\(?:mathrm|text|textrm|operatorname)|[{} ]", "", script.text)


def _to_base(sub: Script, call: Call) -> Meaning:
    """A logarithm to a base that is a number."""
    if _plain(sub) == "e":
        return call
    if not re.fullmatch(r"\d+", _plain(sub)) or int(_plain(sub)) < 2 or call.primes:
        sub.span.source.refused(sub.span.start, f"the base of a logarithm is a number from 2, but {sub.text} came.")
    return Divided(call.span, call, Call(call.span, "log", (Constant(sub.span, _plain(sub)),)))


def _inverse(sup: Script, call: Call) -> Meaning:
    """The inverse of a function, as tanh^{-1} is read everywhere."""
    if call.function not in INVERSES:
        known = ", ".join(INVERSES)
        sup.span.source.refused(
            sup.span.start,
            f"{call.function}^{{-1}} would be the inverse function, which is read of {known}; else write a fraction.",
        )
    return Call(call.span, INVERSES[call.function], call.arguments)


def unit_vector(reader: Resolves, name: Name) -> Meaning | None:
    r"""A vector with one 1: at the largest entry, e_{\operatorname{argmax}(x)}, or at k where the caller says so."""
    if name.sub is None or name.accents:
        return None
    if name.base == "e" and name.sub.text.startswith(r"\operatorname{argmax}"):
        return Call(name.span, "e_argmax", getattr(reader.script(name.sub), "arguments", ()))
    said = reader.conventions.get(name.base) == "unit vectors" and re.fullmatch("[1-9][0-9]*", name.sub.text)
    return Call(name.span, f"unit {name.sub.text}", ()) if said else None


def is_expectation(name: Name) -> bool:
    """Whether a bracket behind this name holds what an expectation is of."""
    return name.base == "E" and name.style == "blackboard"


def refuse_expectation(span: Span) -> None:
    """An expectation is none of the formulas of a cell."""
    span.source.refused(span.start, "an expectation is not read; write the sum or the mean that it stands for.")


SIGMOIDS = frozenset({r"\sigma", r"\sigma_{g}", r"\sigma_{s}"})
_TANH = frozenset({r"\sigma_{c}", r"\sigma_{h}"})  # as the encyclopedia writes an LSTM


def function_named(name: Name, key: str, meant: str) -> str:
    """The function that a name with an argument behind it is; ``meant`` is what a convention says of it."""
    if meant.startswith("same as "):
        return function_said(meant) or meant.removeprefix("same as ").strip()
    if meant.endswith("function"):
        return key
    if key in SIGMOIDS or key in _TANH:
        return "sigmoid" if key in SIGMOIDS else "tanh"
    return FUNCTIONS.get(name.base.removeprefix("\\")) or OPERATION_WORDS.get(name.base) or key


def function_said(meant: str) -> str | None:
    """The function that a convention says a name to be: of "same as \\tanh"."""
    if not meant.startswith("same as "):
        return None
    same = meant.removeprefix("same as ").strip()
    word = "sigmoid" if same in SIGMOIDS else "tanh" if same in _TANH else same.removeprefix("\\")
    return FUNCTIONS.get(word) or (word if word in OPERATIONS or word in ENTRYWISE else None)
