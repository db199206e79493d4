"""The author's macros: collected from a text, and written out where they are called, with caps on depth and length."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symgrad.latex_reading.tex.tex_tokens import MOST_TOKENS, Source, Token, argument, group_end, tokens_of

DEEPEST = 60  # calls inside calls

_DEFINITION = re.compile(
    r"(?<!\\)(?:\\\\)*%[^\n]*(?:\n[ \t]*%[^\n]*)*|"
    r"\\(?:(?P<new>newcommand|renewcommand|providecommand|DeclareRobustCommand)\*?"
    r"|(?P<operator>DeclareMathOperator)\*?|(?P<bare>def)|(?P<same>let))(?![A-Za-z])"
)
_MOST = 2000  # definitions in one text
_MOST_BRACKETED = 500  # tokens of an argument in square brackets
_MOST_LOOKED_AT = 200_000  # characters behind what looks like the beginning of a definition and is none


@dataclass(frozen=True)
class Macro:
    """What a call is replaced by; ``default`` is the first argument where the call gives none in square brackets."""

    arguments: int
    body: tuple[Token, ...]
    default: tuple[Token, ...] | None = None


def definitions(source: Source) -> tuple[dict[str, Macro], list[tuple[int, int]]]:
    """The macros that a text defines, by the command, and where in the text their definitions stand."""
    macros: dict[str, Macro] = {}
    places: list[tuple[int, int]] = []
    end = looked_at = 0
    for match in _DEFINITION.finditer(source.text):
        if len(places) >= _MOST or looked_at > _MOST_LOOKED_AT:
            break
        if match.start() < end or match.lastgroup is None:
            continue
        stop = _statement_end(source.text, match.end())
        found = _definition(source, match, stop)
        if found is None:
            looked_at += stop - match.end()
        else:
            name, macro, end = found
            macros[name] = macro
            places.append((match.start(), end))
    return macros, places


def _definition(source: Source, match: re.Match[str], stop: int) -> tuple[str, Macro, int] | None:
    """One definition: the command, its macro, where the definition ends; None where this is none after all."""
    # A let names two commands, and what stands behind them is none of its business.
    tokens = tokens_of(source, match.end(), min(stop, match.end() + 80) if match["same"] else stop)
    name, place = _command(tokens)
    if name is None:
        return None
    if match["same"]:
        place += place < len(tokens) and tokens[place].text == "="
        if place >= len(tokens):
            return None
        return name, Macro(0, (tokens[place],)), tokens[place].end
    count, default = 0, None
    if match["bare"]:
        while place + 1 < len(tokens) and tokens[place].text == "#":
            count, place = count + 1, place + 2
    else:
        count, default, place = _signature(tokens, place)
    if place >= len(tokens) or tokens[place].text != "{":
        return None
    end = group_end(tokens, place)
    body = tuple(tokens[place + 1 : end])
    if match["operator"]:
        head = tokens[place]._replace(kind="command", text=r"\operatorname")
        body = (head, tokens[place], *body, tokens[end])
    return name, Macro(count, body, default), tokens[end].end


def _statement_end(text: str, start: int) -> int:
    """Where the tokens of a definition surely end: behind the braces that it opens, which it does soon."""
    depth = 0
    for match in re.compile(r"\\.|[{}]|\n\s*\n", re.DOTALL).finditer(text, start):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            rest = text[match.end() :][:2].lstrip()
            if depth == 0 and not rest.startswith(("[", "{")):
                return match.end()
            if depth < 0:
                return match.start()
        elif depth == 0 and match[0].isspace():
            return match.start()
        if match.end() - start > (20_000 if depth else 200):
            return match.end()
    return len(text)


def _command(tokens: Sequence[Token]) -> tuple[str | None, int]:
    if tokens and tokens[0].text == "{":
        end = group_end(tokens, 0)
        return (tokens[1].text if end == 2 and tokens[1].kind == "command" else None), end + 1
    return (tokens[0].text if tokens and tokens[0].kind == "command" else None), 1


def _signature(tokens: Sequence[Token], place: int) -> tuple[int, tuple[Token, ...] | None, int]:
    """How many arguments a command takes, what the first is by default, where its body begins."""
    count, default = 0, None
    inside, place = _bracketed(tokens, place)
    if inside and inside[0].kind == "number" and "." not in inside[0].text:
        count = min(int(inside[0].text), 9)
        again, place = _bracketed(tokens, place)
        default = tuple(again) if again is not None else None
    return count, default, place


def _bracketed(tokens: Sequence[Token], place: int) -> tuple[list[Token] | None, int]:
    if place < len(tokens) and tokens[place].text == "[":
        for end in range(place, min(place + _MOST_BRACKETED, len(tokens))):
            if tokens[end].text == "]":
                return list(tokens[place + 1 : end]), end + 1
    return None, place


def written_out(tokens: Sequence[Token], macros: Mapping[str, Macro], most: int = MOST_TOKENS) -> list[Token]:
    """The tokens with each call of a macro replaced.

    most   how many tokens may come of it
    Raises LatexSyntaxError where a macro calls itself, or the text grows beyond the cap.
    """
    if not macros:
        return list(tokens)
    result: list[Token] = []
    # Pieces that are still to be read, the innermost call last: tokens, how far they are read, how deep the call is.
    waiting: list[tuple[list[Token], int, int]] = [(list(tokens), 0, 0)]
    steps = 0
    while waiting:
        own, place, depth = waiting.pop()
        while place < len(own):
            token = own[place]
            steps += 1
            if steps > most:
                token.refused(f"the macros of this text write out to more than {MOST_TOKENS} tokens.")
            macro = macros.get(token.text) if token.kind == "command" else None
            if macro is None:
                result.append(token)
                place += 1
                continue
            if depth >= DEEPEST:
                token.refused(f"{token.text} calls itself: its macro goes deeper than {DEEPEST} calls.")
            body, place = _called(macro, own, place, most)
            waiting.append((own, place, depth))
            own, place, depth = body, 0, depth + 1
    return result


def _called(macro: Macro, tokens: Sequence[Token], place: int, most: int) -> tuple[list[Token], int]:
    """What stands for the call that begins at ``place``, and where the call ends."""
    call = tokens[place]
    place += 1
    given: list[Sequence[Token]] = []
    if macro.default is not None:
        first, place = _bracketed(tokens, place)
        given.append(macro.default if first is None else first)
    while len(given) < macro.arguments:
        found, place = argument(tokens, place, call)
        given.append(found)
    end = tokens[place - 1].end if tokens[place - 1].source is call.source else call.end
    body: list[Token] = []
    k = 0
    while k < len(macro.body):
        token = macro.body[k]
        if token.text == "#" and k + 1 < len(macro.body) and macro.body[k + 1].kind == "number":
            number = macro.body[k + 1].text
            if "0" < number[0] <= str(len(given)):
                body += given[int(number[0]) - 1]
            if len(body) > most:
                break
            if len(number) > 1:
                body.append(_moved(macro.body[k + 1]._replace(text=number[1:]), call, end))
            k += 2
            continue
        body.append(_moved(token, call, end))
        k += 1
    if len(body) > most:
        call.refused(f"the macros of this text write out to more than {MOST_TOKENS} tokens.")
    return body, place


def _moved(token: Token, call: Token, end: int) -> Token:
    return token._replace(start=call.start, end=max(end, call.end), source=call.source)
