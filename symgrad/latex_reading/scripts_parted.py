"""Scripts taken apart: what stands between commas, letters alone, a letter and a distance from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from symgrad.latex_reading.meanings import Affine

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
    less = r"(?:\\leq?(?![a-z])|<) ?"
    between = re.fullmatch(rf"[^<>=\\]+{less}([A-Za-z]) ?{less}.+", text)
    if between:
        return [between[1]]
    head = re.split(r"=|\\in(?![a-z])|\\neq?(?![a-z])|<|\\leq?(?![a-z])|>|\\geq?(?![a-z])", text)[0]
    return [letter for part in script_parts(head) for letter in single_letters(part)]


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


def range_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The sizes before a range and in it: ("n",) and ("m",) of n+1:m+n, () and ("n",) of [0:n]; None of other text."""
    sliced = re.fullmatch(r"\[0:([A-Za-z](?:_\w+)?)\]", text.replace(" ", ""))
    if sliced:
        return (), (sliced[1],)  # as programs count
    low, colon, high = text.replace(" ", "").partition(":")
    first, last = _linear(low), _linear(high)
    if not colon or first is None or last is None or first[1] != 1 or last[1] != 0:
        return None
    before, to = first[0], last[0]
    if before - to or before == to:
        return None
    return tuple(before.elements()), tuple((to - before).elements())


def _linear(text: str) -> tuple[Counter[str], int] | None:
    """The names of a sum of sizes, each as often as it counts, and the number in it."""
    names, number = Counter[str](), 0
    parts = re.findall(r"([+]?)(\d*)([A-Za-z](?:_\w+)?)|([+]?)(\d+)(?![A-Za-z])", text)
    if "".join("".join(part) for part in parts) != text or not parts:
        return None
    for _, count, name, _, digits in parts:
        if name:
            names[name] += int(count or 1)
        else:
            number += int(digits)
    return names, number


def index_inside(text: str) -> str:
    """The index i of y_i where that is a subscript."""
    match = re.fullmatch(r"[^_]+_\{?(\\?[A-Za-z]+)\}?", text)
    return match[1] if match else ""
