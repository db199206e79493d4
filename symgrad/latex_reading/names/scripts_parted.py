"""Scripts taken apart: what stands between commas, letters alone, a letter and a distance from it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

import sympy as sp

from symgrad.latex_reading.nodes.compound_sizes import Compound, named
from symgrad.latex_reading.nodes.formula_nodes import Script
from symgrad.latex_reading.nodes.meanings import Affine
from symgrad.latex_reading.tex.tex_tokens import Token

# All of it is taken or none, so that a script of many commands is not tried in all ways to part them.
LETTER = r"(?:\\(?!prime)[A-Za-z]++|[A-Za-z])(?:'|\\prime)*+"
_SHIFTED = re.compile(rf"({LETTER})([+-][0-9]+)")
_WRAPPED = re.compile(r"(?:\(|\[|<|\\langle|\\left\()(.*?)(?:\)|\]|>|\\rangle|\\right\))")
LAST = frozenset({"T", "N", r"\tau", "L"})  # the last step, of a variable that has steps


def script_parts(text: str) -> list[str]:
    """What stands between the commas of a script, outside brackets."""
    parts, depth, own = [], 0, ""
    for sign in text:
        depth += (sign in "([{<") - (sign in ")]}>")
        if sign == "," and depth <= 0:
            parts.append(own)
            own = ""
        else:
            own += sign
    return [part for part in [*parts, own] if part]


def pieces_of(script: Script) -> tuple[Script, ...]:
    """The same as scripts of their own."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in script.tokens:
        depth += (token.text in ("{", "(", "[")) - (token.text in ("}", ")", "]"))
        if token.text == "," and not depth:
            found.append([])
        else:
            found[-1].append(token)
    return tuple(Script.of(tuple(piece), script.span) for piece in found if piece)


def piece_spelled(script: Script, text: str) -> Script:
    """The part of a script that is spelled so; all of it where none is."""
    return next((one for one in pieces_of(script) if one.text == text), script)


def unwrapped(part: str) -> str:
    r"""(t), \langle t \rangle, <t>, [l] without their brackets."""
    match = _WRAPPED.fullmatch(part)
    return match[1].strip() if match else part


def upright_apart(text: str) -> str:
    r"""A script without the commands of upright type: model of \mathrm{model}."""
    return re.sub(r"\\(?:mathrm|text|textrm|operatorname|mathsf|rm)(?![a-z])|[{} ]", "", text)


def shifted(text: str) -> tuple[str, int] | None:
    """A letter and a number added to it."""
    match = _SHIFTED.fullmatch(text)
    return (match[1], int(match[2])) if match else None


def single_letters(text: str) -> list[str]:
    """The letters of ij or of i, none where it is anything else."""
    return re.findall(LETTER, text) if re.fullmatch(rf"(?:{LETTER} *+)+", text) else []


def bound(text: str) -> list[str]:
    r"""The letters that a sum runs over: k=1, i,j, ij, j\ne i, k\in K, 1\le k\le t."""
    text = ascending(text)
    less = r"(?:\\leq?(?![a-z])|<) ?"
    between = re.fullmatch(rf"[^<>=\\]+{less}([A-Za-z]) ?{less}.+", text)
    if between:
        return [between[1]]
    head = re.split(r"=|\\in(?![a-z])|\\neq?(?![a-z])|<|\\leq?(?![a-z])|>|\\geq?(?![a-z])", text)[0]
    return [letter for part in script_parts(head) for letter in single_letters(part)]


_DESCENDING = re.compile(r"([^<>=\\]+)(\\geq?(?![a-z]) ?|>)([A-Za-z ]+)(\\geq?(?![a-z]) ?|>)(.+)")


def ascending(text: str) -> str:
    r"""Bounds from the lower one on: k<i\leq t of t\geq i>k."""
    match = _DESCENDING.fullmatch(text)
    if match is None:
        return text
    first, second = ("<" if match[k] == ">" else r"\leq " for k in (4, 2))
    return f"{match[5].strip()}{first}{match[3].strip()}{second}{match[1].strip()}"


def steps_among(scripts: Sequence[str], clocks: Collection[str]) -> frozenset[str]:
    """The letters in scripts that count steps; beside a number the letters of last steps do too: of s_{1,T+1}."""
    parts = [unwrapped(part) for script in scripts for part in script_parts(script)]
    letters = frozenset((shifted(part) or (part, 0))[0] for part in parts)
    last = LAST & letters if any(part.isdecimal() for part in parts) else frozenset[str]()
    return letters.intersection(clocks) | last


def is_distance(text: str, ends: Collection[str], starts: Collection[str]) -> bool:
    """Whether a text is a letter less another one: t - k."""
    match = re.fullmatch(r"([A-Za-z])-([A-Za-z])", text)
    return match is not None and match[1] in ends and match[2] in starts


def combined(text: str, times: Collection[str]) -> Affine | None:
    """T + t - i: a sum of several times."""
    parts = re.findall(r"([+-]?)(\\\\[A-Za-z]+|[A-Za-z]|\d+)", text)
    if len(parts) < 2 or "".join(sign + part for sign, part in parts) != text:
        return None
    letters = [(sign, part) for sign, part in parts if not part.isdecimal()]
    known = all(part in times or part in LAST for _, part in letters)
    if len(letters) < 2 or not known or any(not sign for sign, _ in parts[1:]):
        return None
    offset = sum(int(sign + part) for sign, part in parts if part.isdecimal())
    first = next(part for sign, part in letters if sign != "-")
    others = list(letters)
    others.remove(next(one for one in letters if one[1] == first))
    return Affine(first, offset, tuple((-1 if sign == "-" else 1, part) for sign, part in others))


def range_of(text: str) -> tuple[Compound, Compound] | None:
    """The rows before a range and how many it has: n and m of n+1:m+n, 1 and 3 of 2:4, 0 and n of [0:n]; else None."""
    sliced = re.fullmatch(r"\[0:([A-Za-z](?:_\w+)?)\]", text.replace(" ", ""))
    if sliced:
        return Compound(sp.S.Zero), Compound(named(sliced[1]))  # as programs count
    low, colon, high = text.replace(" ", "").partition(":")
    first, last = _linear(low), _linear(high)
    if not colon or first is None or last is None:
        return None
    before, count = first - 1, last - first + 1
    if before.could_extract_minus_sign() or count == 0 or count.could_extract_minus_sign():
        return None
    return Compound(before), Compound(count)


def lags_of(text: str) -> tuple[Compound, Compound] | None:
    """The first of a range and how many it has: -1 and n of -1:n-2; None of what is no range."""
    low, colon, high = text.replace(" ", "").partition(":")
    first, last = _linear(low), _linear(high)
    return None if not colon or first is None or last is None else (Compound(first), Compound(last - first + 1))


def _linear(text: str) -> Any:
    """A sum of sizes, each as often as it counts, and numbers; None of what is none."""
    total: Any = sp.Integer(0)
    parts = re.findall(r"([+-]?)(\d*)([A-Za-z](?:_\w+)?)|([+-]?)(\d+)(?![A-Za-z])", text)
    if "".join("".join(part) for part in parts) != text or not parts:
        return None
    for sign, count, name, other, digits in parts:
        term = int(count or 1) * named(name) if name else sp.Integer(digits)
        total += -term if "-" in (sign, other) else term
    return total


def index_inside(text: str) -> str:
    """The index i of y_i where that is a subscript."""
    match = re.fullmatch(r"[^_]+_\{?(\\?[A-Za-z]+)\}?", text)
    return match[1] if match else ""


def entry_told(text: str, indices: Collection[str], numbered: bool) -> tuple[Affine, ...]:
    """The entry that a part of a script tells, by indices, or by a number where it is ``numbered``; () of none."""
    found = shifted(text)
    if found is not None and found[0] in indices:
        return (Affine(*found),)
    if text.isdecimal() and numbered:
        return (Affine("", int(text)),)
    if text in (":", r"\cdot", r"\ast", r"\bullet"):
        return (Affine(":"),)
    if text.endswith(":") or text.startswith(":"):
        letters = single_letters(text.strip(":"))
        own = tuple(map(Affine, letters))
        if letters and all(letter in indices for letter in letters):
            return (*own, Affine(":")) if text.endswith(":") else (Affine(":"), *own)
    return ()
