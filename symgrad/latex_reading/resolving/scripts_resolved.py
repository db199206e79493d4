"""What scripts behind brackets, fractions and bars mean: transposes, powers, entries, rows."""

from __future__ import annotations

import re
from dataclasses import replace

from symgrad.latex_reading.names.scripts_parted import pieces_of, range_of, script_parts, shifted, single_letters
from symgrad.latex_reading.nodes.formula_nodes import Bracket, Fenced, Name, Number, Script, Scripted, Span
from symgrad.latex_reading.nodes.meanings import (
    Affine,
    Call,
    Compared,
    Constant,
    Derivative,
    EntryOf,
    Kronecker,
    Meaning,
    Part,
    Power,
    Transposed,
    Use,
)
from symgrad.latex_reading.resolving.sums_resolved import Resolves
from symgrad.latex_reading.tex.tex_spellings import COMPARISONS
from symgrad.latex_reading.vocabulary.operation_words import PSEUDO_INVERSE

_PART = re.compile(r"\[\d+\]")


def scripted(reader: Resolves, node: Scripted) -> Meaning:
    """Scripts behind brackets, fractions, bars: a transpose, a power, an entry."""
    if node.sub is not None and isinstance(node.body, Number) and node.body.text == "1" and is_condition(node.sub):
        return raised(reader, replace(node, sub=None), reader.script(node.sub))  # 1_{i=k}
    if isinstance(node.body, Bracket) and node.body.opening == "<" and node.sub is not None and node.sub.text == "F":
        return raised(reader, node, Call(node.span, "dot", tuple(map(reader.meaning, node.body.items))))
    if isinstance(node.body, Fenced):
        below = re.sub(r"\\(?:textrm|mathrm|text|rm)\{?|[{}]", "", node.sub.text if node.sub else "")
        kind = f"{node.body.kind}{below}"
        found: Meaning = Call(node.span, f"norm {kind}", (reader.meaning(node.body.body),))
    else:
        found = reader.meaning(node.body)
        part = range_of(node.sub.text) if node.sub is not None else None
        if part is not None:
            found = Part(node.span, found, *part)
        elif node.sub is not None:
            places = entries(node.sub)
            if len(places) == 2 and node.sup is not None and reader.letters.is_transpose(node.sup.text):
                return EntryOf(node.span, Transposed(node.span, found), places)  # (W)^T_{jk} is an entry of W^T
            found = EntryOf(node.span, found, places)
    return raised(reader, node, found)


def is_condition(sub: Script) -> bool:
    """Whether something is compared in a subscript: i = k, h_i > 0."""
    return any(token.text in COMPARISONS for token in sub.tokens)


def raised(reader: Resolves, node: Scripted, found: Meaning) -> Meaning:
    """What was read, with the superscript of this node."""
    if node.primes:
        node.span.source.refused(
            node.span.start,
            "a prime behind a bracket means nothing here; write it behind the function, "
            "or say by conventions={\"'\": 'transpose'} that primes are transposes.",
        )
    if node.sup is None:
        return found
    if reader.letters.is_transpose(node.sup.text):
        return Transposed(node.span, found)
    if node.sup.text in ("-T", r"-\top"):
        return Transposed(node.span, Power(node.span, found, Constant(node.span, "-1")))
    part = part_of(found, node.sup) if isinstance(found, Derivative) else None
    if part is not None:
        return part
    if node.sup.text in reader.indices:
        return EntryOf(node.span, found, entries(node.sup))
    entrywise = raised_entrywise(reader, node.sup)
    if entrywise is not None:
        return Power(node.span, found, entrywise, True)
    if node.sup.text == "+" and reader.conventions.get("^+") == PSEUDO_INVERSE:
        return Call(node.span, "pinv", (found,))
    return Power(node.span, found, reader.script(node.sup))


def part_of(whole: Derivative, sup: Script | None) -> Meaning | None:
    r"""The second part of a derivative, (dL/dx_t)^{[2]}: a name of its own, at the time of x."""
    if sup is None or not _PART.fullmatch(sup.text) or not isinstance(whole.below, Use):
        return None
    over = whole.above.variable if isinstance(whole.above, Use) else ""
    name = rf"\frac{{\partial {over}}}{{\partial {whole.below.variable}}}^{{{sup.text}}}"
    return replace(whole.below, span=whole.span, variable=name)


def is_part(name: str) -> bool:
    """Whether a name is that of a part of a derivative."""
    return name.startswith(r"\frac{\partial ") and name.endswith("]}")


def raised_entrywise(reader: Resolves, sup: Script) -> Meaning | None:
    r"""The exponent of \odot 2, 5/3 or \odot (a + b), which is one of every entry; None of any other superscript."""
    if not sup.tokens or sup.tokens[0].text not in (r"\odot", r"\circ") or len(sup.tokens) == 1:
        return None
    return reader.script(Script.of(sup.tokens[1:], sup.span))


def powered(reader: Resolves, power: str, sup: Script, span: Span, found: Meaning) -> Meaning:
    """A power: the whole superscript, or what stands before a transpose in it."""
    if power == sup.text:
        entrywise = raised_entrywise(reader, sup)
        return Power(span, found, entrywise or reader.script(sup), entrywise is not None)
    digits = re.sub(r"\\(?:odot|circ) ?", "", power)
    if not re.fullmatch(r"-?\d+(?:/\d+)?|-?\d*\.\d+", digits):
        sup.span.source.refused(sup.span.start, "of a power and a transpose, put one in brackets.")
    return Power(span, found, Constant(sup.span, digits), digits != power)


def entries(script: Script) -> tuple[Affine, ...]:
    """The indices of a subscript: ij, or i+1,j, or 2."""
    found: list[Affine] = []
    for part in script_parts(script.text):
        shift = shifted(part)
        if shift is not None:
            found.append(Affine(*shift))
        elif part.isdecimal():
            found.append(Affine("", int(part)))
        elif letters := single_letters(part):
            found += map(Affine, letters)
        else:
            script.span.source.refused(script.span.start, f"an index was expected, but {part} came.")
    if not found:
        script.span.source.refused(script.span.start, "an index was expected, but nothing stands here.")
    return tuple(found)


def kronecker(node: Name) -> Kronecker | None:
    """The delta of two indices."""
    if node.base != r"\delta" or node.sub is None or node.sup is not None or node.accents:
        return None
    found = entries(node.sub)
    return Kronecker(node.span, *found) if len(found) == 2 else None


def delta_of_class(reader: Resolves, node: Name) -> Meaning | None:
    """The delta of an index and a class, \\delta_{ky}, \\delta_{k, y_i}: 1 where the class is that entry."""
    if node.base != r"\delta" or node.sub is None or node.sup is not None or node.accents:
        return None
    pieces = pieces_of(node.sub)
    if len(pieces) == 1 and len(single_letters(node.sub.text)) == len(node.sub.tokens) == 2:
        pieces = tuple(Script.of((token,), node.sub.span) for token in node.sub.tokens)
    told = [piece.tokens[0].text in reader.letters.classes for piece in pieces]
    if len(pieces) != 2 or told[0] == told[1]:
        return None
    index, class_ = pieces if told[1] else pieces[::-1]
    if index.text not in reader.indices:
        return None
    return Compared(node.span, ("==",), (Affine(index.text), reader.script(class_)))


def letters_alone(places: tuple[Affine | Meaning, ...]) -> bool:
    """Whether these are letters and no numbers."""
    return all(isinstance(place, Affine) and place.letter not in ("", ":") for place in places)
