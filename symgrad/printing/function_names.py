"""How the functions of a display are called: none looks like another one, or like a variable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sympy.core.function import UndefinedFunction

from symgrad.functions.called import bare_name, function_name
from symgrad.functions.undefined import name_parts
from symgrad.printing.code_names import from_code_name
from symgrad.printing.looks import look

_WORD = re.compile(r"\\operatorname\b")
# What LaTeX sets as an upright word, as \mathrm does.
_OPERATOR = re.compile(r"\\(log|ln|exp|sinh?|cosh?|tanh?|cot|arcsin|arccos|arctan|max|min|det)(?![A-Za-z])")
# What the printer calls SymPy's nodes and some that derivatives bring; those of other nodes come with a display.
_WORDS = frozenset({"det", "diag", "kron_left", "kron_right", "max", "min", "mod", "sqrt", "sum", "tr", "vec"})
_IN_TEXT = ("{}", "function({})", "undefined({})")
_NO_WORD = re.compile(r"[\\{}]")
_COMMAND = re.compile(r"\\[A-Za-z]+")


def seen(latex: str) -> str:
    r"""What the eye sees of a function: ``\tanh``, ``\operatorname{tanh}`` and ``\mathrm{tanh}`` are one.

    >>> seen(r"\tanh") == seen(r"\operatorname{tanh}") == seen(r"\mathrm{tanh}")
    True
    """
    return look(_WORD.sub(r"\\mathrm", _OPERATOR.sub(r"\\mathrm{\1}", latex)))


def operator(name: str) -> str:
    """A name as an operator; its primes stand behind it."""
    bare = name.rstrip("'")
    spelled = bare.replace("_", r"\_")  # a blank would not be seen
    return rf"\operatorname{{{spelled}}}" + "'" * (len(name) - len(bare))


def sans_serif(name: str) -> str:
    """A name in type without serifs, for what would look like a variable even as an operator."""
    spelled = name.replace("_", r"\_")
    return rf"\operatorname{{\mathsf{{{spelled}}}}}"


def typewriter(name: str) -> str:
    """A name in type of one width, where a node is set without serifs already."""
    spelled = name.replace("_", r"\_")
    return rf"\operatorname{{\mathtt{{{spelled}}}}}"


def bare_word(latex: str) -> str:
    """The word of a function in LaTeX."""
    return _NO_WORD.sub("", latex.replace(r"\operatorname", ""))


def latex_functions(
    heads: Iterable[Any], looks: frozenset[str], letters: frozenset[str], words: Iterable[str] = ()
) -> Mapping[str, str]:
    """The LaTeX of the functions of a display by their names, beside variables that look so and bear these letters.

    ``words`` are what its nodes are called.
    """
    called = {word: word if "\\" in word else operator(word.replace("_", "")) for word in _WORDS.union(words)}
    giving_way = [sans_serif(bare_word(word)) for word, form in called.items() if seen(form) in looks]
    taken = {*looks, *letters, *called.values(), *giving_way}
    return _chosen(heads, lambda head: _in_latex(head, letters), set(map(seen, taken)), seen)


def marked(head: Any, called: str, partial: str, between: str) -> str:
    """A function with the marks of a derivative: ``partial`` is the form for each place by which it is taken."""
    if not isinstance(head, UndefinedFunction):
        known = function_name(head)
        return called + "'" * (0 if known is None else len(known[0]) - len(bare_name(head)))
    parts = name_parts(head.__name__)
    before = between.join(partial.format(place) for place in parts.places)
    return f"{before} {called}{parts.primes}" if before else called + parts.primes


def _in_latex(head: Any, letters: frozenset[str]) -> Sequence[str]:
    """How a function may be written, the best first."""
    name = bare_name(head)
    known = function_name(head)
    given = None if isinstance(head, UndefinedFunction) or known is None else known[1].rstrip("'")
    own = given or str(from_code_name(name))
    bears = any(letter in letters for letter in _COMMAND.findall(own))
    return [*([] if bears else [own]), operator(name), sans_serif(name), typewriter(name)]


def text_functions(heads: Iterable[Any], looks: frozenset[str], words: Iterable[str] = ()) -> Mapping[str, str]:
    """The same in text: what is called like a variable or a node says that it is a function."""
    called = _WORDS.union(words)
    taken = {*looks, *called, *(f"function({word})" for word in called & looks)}
    return _chosen(heads, lambda head: [form.format(bare_name(head)) for form in _IN_TEXT], taken, str)


def key(head: Any) -> str:
    """One for a function and its derivatives; an undefined one may have the name of one that a derivative brings."""
    return f"{bare_name(head)} of an author" if isinstance(head, UndefinedFunction) else bare_name(head)


def _chosen(
    heads: Iterable[Any], forms: Callable[[Any], Sequence[str]], taken: set[str], eye: Callable[[str], str]
) -> Mapping[str, str]:
    """The first form of each that nothing else looks like; functions with a row choose before undefined ones."""
    found: dict[str, str] = {}
    for head in sorted(heads, key=lambda head: isinstance(head, UndefinedFunction)):
        if key(head) not in found:
            *others, last = forms(head)
            form = next((form for form in others if eye(form) not in taken), last)
            found[key(head)] = form
            taken.add(eye(form))
    return MappingProxyType(found)
