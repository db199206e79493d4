"""Running text in LaTeX: what has a meaning there is shown as it is."""

from __future__ import annotations

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "#": r"\#", "%": r"\%", "&": r"\&", "_": r"\_",
        "$": r"\$", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
        "·": r"$\cdot$", "≈": r"$\approx$", "×": r"$\times$",
        "<": "$<$", ">": "$>$", "|": r"$\vert$",
    }
)  # fmt: skip


def in_text(text: str) -> str:
    """Text with the signs escaped that LaTeX takes for commands.

    >>> in_text("h_1 & 100%")
    'h\\\\_1 \\\\& 100\\\\%'
    """
    return text.translate(_SPECIAL)
