"""Signs of which the caller says what they stand for: e_2 a unit vector, \\lambda_1(S) an eigenvalue."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from symgrad.latex_reading.nodes.formula_nodes import Bracket, Name
from symgrad.latex_reading.nodes.meanings import Call, Meaning
from symgrad.latex_reading.resolving import sizes_written
from symgrad.latex_reading.resolving.functions_called import sizes_below
from symgrad.latex_reading.resolving.sums_resolved import Resolves
from symgrad.latex_reading.vocabulary.operation_words import FUNCTIONS_OF_SIGNS, MATRICES_OF_SIGNS, PSEUDO_INVERSE

_WORD = re.compile(r"\\operatorname\{\\mathsf\{(\w+)\}\}|\\operatorname\{(\w+)\}")


class Signs:
    """The signs that conventions tell of.

    pseudo   whether ^+ is a pseudo-inverse
    """

    def __init__(self, conventions: Mapping[str, str]) -> None:
        self.pseudo = conventions.get("^+") == PSEUDO_INVERSE
        known = MATRICES_OF_SIGNS | FUNCTIONS_OF_SIGNS
        told = {sign: meant for sign, meant in conventions.items() if meant in known}
        self._meant = {_WORD.sub(lambda match: match[1] or match[2], sign): meant for sign, meant in told.items()}

    def meaning(self, name: Name) -> str:
        """What is told of a name as a sign, "" where nothing is."""
        if not self._meant or name.accents or name.primes:
            return ""
        spelled = rf"\mathsf{{{name.base}}}" if name.style == "sans" else name.base
        return self._meant.get(spelled, "") or (self._meant.get(name.base, "") if name.style == "word" else "")

    def matrix(self, reader: Resolves, name: Name, sizes: Collection[str] = ()) -> Meaning | None:
        """The matrix, or the vector, that a name stands for; its superscript is not read. ``sizes`` are those named."""
        meant = self.meaning(name)
        if meant not in MATRICES_OF_SIGNS:
            return None
        if meant == "identity":
            told = len(sizes_written.sizes_below(reader, name.sub, {*sizes} - reader.indices))
            if name.sub is None or told == 1:
                return Call(name.span, meant, () if name.sub is None else sizes_below(reader, name.sub))
            return None
        if name.sub is None:
            return None
        below = sizes_below(reader, name.sub)
        if meant == "unit vector" and isinstance(below[0], Call) and below[0].function == "argmax":
            return Call(name.span, "first_maximum", below[0].arguments)
        return Call(name.span, meant, below)

    def function(self, reader: Resolves, name: Name, bracket: Bracket) -> Meaning | None:
        """The function of a matrix that a name with a bracket behind it is."""
        meant = self.meaning(name)
        if meant not in FUNCTIONS_OF_SIGNS or name.sub is None:
            return None
        span = name.span | bracket.span
        arguments = tuple(map(reader.meaning, bracket.items))
        if meant == "Frechet derivative":
            word = re.sub(r"\\(?:operatorname|mathrm|mathsf|text)|[{} ]", "", name.sub.text)
            return Call(span, f"frechet {word}", arguments)
        return Call(span, meant, (*arguments, *sizes_below(reader, name.sub)))


NO_SIGNS = Signs({})
