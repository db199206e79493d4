"""What a paper may choose in LaTeX: bold names, the sign of a transpose, how a dot product is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Notation:
    """One way to write formulas: a row of data that names and the LaTeX style look at.

    bold        vectors and matrices in bold type
    transpose   the superscript of a transpose
    hadamard    the sign of the entry-by-entry product
    divide      the sign of the entry-by-entry quotient
    dot         u . v: "transpose" ``u^{\\top} v``, "cdot" ``u \\cdot v``, "angle" ``\\langle u, v \\rangle``
    outer       u v^T: "transpose" ``u v^{\\top}``, "otimes" ``u \\otimes v``, "angle" ``\\langle u, v \\rangle``
    """

    name: str = "plain"
    bold: bool = False
    transpose: str = r"\top"
    hadamard: str = r"\odot"
    divide: str = r"\oslash"
    dot: Literal["transpose", "cdot", "angle"] = "transpose"
    outer: Literal["transpose", "otimes", "angle"] = "transpose"


PLAIN = Notation()
