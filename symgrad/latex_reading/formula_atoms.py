"""How each kind of factor is read: a letter, a word, a fraction, a bracket, a matrix, a sum over an index."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from symgrad.latex_reading.environments_read import DOTS, environment_read
from symgrad.latex_reading.formula_nodes import (
    Applied,
    Array,
    Big,
    Bracket,
    Dots,
    Fenced,
    Fraction,
    Marked,
    Name,
    Number,
    Root,
    Script,
    Scripted,
    Written,
)
from symgrad.latex_reading.tex_spellings import (
    ACCENTS,
    ARROWS,
    COMPARISONS,
    FUNCTIONS,
    KNOWN_COMMANDS,
    OLD_STYLES,
    PRODUCTS,
    RELATIONS,
    STYLES,
    WORDS,
    nearest,
)
from symgrad.latex_reading.tex_tokens import Token, spelled
from symgrad.latex_reading.token_reader import SCRIPTS, TokenReader, letter_run
from symgrad.latex_reading.word_lists import NOT_NAMES

FENCES: Mapping[str, str] = MappingProxyType(
    {"|": "|", r"\vert": "|", r"\|": "‖", r"\Vert": "‖", r"\lvert": "|", r"\lVert": "‖"}
)
CLOSERS: Mapping[str, str] = MappingProxyType(
    {"(": ")", "[": "]", r"\{": r"\}", r"\lbrace": r"\rbrace", r"\langle": r"\rangle", r"\lbrack": r"\rbrack"}
)
BIG: Mapping[str, str] = MappingProxyType({r"\sum": "sum", r"\prod": "product", r"\bigodot": "hadamard product"})
_SIGNS_BETWEEN = frozenset({*PRODUCTS, *RELATIONS, *COMPARISONS})
_LONGEST_COMMAND = 60  # letters
_FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\nicefrac", r"\sfrac")


def factor_read(reader: TokenReader, token: Token, start: int) -> Written:
    """The factor that begins with this token, which was taken; its scripts are not read yet."""
    if token.kind == "number":
        return Number(reader.span(start), token.text)
    if token.kind == "letter":
        return _letters(reader, token, start)
    read = SIGNS.get(token.text)
    if read is not None:
        return read(reader, token, start)
    if token.kind == "command":
        if token.text in OLD_STYLES and reader.text == "{":
            return (_styled if OLD_STYLES[token.text] else _word)(reader, token, start)
        if re.fullmatch(r"\\[A-Za-z]+", token.text) and token.text not in NOT_NAMES | _SIGNS_BETWEEN:
            _check_known(token, reader)
            return _named(reader, Name(reader.span(start), token.text), start)
        if token.text not in _SIGNS_BETWEEN:
            token.refused(f"{token.text} is not read in a formula.")
    reader.place -= 1
    return reader.refused(f"a formula was expected, but {token.text} came.")


def _check_function(token: Token, word: str, behind: str) -> None:
    """A word before a bracket that is nearly a function's name is a slip of the pen."""
    if behind == "(" and (near := nearest(word, FUNCTIONS)):
        token.refused(f"the function {word} is not known; did you mean {near}?")


def _check_known(token: Token, reader: TokenReader) -> None:
    """A command that nobody knows is a name, but a slip of the pen where it is nearly one that is known.

    With an argument it is a macro whose definition stands elsewhere.
    """
    if len(token.text) > _LONGEST_COMMAND:
        token.refused(f"a command of {len(token.text)} letters is not known.")
    if token.text not in KNOWN_COMMANDS:
        if len(token.text) > 4 and (near := nearest(token.text, KNOWN_COMMANDS)):
            token.refused(f"the command {token.text} is not known; did you mean {near}?")
        if reader.text == "{" and reader.ahead(1) != "}":
            token.refused(f"the command {token.text} is not known; add its \\newcommand to the text.")


def _letters(reader: TokenReader, token: Token, start: int) -> Written:
    """A declared name of several letters, a function by its name, or one letter."""
    for spellings in reader.declared:
        ahead = [one.text for one in reader.tokens[start : start + len(spellings)]]
        if ahead == [*spellings]:
            reader.place = start + len(spellings)
            return Name(reader.span(start), "".join(spellings), "word")
    run = letter_run(reader.tokens, start)
    if len(run) > 2 and run in FUNCTIONS:
        reader.place = start + len(run)
        return _applied(reader, Name(reader.span(start), run, "word"), start)
    _check_function(token, run, reader.ahead(len(run) - 1))
    return Name(reader.span(start), token.text)


def _named(reader: TokenReader, name: Name, start: int) -> Written:
    """A name, or the application of it where it is a function's."""
    return _applied(reader, name, start) if name.base.removeprefix("\\") in FUNCTIONS else name


def _applied(reader: TokenReader, name: Name, start: int) -> Written:
    """A function with its scripts and its arguments; the name alone where no argument follows."""
    scripted = reader.scripts(name, start)
    if not isinstance(scripted, Name):
        reader.refused("a function with two scripts of one kind; put them into one.")
    if reader.text in CLOSERS:
        bracket = reader.factor_bare()
        arguments = bracket.items if isinstance(bracket, Bracket) else (bracket,)
        return Applied(reader.span(start), scripted, arguments)
    if not reader.begins_factor():
        return scripted
    return Applied(reader.span(start), scripted, (reader.juxtaposed(),))


def _word(reader: TokenReader, token: Token, start: int) -> Written:
    r"""\text{prev}, \mathrm{W}, \operatorname{softmax}: a word, a letter in upright type, or a formula in it."""
    inside = reader.braced(token)
    text = spelled(inside).replace(r"\_", "_").replace(r"\ ", "")
    if not text:
        token.refused(f"nothing stands in the braces of {token.text}.")
    if not re.fullmatch(r"[^\W_]+(?:[-_ ][^\W_]+)*", text):
        read = reader.inside(inside, token)
        return replace(read, span=reader.span(start))
    _check_function(token, text, reader.text)
    return _named(reader, Name(reader.span(start), text, "word" if len(text) > 1 else "upright"), start)


def _styled(reader: TokenReader, token: Token, start: int) -> Written:
    r"""\mathbf{h}, \mathbf{W_{xh}}, \mathbf{softmax}."""
    inside = reader.braced(token)
    style = {**STYLES, **OLD_STYLES}[token.text]
    text = spelled(inside)
    if len(text) > 1 and text.isalpha() and (text in FUNCTIONS or len(text) > 2):
        return _named(reader, Name(reader.span(start), text, "word"), start)
    if text.isdecimal():
        return Name(reader.span(start), text, style)
    read = _in_style(reader.inside(inside, token), style)
    return replace(read, span=reader.span(start))


def _in_style(node: Written, style: str) -> Written:
    if isinstance(node, Name):
        return node if node.style else replace(node, style=style)
    return node.mapped(lambda part: part if isinstance(part, Script) else _in_style(part, style))


def _accented(reader: TokenReader, token: Token, start: int) -> Written:
    inside = reader.braced(token)
    mark = ACCENTS.get(token.text) or ARROWS[token.text]
    read = reader.inside(inside, token)
    if isinstance(read, Name):
        return replace(read, span=reader.span(start), accents=(mark, *read.accents))
    # A hat over more than a letter, over log f, makes a name of it.
    return Name(reader.span(start), spelled(inside), "word", (mark,))


def _group(reader: TokenReader, token: Token, start: int) -> Written:
    reader.place = start
    inside = reader.braced(token)
    if not inside:
        while reader.text == "{" and reader.ahead(1) == "}":
            reader.place += 2
        if reader.text in SCRIPTS or not reader.begins_factor():
            token.refused("a formula was expected, but nothing stands in the braces.")
        return reader.factor()
    style = OLD_STYLES.get(inside[0].text)
    if style is not None:
        text = spelled(inside[1:])
        if len(text) > 1 and text.isalpha():
            return _named(reader, Name(reader.span(start), text, "word"), start)
        read = _in_style(reader.inside(inside[1:], token), style) if style else reader.inside(inside[1:], token)
    else:
        read = reader.inside(inside, token)
    return replace(read, span=reader.span(start)) if isinstance(read, Name | Number) else read


def _bracket(reader: TokenReader, token: Token, start: int) -> Written:
    closer = CLOSERS[token.text]
    items, separator = _items(reader, token, closer)
    opening = {r"\{": "{", r"\lbrace": "{", r"\langle": "<", r"\lbrack": "["}.get(token.text, token.text)
    if len(items) == 1 and isinstance(items[0], Array) and not items[0].opening:
        return replace(items[0], span=reader.span(start), opening=opening)
    return Bracket(reader.span(start), opening, tuple(items), separator)


def _items(reader: TokenReader, token: Token, closer: str) -> tuple[list[Written], str]:
    reader.deeper()
    reader.fences.append(closer)
    items, separators = [], []
    if reader.text == closer:
        reader.refused(f"a formula was expected behind {token.text}, but {closer} came.")
    while True:
        items.append(reader.comparison())
        if reader.text in (",", ";", "\\\\", r"\mid", "|", r"\|"):
            separators.append(";" if reader.take().text in (";", "\\\\") else ",")
            continue
        break
    # A bracket may be closed by another of its kind: [0, 1).
    if reader.text != closer:
        line, column = token.source.place(token.start)
        opened = f"the {token.text} of line {line}, column {column}"
        reader.refused(f"{closer} was expected, which closes {opened}, but {reader.text or 'the end'} came.")
    reader.take()
    reader.fences.pop()
    reader.depth -= 1
    return items, ";" if ";" in separators else "," if separators else ""


def _fenced(reader: TokenReader, token: Token, start: int) -> Written:
    kind = FENCES[token.text]
    closer = {r"\lvert": r"\rvert", r"\lVert": r"\rVert"}.get(token.text, token.text)
    reader.deeper()
    reader.fences.append(closer)
    body = reader.comparison()
    reader.expected(closer)
    reader.fences.pop()
    reader.depth -= 1
    return Fenced(reader.span(start), kind, body)


def _fraction(reader: TokenReader, token: Token, start: int) -> Written:
    above, below = reader.inside(reader.braced(token), token), reader.inside(reader.braced(token), token)
    return Fraction(reader.span(start), above, below)


def _root(reader: TokenReader, token: Token, start: int) -> Written:
    degree: Written | None = None
    if reader.text == "[":
        end = reader.place
        while end < len(reader.tokens) and reader.tokens[end].text != "]":
            end += 1
        degree = reader.inside(reader.tokens[reader.place + 1 : end], token)
        reader.place = min(end + 1, len(reader.tokens))
    return Root(reader.span(start), reader.inside(reader.braced(token), token), degree)


def _big(reader: TokenReader, token: Token, start: int) -> Written:
    r"""\sum_{k=1}^{n} and the rest of the term."""
    scripts = reader.scripts(Number(reader.span(start), "0"), start)
    sub, sup = (scripts.sub, scripts.sup) if isinstance(scripts, Scripted) else (None, None)
    reader.deeper()
    body = reader.signed_term()
    reader.depth -= 1
    return Big(reader.span(start), BIG[token.text], sub, sup, body)


def _partial(reader: TokenReader, token: Token, start: int) -> Written:
    mark = {r"\partial": "partial", r"\nabla": "nabla"}[token.text]
    scripts = reader.scripts(Number(reader.span(start), "0"), start)
    below: Written | None = None
    if isinstance(scripts, Scripted):
        if scripts.sub is not None:
            below = reader.inside(scripts.sub.tokens, token)
        if scripts.sup is not None:
            mark += scripts.sup.text
    if not reader.begins_factor():
        return Name(reader.span(start), token.text)
    reader.deeper()
    body = reader.factor()
    reader.depth -= 1
    return Marked(reader.span(start), mark, below, body)


Read = Callable[[TokenReader, Token, int], Written]
SIGNS: Mapping[str, Read] = MappingProxyType(
    {
        **dict.fromkeys(WORDS, _word),
        **dict.fromkeys(STYLES, _styled),
        **dict.fromkeys([*ACCENTS, *ARROWS], _accented),
        **dict.fromkeys(CLOSERS, _bracket),
        **dict.fromkeys(FENCES, _fenced),
        **dict.fromkeys(_FRACTIONS, _fraction),
        **dict.fromkeys(BIG, _big),
        **dict.fromkeys(DOTS, lambda reader, token, start: Dots(reader.span(start))),
        "{": _group,
        r"\sqrt": _root,
        r"\partial": _partial,
        r"\nabla": _partial,
        r"\begin": environment_read,
        r"\infty": lambda reader, token, start: Number(reader.span(start), "inf"),
        r"\half": lambda reader, token, start: Number(reader.span(start), "1/2"),
    }
)
