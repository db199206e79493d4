"""Formulas in print with the numbers that were meant, and who writes them: brackets only where they must stand.

A value is computed by NumPy from what was meant while it was written: columns are n by 1, numbers 1 by 1.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

SUM, LOOSE, DOTTED, TIGHT, ATOM, NAME = range(6)  # how tightly the outermost sign binds; only a name takes scripts
VECTORS = {"x": "n", "a": "n", "u": "n", "b": "m", "d": "m", "v": "p"}
MATRICES = {"W": "mn", "U": "mn", "A": "nn", "B": "nn", "C": "pm"}
SCALARS = ("s", "r")
STACKED = "E"  # m by n + m
BRACKETS = ("({})", "({})", "({})", r"\left( {} \right)", r"\bigl( {} \bigr)", r"\left[ {} \right]", "[{}]")
TRANSPOSES = ("^T", r"^\top", r"^{\top}", "^{T}", r"^\intercal", r"^{\mathsf{T}}", r"^{\mathrm{T}}")
CIRCLES = (r"\odot", r"\odot", r"\circ", "*")


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


ENTRYWISE = {
    r"\tanh": np.tanh, r"\sigma": _sigmoid, r"\exp": np.exp, r"\sin": np.sin, r"\cos": np.cos, r"\arctan": np.arctan,
    r"\operatorname{softplus}": lambda z: np.log1p(np.exp(z)), r"\mathrm{relu}": lambda z: np.maximum(z, 0),
    r"\text{ReLU}": lambda z: np.maximum(z, 0), r"\operatorname{sigmoid}": _sigmoid,
    r"\tanh'": lambda z: 1 - np.tanh(z) ** 2, r"\sigma'": lambda z: _sigmoid(z) * _sigmoid(-z),
}  # fmt: skip
BARE = (r"\tanh", r"\exp", r"\sin", r"\cos")  # are written without brackets too


def _styled(*names):
    return dict(zip((*VECTORS, *MATRICES, *SCALARS), names, strict=True))


PLAIN = _styled(*VECTORS, *MATRICES, *SCALARS)
STYLES = (  # how a text writes its names; those without scripts first, whose entries can be written
    PLAIN,
    PLAIN,
    _styled(*(rf"\mathbf{{{name}}}" for name in (*VECTORS, *MATRICES)), *SCALARS),
    _styled(
        r"\xi", r"\alpha", r"\mu", r"\beta", r"\lambda", r"\nu",
        r"\Omega", r"\Theta", r"\Lambda", r"\Gamma", r"\Phi", r"\gamma", r"\rho",
    ),
    _styled(
        r"\hat{x}", r"\tilde{a}", r"\vec{u}", r"\hat{b}", r"\tilde{d}", r"\hat{v}",
        "W", r"\tilde{U}", r"\hat{A}", r"\breve{B}", "C", "s", r"\tilde{r}",
    ),
    _styled(
        "x_1", "a_{in}", r"u_{\text{out}}", "b_h", "d_1", r"v_{\max}",
        "W_{xh}", "U_{hh}", "A_1", "B_{qk}", "C_o", "s_0", "r_1",
    ),
    _styled(
        "x^{(1)}", "a^{[2]}", "u^{(3)}", "b^{(1)}", "d^{[1]}", "v^{(2)}",
        "W^{(1)}", "U^{[2]}", "A^{(1)}", "B^{(2)}", "C^{(3)}", "s^{(1)}", "r^{(2)}",
    ),
    _styled("x_t", "a_t", "u_{t-1}", "b_t", "d_{t-1}", "v_t", "W", "U_{hh}", "A", "B_o", "C", "s_t", "r"),
)  # fmt: skip
UNSCRIPTED = 5  # of them


class Formula(NamedTuple):
    """A formula in print, how tightly its outermost sign binds, its value where names and letters are known."""

    text: str
    level: int
    value: Callable[[dict[str, Any], dict[str, int]], Any]
    letters: frozenset[str] = frozenset()


def flipped(value):
    """The transpose."""
    return np.swapaxes(value, -1, -2)


class Writer:
    """Writes formulas of a shape, "" a number, "n" a column, "mn" a matrix, from one source of random numbers."""

    def __init__(self, source, forms, names):
        self.source, self.names = source, names
        self.forms = forms  # by how many sizes a shape has

    def of(self, shape, depth):
        """A formula of this shape."""
        if depth <= 0:
            return self.name(shape)
        return self.source.choice(self.forms[len(shape)])(self, shape, depth - 1)

    def bracketed(self, text):
        """The text in brackets of some kind."""
        return self.source.choice(BRACKETS).replace("{}", text)

    def bound(self, formula, level):
        """The text of a part: in brackets where it binds less tightly than it must, or now and then."""
        if formula.level >= level and (self.source.random() > 0.05 or formula.level == NAME):
            return formula.text
        return self.bracketed(formula.text)

    def turned(self, formula):
        """The text of the transpose."""
        return self.bound(formula, NAME) + self.source.choice(TRANSPOSES)

    def joined(self, left, right, value, sign="", level=TIGHT):
        """Two parts and a sign between them, which binds from the left."""
        text = f"{self.bound(left, level)} {sign} {self.bound(right, level + 1)}".replace("  ", " ")
        return Formula(
            text, level, lambda arrays, at: value(left.value(arrays, at), right.value(arrays, at)),
            left.letters | right.letters,
        )  # fmt: skip

    def name(self, shape):
        """A declared name of this shape, or the transpose of one."""
        if not shape:
            return self.shown(self.source.choice(SCALARS))
        known = {**VECTORS, **MATRICES}
        pool = [name for name, sizes in known.items() if sizes == shape]
        turned = [name for name, sizes in MATRICES.items() if sizes == shape[::-1]]
        if not pool and not turned:
            return self.outer(shape, 0)
        one = self.source.choice(pool + turned)
        if one in pool and (one not in turned or self.source.random() < 0.5):
            return self.shown(one)
        return Formula(self.turned(self.shown(one)), ATOM, lambda arrays, _: flipped(arrays[one]))

    def shown(self, name):
        """A name as this text writes it; one that has a superscript takes no second."""
        text = self.names[name]
        return Formula(text, ATOM if "^" in text else NAME, lambda arrays, _: arrays[name])

    def outer(self, shape, depth):
        """A column times a row."""
        one, two = self.of(shape[0], depth), self.of(shape[1], depth)
        text = f"{self.bound(one, TIGHT if one.level == ATOM else ATOM)} {self.turned(two)}"
        return Formula(text, TIGHT, lambda arrays, at: one.value(arrays, at) @ flipped(two.value(arrays, at)))
