"""Pictures of curves as SVG, by matplotlib (the extra ``plot``); the same text for the same numbers."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from symgrad.extras import extra


def curves(values: Mapping[str, Sequence[float]], across: str, up: str) -> str:
    """Curves over 0, 1, 2, ... on a logarithmic scale, each with its name, as the text of an SVG file.

    Raises MissingPackageError without matplotlib.
    """
    matplotlib = extra("matplotlib", "plot", "a picture")
    figures = extra("matplotlib.figure", "plot", "a picture")
    with matplotlib.rc_context({"svg.hashsalt": "symgrad", "svg.fonttype": "none", "font.size": 9}):
        figure = figures.Figure(figsize=(5.4, 3.4), layout="constrained")
        axes: Any = figure.add_subplot()
        for name, curve in values.items():
            axes.semilogy(range(len(curve)), curve, label=name)
        axes.set_xlabel(across)
        axes.set_ylabel(up)
        axes.grid(visible=True, linewidth=0.3)
        axes.legend(frameon=False)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
