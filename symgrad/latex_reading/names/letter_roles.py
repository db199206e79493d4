"""What letters count in a text: steps, samples, times between two, entries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from symgrad.latex_reading.names.scripts_parted import (
    LETTER,
    bound,
    range_of,
    script_parts,
    shifted,
    single_letters,
    unwrapped,
)
from symgrad.latex_reading.nodes.formula_nodes import (
    Big,
    Bracket,
    Comparison,
    Fraction,
    Marked,
    Name,
    Product,
    Row,
    Script,
    Scripted,
    Written,
    first_factor,
)

_LABEL = re.compile(r"_(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|.)")  # the l of a size s_l bounds no layers
INDICES = frozenset("abijklmnpqrsuvcd") | {r"\alpha", r"\beta", r"\mu", r"\nu", r"\ell"}
_ORDINALS = frozenset("ijklmnpq")
LAYERS = frozenset({"l", r"\ell", "n", "k", "m", "L", "i", "s", "p"})


def steps(rows: Sequence[Row]) -> set[str]:
    """Letters that a definition by what came before counts: the k of S_k = w S_{k-1}, whatever sums run over it."""
    found: set[str] = set()
    for row in rows:
        left = row.sides[0]
        if isinstance(left, Name):
            own = {letter for script in (left.sub, left.sup) if script for letter in _plain_parts(script)}
            before = {
                shift[0]
                for name in row.walk()
                if isinstance(name, Name) and name.base == left.base
                for script in (name.sub, name.sup)
                if script is not None
                for part in script_parts(script.text)
                if (shift := shifted(unwrapped(part))) is not None
            }
            found |= own & before & LAYERS
    return found


def samples(rows: Sequence[Row], summed: Collection[str]) -> set[str]:
    """Letters that number samples: the i of x^{(i)} that a sum runs over and that stands nowhere else."""
    wrapped, other = set[str](), set[str]()
    for script in (node for row in rows for node in row.walk() if isinstance(node, Script)):
        for part in script_parts(script.text):
            letters = {*single_letters(unwrapped(part))}
            (wrapped if unwrapped(part) != part else other).update(letters)
    return (wrapped - other) & {*summed}


def _plain_parts(script: Script) -> list[str]:
    return [letter for part in script_parts(script.text) for letter in single_letters(unwrapped(part))]


def letters_counted(row: Row, clocks: Collection[str], times: Collection[str]) -> frozenset[str]:
    """Letters that count entries in this row, though they count steps in another.

    A sum runs over them up to a size; they stand behind the time, k in g_{t,k}, or beside another, i in V_{i,j}.
    """
    scripts = [script_parts(node.text) for node in row.walk() if isinstance(node, Script)]
    behind = {
        letter
        for parts in scripts
        if len(parts) > 1 and unwrapped(parts[0]) in times
        for part in parts[1:]
        for letter in single_letters(part)
        if letter not in times
    }
    summed = {*letters_summed(row)}
    together = {
        letter
        for parts in scripts
        if len(letters := [letter for part in parts for letter in single_letters(unwrapped(part))]) > 1
        and not {*letters} & {*times}
        for letter in letters
        if letter not in summed
    }
    return frozenset(behind | together) | frozenset(
        letter
        for node in row.walk()
        if isinstance(node, Big) and node.sub is not None and node.sup is not None and _is_size(node.sup.text, clocks)
        for letter in bound(node.sub.text)
    )


def _is_size(text: str, clocks: Collection[str]) -> bool:
    return text.isalpha() and text not in clocks and text not in ("T", "N", "L")


def clocks_of(rows: Sequence[Row], times: set[str]) -> set[str]:
    """Letters that run over times: from k + 1 to t, from 1 to T where what they count has steps."""
    found: set[str] = set()
    bounds = [
        (
            letter,
            {
                *re.findall(
                    LETTER, _LABEL.sub("", f"{node.sub.text} {node.sup.text if node.sup else ''}".split("=", 1)[-1])
                )
            },
        )
        for row in rows
        for node in row.walk()
        if isinstance(node, Big) and node.sub is not None
        for letter in bound(node.sub.text)
    ]
    bounded: dict[str, list[str]] = {}
    for letter, limits in bounds:
        for limit in limits:
            bounded.setdefault(limit, []).append(letter)
    waiting = [*times]
    while waiting:
        more = {*bounded.pop(waiting.pop(), ())} - times - found
        found |= more
        waiting += more
    return found


def letters_summed(row: Row) -> Iterator[str]:
    for node in row.walk():
        if isinstance(node, Big) and node.sub is not None:
            yield from bound(node.sub.text)


def scripts_of_names(rows: Sequence[Row]) -> Iterator[Script]:
    """All scripts but those of sums: what ends a sum, n - 1, may be a number of entries."""
    nodes = [node for row in rows for node in row.walk()]
    bounds = {id(script) for node in nodes if isinstance(node, Big) for script in (node.sub, node.sup)}
    return (node for node in nodes if isinstance(node, Script) and id(node) not in bounds)


def ends_of_steps(rows: Sequence[Row]) -> frozenset[str]:
    r"""The \tau of a sum over t from 1 to \tau: the last step, and none of them."""
    sums = ((node.sub, node.sup) for row in rows for node in row.walk() if isinstance(node, Big))
    return frozenset(
        above.text for below, above in sums if below and above and above.text == r"\tau" and "t" in bound(below.text)
    )


def functions_open(rows: Sequence[Row], written: Collection[str]) -> frozenset[str]:
    """Capital letters that stand before what the left side is a function of, and nowhere else: R of J(w) = R(w) + ...

    Nobody writes a product with w so: each is a function, of which nothing says what it is.

    written   names of which the caller says something: those are none
    """
    found, others = set[str](), {*map(base_written, written)}
    for row in rows:
        products = [node for node in row.walk() if isinstance(node, Product)]
        own = products[0].factors[1:] if products and products[0] is row.sides[0] else ()
        calls = {
            id(name)
            for node in products
            for name, behind, sign in zip(node.factors, node.factors[1:], node.signs, strict=False)
            if not sign and isinstance(name, Name) and (behind,) == own and isinstance(behind, Bracket)
        }
        marked = {id(node.body) for node in row.walk() if isinstance(node, Marked)}
        for name in (one for one in row.walk() if isinstance(one, Name) and id(one) not in marked):
            (found if id(name) in calls and name is not products[0].factors[0] else others).add(name.base)
    return frozenset(one for one in found - others if one.removeprefix("\\")[0].isupper())


def base_written(written: str) -> str:
    r"""The letter of a name as the caller writes it, without its type, accents and scripts: a of \mathbf{a}^{[2]}."""
    while match := re.match(r"\\[a-z]+ *\{(.*)", written):
        written = match[1]
    found = re.match(r"\\?[A-Za-z]+", written)
    return found[0] if found else written


def left_names(rows: Sequence[Row]) -> set[int]:
    """The identities of the names on left sides that may define them."""
    return {
        id(name)
        for row in rows
        if not isinstance(first_factor(row.sides[0]), Fraction | Marked)  # a derivative defines none of its names
        for name in row.sides[0].walk()
        if isinstance(name, Name)
    }


def numbers_of_entries(rows: Sequence[Row]) -> frozenset[str]:
    """Letters that count entries, and that stand as numbers in a sum over them or of such an entry: the i of i x_i."""
    found, other = set[str](), set[str]()
    for row in rows:
        own = {*letters_summed(row)} | {
            letter for node in row.sides[0].walk() if isinstance(node, Script) for letter in single_letters(node.text)
        }
        compared = {id(side) for one in row.walk() if isinstance(one, Comparison) for side in one.sides}
        for name in (one for one in row.walk() if isinstance(one, Name) and id(one) not in compared):
            counts = name.base in own and name.base in _ORDINALS and name.sub is None and not name.accents
            (found if counts else other).add(name.base)
    return frozenset(found - other)


def speaks_of_entries(node: Written) -> bool:
    """Whether this is said of entries: a Kronecker delta, an entry of what is computed, i = j."""
    return _is_delta(node) or _is_entry(node) or _is_match(node)


def _is_match(node: Written) -> bool:
    """i = j, of two letters that may count entries."""
    if not isinstance(node, Comparison) or len(node.sides) != 2:
        return False
    return all(isinstance(side, Name) and side.bare == side and side.base in INDICES for side in node.sides)


def _is_delta(node: Written) -> bool:
    """A Kronecker delta."""
    if not isinstance(node, Name) or node.base != r"\delta" or node.sub is None or node.sup is not None:
        return False
    return len([letter for part in script_parts(node.sub.text) for letter in single_letters(part)]) == 2


def _is_entry(node: Written) -> bool:
    """[W x]_j."""
    if isinstance(node, Scripted) and isinstance(node.body, Bracket):
        return (node.sub is not None and range_of(node.sub.text) is None) or (
            node.sup is not None and node.sup.text in INDICES
        )
    return False
