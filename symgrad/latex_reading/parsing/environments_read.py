"""How matrices and cases are read: environments of rows and cells inside a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from symgrad.latex_reading.nodes.formula_nodes import Array, Cases, Dots, Joined, Written
from symgrad.latex_reading.parsing.token_reader import TokenReader, letter_run
from symgrad.latex_reading.tex.tex_spellings import CASES, DISPLAYS, MATRICES, WORDS, nearest
from symgrad.latex_reading.tex.tex_tokens import Token, group_end, spelled

DOTS = (r"\dots", r"\ldots", r"\cdots", r"\vdots", r"\ddots", r"\dotsc", r"\dotsb", r"\dotsm")
_MOST_CASES = 30
_CONDITIONS = frozenset({"if", "for", "when", "where", "otherwise", "else", "with"})


def environment_read(reader: TokenReader, token: Token, start: int) -> Written:
    """The environment that was begun, up to its end."""
    name = spelled(reader.braced(token))
    depth, end = 1, reader.place
    while end < len(reader.tokens):
        depth += (reader.tokens[end].text == r"\begin") - (reader.tokens[end].text == r"\end")
        if depth == 0:
            break
        end += 1
    if depth:
        token.refused(f"\\begin{{{name}}} is never ended; add \\end{{{name}}}.")
    inside = reader.tokens[reader.place : end]
    reader.place = end + 1
    closing = spelled(reader.braced(token))
    if closing != name:
        reader.tokens[end].refused(f"\\end{{{name}}} was expected, but \\end{{{closing}}} came.")
    lines = list(_cells(inside))
    if name in CASES:
        if not 0 < len(lines) <= _MOST_CASES:
            token.refused(f"from 1 to {_MOST_CASES} cases are read, but {len(lines)} came.")
        return Cases(reader.span(start), tuple(_case(reader, line, token) for line in lines))
    if name.removesuffix("*") not in MATRICES:
        near = nearest(name, {*MATRICES, *CASES, *DISPLAYS})
        known = f"did you mean {near}?" if near else f"known are {', '.join(sorted({*MATRICES, *CASES}))}."
        token.refused(f"the environment {name} is not one of a formula; {known}")
    if name == "array" and inside and inside[0].text == "{":
        lines = list(_cells(inside[group_end(inside, 0) + 1 :]))
    uneven = next((line for line in lines if len(line) != len(lines[0])), None)
    if not lines:
        token.refused(f"nothing stands in this {name}.")
    if uneven is not None:
        token.refused(f"a row of this {name} has {len(lines[0])} cells, and another one {len(uneven)}.")
    rows = tuple(tuple(_cell(reader, cell, token) for cell in line) for line in lines)
    return Array(reader.span(start), MATRICES[name.removesuffix("*")], rows)


def _cell(reader: TokenReader, cell: list[Token], token: Token) -> Written:
    if cell and all(one.text in DOTS for one in cell):
        return Dots(reader.span(reader.place - 1))
    if not cell:
        token.refused("a formula was expected in each cell, but one of them is empty.")
    return reader.inside(cell, cell[0])


def _cells(tokens: Sequence[Token]) -> Iterator[list[list[Token]]]:
    """The cells of each line that is not empty."""
    line: list[list[Token]] = [[]]
    depth = 0
    for token in [*tokens, None]:
        if token is None or (token.text in ("\\\\", r"\cr") and depth == 0):
            if any(line):
                yield line
            line = [[]]
            continue
        depth += (token.text in ("{", r"\begin")) - (token.text in ("}", r"\end"))
        if token.text == "&" and depth == 0:
            line.append([])
        elif token.text not in (r"\quad", r"\qquad"):
            line[-1].append(token)


def _case(reader: TokenReader, line: list[list[Token]], token: Token) -> tuple[Written, Written | None]:
    value, condition = line[0], [one for cell in line[1:] for one in cell]
    if len(line) == 1:
        words = [k for k, one in enumerate(value) if one.text in WORDS]
        value, condition = (value[: words[0]], value[words[0] :]) if words else (value, [])
    while value and value[-1].text in (",", "."):
        value = value[:-1]
    condition = _without_words(condition)
    return reader.inside(value, token), _condition(reader, condition, token) if condition else None


def _condition(reader: TokenReader, tokens: list[Token], token: Token) -> Written:
    """Comparisons, with "or", "and" and commas between them; a comma is "and", and what is "and" binds tighter."""
    for word, joins in (("or", _is_word("or")), ("and", _is_word("and")), (",", _is_comma)):
        parts = _split(tokens, joins)
        if len(parts) > 1:
            found = tuple(_condition(reader, part, token) for part in parts)
            return Joined(found[0].span | found[-1].span, word.replace(",", "and"), found)
    if len(tokens) > 2 and tokens[0].text == "(" and _closes(tokens) == len(tokens) - 1:
        inner = tokens[1:-1]
        if any(len(_split(inner, joins)) > 1 for joins in (_is_word("or"), _is_word("and"), _is_comma)):
            return _condition(reader, inner, token)
    return reader.inside(tokens, token)


def _is_comma(tokens: Sequence[Token], k: int) -> int:
    return int(tokens[k].text == ",")


def _is_word(word: str) -> Callable[[Sequence[Token], int], int]:
    r"""How many tokens a word in text is that begins here, as \text{ or } is, 0 where none does."""

    def joins(tokens: Sequence[Token], k: int) -> int:
        if tokens[k].text not in WORDS or k + 1 >= len(tokens) or tokens[k + 1].text != "{":
            return 0
        end = group_end(tokens, k + 1)
        return end + 1 - k if spelled(tokens[k + 2 : end]).strip().lower() == word else 0

    return joins


def _closes(tokens: Sequence[Token]) -> int:
    """Where the bracket closes that is opened first."""
    depth = 0
    for k, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if not depth:
            return k
    return -1


def _split(tokens: Sequence[Token], joins: Callable[[Sequence[Token], int], int]) -> list[list[Token]]:
    """What stands between joining words, outside brackets."""
    parts: list[list[Token]] = [[]]
    depth = k = 0
    while k < len(tokens):
        joining = joins(tokens, k) if not depth else 0
        if joining:
            parts.append([])
            k += joining
            continue
        depth += (tokens[k].text in "([{") - (tokens[k].text in ")]}")
        parts[-1].append(tokens[k])
        k += 1
    return parts


def _without_words(tokens: Sequence[Token]) -> list[Token]:
    """A condition without its "if"."""
    result: list[Token] = []
    k = 0
    while k < len(tokens):
        if tokens[k].text in WORDS and k + 1 < len(tokens) and tokens[k + 1].text == "{":
            end = group_end(tokens, k + 1)
            if spelled(tokens[k + 2 : end]).lower() in _CONDITIONS:
                k = end + 1
                continue
        run = letter_run(tokens, k)
        if run in _CONDITIONS:
            k += len(run)
            continue
        result.append(tokens[k])
        k += 1
    while result and result[-1].text in (",", ".", ";"):
        result.pop()
    return result
