"""The environments of amsmath around lines of equations, each with the labels that it can carry.

aligned, gathered          inside a display of the author's own; no numbers
align, gather              a number each; with a star none
equation+split             one equation with one number, its lines aligned
subequations               align with one number in common: (1a), (1b), ...
multline                   an equation each, in multline where it takes several lines; with a star without numbers
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

Environment: TypeAlias = Literal[
    "aligned", "align", "align*", "gathered", "gather", "gather*", "equation+split", "subequations", "multline",
    "multline*",
]  # fmt: skip
_ALPHABET = 26
Lines: TypeAlias = Sequence[Sequence[str]]  # of each equation its lines


@dataclass(frozen=True)
class Layout:
    """What aligns, what has a number (each equation, all of them together, none), and how it is written.

    ``written`` takes the lines of each equation and a label for each, or one for all; "" for none.
    """

    mark: str
    numbers: Literal["each", "all", "all and each", "none"]
    written: Callable[[Lines, Sequence[str]], str]


def _label(label: str) -> str:
    return rf" \label{{{label}}}" if label else ""


def _plain(name: str, numbered: bool) -> Callable[[Lines, Sequence[str]], str]:
    """One environment around all lines."""

    def written(lines: Lines, labels: Sequence[str]) -> str:
        within = " \\notag \\\\\n" if numbered else " \\\\\n"
        body = " \\\\\n".join(
            within.join([*rows[:-1], f"{rows[-1]}{_label(label)}"]) for rows, label in zip(lines, labels, strict=True)
        )
        return f"\\begin{{{name}}}\n{body}\n\\end{{{name}}}"

    return written


def _split(lines: Lines, labels: Sequence[str]) -> str:
    body = " \\\\\n".join(row for rows in lines for row in rows)
    return f"\\begin{{equation}}{_label(labels[0])}\n\\begin{{split}}\n{body}\n\\end{{split}}\n\\end{{equation}}"


def _subequations(lines: Lines, labels: Sequence[str]) -> str:
    common, *own = labels
    body = _plain("align", numbered=True)(lines, own)
    if len(lines) > _ALPHABET:  # (1a) to (1z), then LaTeX has no letter left: (1.1), (1.2), ...
        body = f"\\renewcommand{{\\theequation}}{{\\theparentequation.\\arabic{{equation}}}}\n{body}"
    return f"\\begin{{subequations}}{_label(common)}\n{body}\n\\end{{subequations}}"


def _multline(star: str) -> Callable[[Lines, Sequence[str]], str]:
    def written(lines: Lines, labels: Sequence[str]) -> str:
        made = []
        for rows, label in zip(lines, labels, strict=True):
            name = f"{'multline' if rows[1:] else 'equation'}{star}"
            # amsmath sets the lines left, centred and right by itself
            body = " \\\\\n".join(row.replace(r"\quad ", "") if number else row for number, row in enumerate(rows))
            made.append(f"\\begin{{{name}}}{_label(label)}\n{body}\n\\end{{{name}}}")
        return "\n".join(made)

    return written


LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "aligned": Layout("&", "none", _plain("aligned", numbered=False)),
        "align": Layout("&", "each", _plain("align", numbered=True)),
        "align*": Layout("&", "none", _plain("align*", numbered=False)),
        "gathered": Layout("", "none", _plain("gathered", numbered=False)),
        "gather": Layout("", "each", _plain("gather", numbered=True)),
        "gather*": Layout("", "none", _plain("gather*", numbered=False)),
        "equation+split": Layout("&", "all", _split),
        "subequations": Layout("&", "all and each", _subequations),
        "multline": Layout("", "each", _multline("")),
        "multline*": Layout("", "none", _multline("*")),
    }
)
