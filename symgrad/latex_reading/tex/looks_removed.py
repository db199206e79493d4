"""What is only look is taken away: spacing, colours, braces with a word below, labels and tags, remarks in words."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from symgrad.latex_reading.tex.tex_spellings import BOXES, BRACED, LOOKS, SHOWN
from symgrad.latex_reading.tex.tex_tokens import Token, argument, group_end, spelled

_MOST_SAID = 60  # tokens of a remark that are looked at
_WIDE = frozenset({r"\hspace", r"\hspace*"})
GAPS = frozenset({r"\quad", r"\qquad"})
TEXTS = frozenset({r"\text", r"\textrm", r"\mbox", r"\textit", r"\textnormal"})


def unboxed(tokens: list[Token]) -> list[Token]:
    r"""Without braces or boxes round the whole: {\textstyle \begin{aligned} ... \end{aligned}}, \boxed{...}."""
    for _ in range(4):
        start = next((k for k, token in enumerate(tokens) if token.text not in ("&", "$")), len(tokens))
        stop = len(tokens)
        while stop > start and tokens[stop - 1].text in ("&", "$", ".", ",", ";"):
            stop -= 1
        inside = _boxed(tokens[start:stop])
        if inside is None:
            return tokens
        tokens = inside
    return tokens


def _boxed(tokens: list[Token]) -> list[Token] | None:
    """What stands in the box, or in the braces, that all of this is."""
    if not tokens or (tokens[0].text != "{" and tokens[0].text not in BOXES):
        return None
    place = 0
    if tokens[0].text != "{":
        place = 1
        if place < len(tokens) and tokens[place].text == "[":
            place = next((k + 1 for k, token in enumerate(tokens) if token.text == "]"), place)
        for _ in range(BOXES[tokens[0].text]):
            _, place = argument(tokens, place, tokens[0])
    if place < len(tokens) and tokens[place].text == "{" and group_end(tokens, place) == len(tokens) - 1:
        return tokens[place + 1 : -1]
    return None


def without_looks(tokens: Sequence[Token]) -> tuple[str, str, list[Token]]:
    """The label, the tag, and the rest without commands that change only how it looks."""
    label = tag = ""
    shown: list[Token] = []
    waiting = list(reversed(tokens))
    depth, underbraced = 0, list[int]()  # braces that are open, and which of them have a word below
    while waiting:
        token = waiting.pop()
        if token.text in (r"\label", r"\tag", r"\tag*"):
            inside = _taken(waiting, token)
            label, tag = (spelled(inside), tag) if token.text == r"\label" else (label, spelled(inside))
        elif token.text in GAPS:
            shown.append(token)
        elif token.text == "$":
            continue  # the formula in a box of text: \colorbox{red}{$x$}
        elif token.text == "{" and _is_sign(waiting) and not (shown and shown[-1].text in ("_", "^")):
            shown.append(waiting.pop())  # a sign in colour: \color{red}{-} x
            waiting.pop()
        elif token.text in (r"\left", r"\right", r"\middle") and waiting and waiting[-1].text == ".":
            waiting.pop()
        elif token.text in TEXTS and _is_said(waiting):
            _taken(waiting, token)
        elif token.text in _WIDE:
            _taken(waiting, token)
            shown.append(token._replace(text=r"\quad"))
        elif token.text in LOOKS:
            for _ in range(LOOKS[token.text]):
                _taken(waiting, token)
        elif token.text in SHOWN:
            for _ in range(SHOWN[token.text] - 1):
                _taken(waiting, token)
            _ungrouped(waiting, token)
        elif token.text in BRACED:
            _ungrouped(waiting, token)
            if waiting[-1].text == "{":
                underbraced.append(depth + 1)
            else:
                shown.append(waiting.pop())
                _without_script(waiting)
        else:
            shown.append(token)
            depth += token.text == "{"
            if token.text == "}":
                if underbraced and underbraced[-1] == depth:
                    underbraced.pop()
                    _without_script(waiting)
                depth -= 1
    return label, tag, shown


def _is_sign(waiting: Sequence[Token]) -> bool:
    """Whether a brace that was opened holds a sign alone."""
    return len(waiting) > 1 and waiting[-2].text == "}" and waiting[-1].text in ("+", "-", "=")


def _is_said(waiting: Sequence[Token]) -> bool:
    """Whether the text in braces that comes next is a remark, and no name: it has blanks, brackets or a colon."""
    if not waiting or waiting[-1].text != "{":
        return False
    inside: list[Token] = []
    depth = 0
    for token in itertools.islice(reversed(waiting), _MOST_SAID):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            break
        inside.append(token)
    del inside[:1]
    words = [token for token in inside if token.kind == "letter"]
    blanks = sum(not token.glued for token in inside[1:])
    return any(token.text in ("(", ")", ":", "/", ",") for token in inside) or (blanks > 0 and len(words) > 3)


def _ungrouped(waiting: list[Token], of: Token) -> None:
    """Have an argument come next: as it stands in its braces, so that a script behind it is of all of it.

    A single token needs none.
    """
    if not waiting:
        of.refused(f"{of.text} wants an argument, but the text ends.")
    if len(waiting) > 2 and waiting[-1].text == "{" and waiting[-3].text == "}" and waiting[-2].text not in "{}":
        waiting[-3:] = [waiting[-2]]


def _without_script(waiting: list[Token]) -> None:
    """Take away the words below or above a brace."""
    if waiting and waiting[-1].text in ("_", "^"):
        mark = waiting.pop()
        _taken(waiting, mark)


def _taken(waiting: list[Token], of: Token) -> list[Token]:
    """The argument that comes next on a stack of tokens, taken from it."""
    if not waiting:
        of.refused(f"{of.text} wants an argument, but the text ends.")
    first = waiting.pop()
    if first.text != "{":
        return [first]
    depth = 1
    inside: list[Token] = []
    while waiting:
        token = waiting.pop()
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return inside
        inside.append(token)
    return first.refused("this brace is never closed; add a }.")
