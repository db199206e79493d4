"""Lines of text that fit a width: broken before operators, the rest hanging behind the equals sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symgrad.display import WIDTH

_WIDEST = 24  # a left-hand side wider than this stands on a line of its own
_STUB = 4  # fewer characters behind a bracket are not left at the end of a line
_OPENING, _CLOSING = "([{⟨", ")]}⟩"
_SPACED = ("=", "+", "-", "⊙", "⊘", "⊗", "/")  # operators with a blank on both sides; a break stands before them


def broken(line: str, width: int | None, indent: int = 0) -> list[str]:
    """A line in pieces that fit the width.

    It is broken before the loosest operator that there is, below the equals sign, and inside brackets behind the
    bracket; a piece that can be broken nowhere stays as wide as it is.

    >>> for piece in broken("h = alpha + beta (gamma + delta)", 20):
    ...     print(piece)
    h = alpha
      + beta
        (gamma + delta)
    """
    margin = " " * indent
    if width is None or indent + len(line) <= width:
        return [margin + line]
    left, equals, right = line.partition(" = ")
    if not equals:
        left, right = "", line
    if equals and len(left) > _WIDEST:
        return [margin + left, *_pieces(f"{margin}    = ", right, width, indent + 4)]
    return list(_pieces(margin + left + equals, right, width, indent + (len(left) + 1 if equals else 4)))


def _pieces(first: str, rest: str, width: int, hanging: int) -> Iterator[str]:
    """The line that begins with ``first``; what does not fit goes on below, brackets keep their depth."""
    start = first
    depths: list[int] = []  # the column behind each open bracket
    while len(start) + len(rest) > width:
        cut = _cut(rest, width - len(start))
        if cut is None:
            break
        piece = start + rest[:cut].rstrip()
        yield piece
        depths = _open_brackets(piece, depths, len(start) if start.strip() == "" else 0)
        rest = rest[cut:].lstrip()
        column = depths[-1] if depths else hanging
        start = " " * (min(column, width // 2) + (0 if _is_operator(rest) else len("= ")))
    yield start + rest


def _is_operator(rest: str) -> bool:
    return rest[:1] in _SPACED and rest[1:2] == " "


def _open_brackets(piece: str, depths: Sequence[int], begin: int) -> list[int]:
    """The columns behind the brackets that are open at the end of a piece."""
    found = list(depths)
    for column, character in enumerate(piece):
        if column < begin:
            continue
        if character in _OPENING:
            found.append(column + 1)
        elif character in _CLOSING and found:
            found.pop()
    return found


def _cut(rest: str, room: int) -> int | None:
    """Where to break: before the loosest operator inside the room, the last of those; else at the first blank."""
    best: tuple[int, int] | None = None  # how tightly the parts hold together, minus the place
    first: int | None = None
    depth = 0
    opened: list[int] = []
    for place, character in enumerate(rest):
        depth += (character in _OPENING) - (character in _CLOSING)
        if character in _OPENING:
            opened.append(place)
        elif character in _CLOSING and opened:
            opened.pop()
        tightness = _tightness(rest, place) if character == " " and place else None
        if tightness is None:
            continue
        if place > room and first is not None:
            break
        first = place if first is None else first
        if place <= room:
            stub = bool(opened) and place - opened[-1] < _STUB  # (1 alone at the end of a line
            key = (4 * (depth + 2 * stub) + tightness, -place)
            best = key if best is None or key < best else best
    return first if best is None else -best[1]


def _tightness(rest: str, place: int) -> int | None:
    """How tightly the parts on both sides of a blank hold together; None behind an operator or a comma."""
    operator, before = rest[place + 1 : place + 2], rest[place - 1]
    if before in _SPACED or before in ",;":
        return None
    if rest[place + 2 : place + 3] != " ":
        return 3  # a product without a sign
    if operator in ("=", "+", "-"):
        return 0
    return 2 if operator in _SPACED else 3


def flush_right(lines: Sequence[str], note: str, width: int | None) -> list[str]:
    """Lines with a note at the right end of the last one, or below it where there is no room."""
    if not note:
        return list(lines)
    room = WIDTH if width is None else width
    *before, last = lines
    if len(last) + 3 + len(note) <= room:
        return [*before, last + note.rjust(room - len(last))]
    return [*before, last, note.rjust(room)]
