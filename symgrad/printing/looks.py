"""What the eye sees of LaTeX names."""

from __future__ import annotations

import re

# What one eye takes for the other, brought to one form.
_ALIKE = (
    (re.compile(r"\\overline\b"), r"\\bar"),
    (re.compile(r"\\widehat\b"), r"\\hat"),
    (re.compile(r"\\widetilde\b"), r"\\tilde"),
    (re.compile(r"\\(?:boldsymbol|bm)\b"), r"\\mathbf"),
    (re.compile(r"\^\{?\\prime\}?"), "'"),
    (re.compile(r"[{}]|\\[,;:! ]"), " "),
    (re.compile(r"\s+(?![A-Za-z])|(?<![A-Za-z])\s+"), ""),
)


def look(latex: str) -> str:
    """What the eye sees of a LaTeX name: ``\\hat x``, ``\\hat{x}`` and ``\\widehat{x}`` are one.

    >>> look(r"\\widehat{x}_{1}") == look(r"\\hat x_1")
    True
    """
    for pattern, one in _ALIKE:
        latex = pattern.sub(one, latex)
    return latex.strip()
