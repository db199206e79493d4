"""How names are read: letters, words in several kinds of type, accents, functions with their arguments."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypeGuard

from symgrad.latex_reading.nodes.formula_nodes import (
    Applied,
    Bracket,
    Name,
    Number,
    Product,
    Script,
    Scripted,
    Written,
)
from symgrad.latex_reading.parsing.token_reader import CLOSERS, TokenReader, letter_run
from symgrad.latex_reading.tex.tex_spellings import (
    ACCENTS,
    ARROWS,
    FUNCTIONS,
    KNOWN_COMMANDS,
    OLD_STYLES,
    STYLES,
    nearest,
)
from symgrad.latex_reading.tex.tex_tokens import Token, spelled
from symgrad.latex_reading.vocabulary.operation_words import OPERATION_WORDS

_WORD = re.compile(r"[^\W_]+(?:[-_ ][^\W_]+)*")
_LONGEST_COMMAND = 60  # letters
_LOSSES = frozenset({"loss", "Loss", "cost", "Cost"})  # words that nobody means as products of letters


def check_function(token: Token, word: str, behind: str) -> None:
    """A word before a bracket that is nearly a function's name is a slip of the pen; ylog(p) is y log(p)."""
    if (word[1:] in FUNCTIONS and len(word) > 3 and word[0] != word[1]) or word in OPERATION_WORDS:
        return
    if behind == "(" and (near := nearest(word, FUNCTIONS)):
        token.refused(f"the function {word} is not known; did you mean {near}?")


def check_known(token: Token, reader: TokenReader) -> None:
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


def letters(reader: TokenReader, token: Token, start: int) -> Written:
    """A declared name of several letters, a function by its name, or one letter."""
    for spellings in reader.declared:
        ahead = [one.text for one in reader.tokens[start : start + len(spellings)]]
        if ahead == [*spellings]:
            reader.place = start + len(spellings)
            return Name(reader.span(start), "".join(spellings), "word")
    if len(token.text) > 1:
        return Name(reader.span(start), token.text, "word")  # joined where its words were known
    run = letter_run(reader.tokens, start)
    if run in _LOSSES:
        reader.place = start + len(run)
        return Name(reader.span(start), run, "word")
    if len(run) > 2 and run in FUNCTIONS:
        reader.place = start + len(run)
        return applied(reader, Name(reader.span(start), run, "word"), start)
    check_function(token, run, reader.ahead(len(run) - 1))
    return Name(reader.span(start), token.text)


def named(reader: TokenReader, name: Name, start: int) -> Written:
    """A name, or the application of it where it is a function's."""
    if name.base in OPERATION_WORDS and name.style == "word":
        scripted = reader.scripts(name, start)
        if isinstance(scripted, Name) and reader.text == "(":
            return applied(reader, scripted, start)
        return scripted
    return applied(reader, name, start) if name.base.removeprefix("\\") in FUNCTIONS else name


def applied(reader: TokenReader, name: Name, start: int) -> Written:
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
    argument = reader.juxtaposed()
    return Applied(reader.span(start), scripted, (argument,))


def word(reader: TokenReader, token: Token, start: int) -> Written:
    r"""\text{prev}, \mathrm{W}, \operatorname{softmax}: a word, a letter in upright type, or a formula in it."""
    inside = reader.braced(token)
    text = spelled(inside).replace(r"\_", "_").replace(r"\ ", "")
    if not text:
        token.refused(f"nothing stands in the braces of {token.text}.")
    if not _WORD.fullmatch(text):
        read = reader.inside(inside, token)
        return replace(read, span=reader.span(start))
    check_function(token, text, reader.text)
    return named(reader, Name(reader.span(start), text, "word" if len(text) > 1 else "upright"), start)


def styled(reader: TokenReader, token: Token, start: int) -> Written:
    r"""\mathbf{h}, \mathbf{W_{xh}}, \mathbf{softmax}."""
    inside = reader.braced(token)
    style = {**STYLES, **OLD_STYLES}[token.text]
    text = spelled(inside)
    if len(text) > 1 and text.isalpha() and (text in FUNCTIONS or len(text) > 2):
        return named(reader, Name(reader.span(start), text, "word"), start)
    if text.isdecimal():
        return Name(reader.span(start), text, style)
    whole = text.replace(r"\_", "_")
    if "_" in whole and r"\_" in text and _WORD.fullmatch(whole):
        return Name(reader.span(start), whole, "word")
    read = in_style(reader.inside(inside, token), style)
    if isinstance(read, Scripted) and isinstance(read.body, Number) and not read.primes:
        return Name(reader.span(start), read.body.text, style, sub=read.sub, sup=read.sup)  # \mathbf{1_n^T}
    if isinstance(read, Applied) and len(read.arguments) == 1 and isinstance(read.arguments[0], Name):
        # \boldsymbol{\log f}_t is a name: its scripts are those of f.
        return replace(read, span=reader.span(start), arguments=(reader.scripts(read.arguments[0], start),))
    if _is_marked(read):
        scripted = reader.scripts(read.factors[1], start)  # \mathbf{do}_1 is d o_1
        return replace(read, span=reader.span(start), factors=(read.factors[0], scripted))
    return replace(read, span=reader.span(start))


def _is_marked(node: Written) -> TypeGuard[Product]:
    """Whether this is a name with the d of a differential before it."""
    if not isinstance(node, Product) or len(node.factors) != 2 or node.signs[0]:
        return False
    mark, name = node.factors
    return isinstance(mark, Name) and mark.base == "d" and mark.bare == mark and isinstance(name, Name)


def in_style(node: Written, style: str) -> Written:
    if isinstance(node, Name):
        return node if node.style else replace(node, style=style)
    return node.mapped(lambda part: part if isinstance(part, Script) else in_style(part, style))


def accented(reader: TokenReader, token: Token, start: int) -> Written:
    inside = reader.braced(token)
    mark = ACCENTS.get(token.text) or ARROWS[token.text]
    read = reader.inside(inside, token)
    if isinstance(read, Name):
        return replace(read, span=reader.span(start), accents=(mark, *read.accents))
    # A hat over more than a letter, over log f, makes a name of it.
    return Name(reader.span(start), spelled(inside), "word", (mark,))
