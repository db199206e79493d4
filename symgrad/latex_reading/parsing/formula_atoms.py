"""How each kind of factor is read: a letter, a word, a fraction, a bracket, a matrix, a sum over an index."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from symgrad.latex_reading.nodes.formula_nodes import (
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
    Scripted,
    Written,
)
from symgrad.latex_reading.parsing.environments_read import DOTS, environment_read
from symgrad.latex_reading.parsing.names_read import accented, check_known, in_style, letters, named, styled, word
from symgrad.latex_reading.parsing.token_reader import CLOSERS, CLOSING, SCRIPTS, TokenReader
from symgrad.latex_reading.tex.tex_spellings import (
    ACCENTS,
    ARROWS,
    COMPARISONS,
    OLD_STYLES,
    PRODUCTS,
    RELATIONS,
    STYLES,
    WORDS,
)
from symgrad.latex_reading.tex.tex_tokens import Token, spelled
from symgrad.latex_reading.tex.word_lists import NOT_NAMES

FENCES: Mapping[str, str] = MappingProxyType(
    {"|": "|", r"\vert": "|", r"\|": "‖", r"\Vert": "‖", r"\lvert": "|", r"\lVert": "‖"}
)
BIG: Mapping[str, str] = MappingProxyType({r"\sum": "sum", r"\prod": "product", r"\bigodot": "hadamard product"})
_SIGNS_BETWEEN = frozenset({*PRODUCTS, *RELATIONS, *COMPARISONS})
_FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\nicefrac", r"\sfrac")


def factor_read(reader: TokenReader, token: Token, start: int) -> Written:
    """The factor that begins with this token, which was taken; its scripts are not read yet."""
    if token.kind == "number":
        if token.text == ".":  # \mathrm.5 takes the point alone
            token.refused("a number was expected, but a point alone came.")
        return Number(reader.span(start), token.text)
    if token.kind == "letter":
        return letters(reader, token, start)
    read = SIGNS.get(token.text)
    if read is not None:
        return read(reader, token, start)
    if token.kind == "command":
        if token.text in OLD_STYLES and reader.text == "{":
            return (styled if OLD_STYLES[token.text] else word)(reader, token, start)
        if re.fullmatch(r"\\[A-Za-z]+", token.text) and token.text not in NOT_NAMES | _SIGNS_BETWEEN:
            check_known(token, reader)
            return named(reader, Name(reader.span(start), token.text), start)
        if token.text not in _SIGNS_BETWEEN:
            token.refused(f"{token.text} is not read in a formula.")
    reader.place -= 1
    return reader.refused(f"a formula was expected, but {token.text} came.")


def _group(reader: TokenReader, token: Token, start: int) -> Written:
    reader.place = start
    inside = reader.braced(token)
    if not inside:
        while reader.text == "{" and reader.ahead(1) == "}":
            reader.place += 2
        if reader.text in SCRIPTS or not reader.begins_factor():
            token.refused("a formula was expected, but nothing stands in the braces.")
        return reader.factor()
    if _is_open_sum(inside) and reader.text not in SCRIPTS:
        # Braces are not seen: {a - b} c is a - b c.
        reader.tokens[start : reader.place] = inside
        reader.place = start
        return reader.factor()
    style = OLD_STYLES.get(inside[0].text)
    if style is not None:
        text = spelled(inside[1:])
        if len(text) > 1 and text.isalpha():
            return named(reader, Name(reader.span(start), text, "word"), start)
        read = in_style(reader.inside(inside[1:], token), style) if style else reader.inside(inside[1:], token)
    else:
        read = reader.inside(inside, token)
    return replace(read, span=reader.span(start)) if isinstance(read, Name | Number) else read


def _is_open_sum(tokens: Sequence[Token]) -> bool:
    """Whether these are terms with a sign between them, outside brackets, and nothing but terms."""
    depth, signed = 0, False
    for k, token in enumerate(tokens):
        depth += (token.text in CLOSERS or token.text == "{" or token.text == r"\begin") - (
            token.text in CLOSING or token.text == r"\end"
        )
        if not depth and (token.text in (r"\over", ",", ";", "&", "\\\\", "|", r"\|") or token.text in OLD_STYLES):
            return False
        if not depth and (token.text in RELATIONS or token.text in COMPARISONS):
            return False
        signed = signed or (k > 0 and not depth and token.text in ("+", "-"))
    return signed


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
    body = reader.inside(reader.braced(token), token)
    return Root(reader.span(start), body, degree)


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
    while reader.text == "{" and reader.ahead(1) == "}":
        reader.place += 2  # \partial {} is \partial alone
    if not reader.begins_factor():
        return Name(reader.span(start), token.text, sup=scripts.sup if isinstance(scripts, Scripted) else None)
    reader.deeper()
    body = reader.factor()
    reader.depth -= 1
    return Marked(reader.span(start), mark, below, body)


Read = Callable[[TokenReader, Token, int], Written]
SIGNS: Mapping[str, Read] = MappingProxyType(
    {
        **dict.fromkeys(WORDS, word),
        **dict.fromkeys(STYLES, styled),
        **dict.fromkeys([*ACCENTS, *ARROWS], accented),
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
