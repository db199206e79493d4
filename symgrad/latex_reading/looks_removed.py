"""What is only look is taken away: spacing, colours, braces with a word below, labels and tags, remarks in words."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.latex_reading.tex_spellings import BRACED, LOOKS, SHOWN
from symgrad.latex_reading.tex_tokens import Token, spelled

GAPS = frozenset({r"\quad", r"\qquad"})
TEXTS = frozenset({r"\text", r"\textrm", r"\mbox", r"\textit", r"\textnormal"})


def without_looks(tokens: Sequence[Token]) -> tuple[str, str, list[Token]]:
    """The label, the tag, and the rest without commands that change only how it looks."""
    label = tag = ""
    shown: list[Token] = []
    waiting = list(reversed(tokens))
    while waiting:
        token = waiting.pop()
        if token.text in (r"\label", r"\tag", r"\tag*"):
            inside, rest = _taken(waiting, token)
            label, tag = (spelled(inside), tag) if token.text == r"\label" else (label, spelled(inside))
            waiting = rest
        elif token.text in GAPS:
            shown.append(token)
        elif token.text in (r"\left", r"\right", r"\middle") and waiting and waiting[-1].text == ".":
            waiting.pop()
        elif token.text in TEXTS and _is_said(waiting):
            _, waiting = _taken(waiting, token)
        elif token.text in LOOKS:
            for _ in range(LOOKS[token.text]):
                _, waiting = _taken(waiting, token)
        elif token.text in SHOWN:
            for _ in range(SHOWN[token.text] - 1):
                _, waiting = _taken(waiting, token)
            inside, waiting = _taken(waiting, token)
            waiting += reversed(_grouped(inside, token))
        elif token.text in BRACED:
            inside, waiting = _taken(waiting, token)
            if waiting and waiting[-1].text in ("_", "^"):
                mark = waiting.pop()
                _, waiting = _taken(waiting, mark)
            waiting += reversed(_grouped(inside, token))
        else:
            shown.append(token)
    return label, tag, shown


def _is_said(waiting: Sequence[Token]) -> bool:
    """Whether the text in braces that comes next is a remark, and no name: it has blanks, brackets or a colon."""
    if not waiting or waiting[-1].text != "{":
        return False
    inside, _ = _taken(list(waiting), waiting[-1])
    words = [token for token in inside if token.kind == "letter"]
    blanks = sum(not token.glued for token in inside[1:])
    return any(token.text in ("(", ")", ":", "/", ",") for token in inside) or (blanks > 0 and len(words) > 3)


def _grouped(tokens: list[Token], like: Token) -> list[Token]:
    """In braces, so that a script behind it is of all of it; a single token needs none."""
    if len(tokens) <= 1:
        return tokens
    return [like._replace(kind="sign", text="{"), *tokens, like._replace(kind="sign", text="}")]


def _taken(waiting: list[Token], of: Token) -> tuple[list[Token], list[Token]]:
    """The argument that comes next on a stack of tokens, and the stack without it."""
    if not waiting:
        of.refused(f"{of.text} wants an argument, but the text ends.")
    if waiting[-1].text != "{":
        return [waiting[-1]], waiting[:-1]
    depth = 0
    inside: list[Token] = []
    while waiting:
        token = waiting.pop()
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return inside[1:], waiting
        inside.append(token)
    return inside[0].refused("this brace is never closed; add a }.")
