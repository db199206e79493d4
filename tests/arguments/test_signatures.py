"""What an argument may be, and the error for what it may not."""

import re

import numpy as np
import pytest

import symgrad as sg
from symgrad.arguments.signatures import (
    COUNT,
    FLAG,
    INTEGER,
    NAMES,
    POSITIVE,
    TEXT,
    function_of,
    one_of,
    optional,
    taking,
)

n, m = sg.dims("n m")
h, u = sg.vector("h", n), sg.vector("u", m)
W = sg.matrix("W", n, m)
cell = sg.System([(h, sg.tanh(W * u))], parameters=[W])

KINDS = [
    (TEXT, ["", "a"], [None, 5, b"a"]),
    (FLAG, [True, False, np.True_], [0, 1, "yes", None]),
    (INTEGER, [0, -3, np.int64(2)], [1.0, True, "1", np.ones(2, dtype=int)]),
    (COUNT, [1, np.int64(2)], [0, -1, 1.5]),
    (POSITIVE, [1, 0.5, np.float32(2)], [0, -1, float("nan"), float("inf"), "345pt", sg.scalar("b")]),
    (NAMES, ["h", h, [h, "u"], (h,)], ["", [], None, 5, [5], {h}]),
    (optional(COUNT), [None, 1], [0]),
    (one_of("a", "b"), ["a"], ["c", None, ["a"]]),
    (function_of("x, y"), [lambda x, y: x, max], [lambda x: x, 5]),
]


@pytest.mark.parametrize(("kind", "right", "wrong"), KINDS, ids=lambda part: getattr(part, "told", None))
def test_a_kind_fits_what_it_says(kind, right, wrong):
    assert all(map(kind.fits, right))
    assert not any(map(kind.fits, wrong))


def test_arguments_are_checked_by_position_and_by_name():
    @taking(times=COUNT)
    def repeated(text, times=1):
        """It is documented."""
        return text * times

    assert repeated("a", 2) == repeated("a", times=2) == "aa"
    assert repeated.__doc__ == "It is documented."
    for call in (lambda: repeated("a", 0), lambda: repeated("a", times=0)):
        with pytest.raises(
            sg.ArgumentError, match=re.escape("repeated: times is a whole number from 1 on, but 0 came.")
        ):
            call()


TOLD = {
    "width": (
        lambda: cell.latex(width="345pt"), "System.latex: width is a number above 0, or None, but '345pt' came.",
    ),
    "notation": (
        lambda: sg.latex(cell, notation=5), "latex: notation is a Notation or the name of one, but 5 came.",
    ),
    "seed": (lambda: cell.check(seed=-1), "System.check: seed is a whole number from 0 on, but -1 came."),
    "at": (lambda: cell.check(at=[1]), "System.check: at is a dict, or None, but [1] came."),
    "method": (lambda: cell.check(method=5), "System.check: method is a string, but 5 came."),
    "of": (
        lambda: cell.gradient(of={"h"}),
        "System.gradient: of is a symbol, its name, or a list of them, or None, but {'h'} came.",
    ),
    "carry": (lambda: sg.System([(h, W * u)], carry=[h]), "System: carry is a dict, or None, but [h] came."),
    "labels": (lambda: cell.latex("align", labels=True), "System.latex: labels is a string, or None, but True came."),
    "a third size": (
        lambda: sg.matrix("T", n, n, n),
        "matrix: latex is the name in LaTeX, a string (a matrix has two sizes), but n came.",
    ),
    "a size of a scalar": (
        lambda: sg.scalar("b", n), "scalar: latex is the name in LaTeX, a string, or None, but n came.",
    ),
    "a document": (
        lambda: sg.html(cell),
        "html: document is a Document (sg.document makes one), but <System (u; W) -> (h), 1 equation> came.",
    ),
    "a cell": (lambda: sg.Recurrence(5), "Recurrence: cell is a System, but 5 came."),
    "time": (
        lambda: sg.Notation(time="sup"),
        "Notation: time is one of 'subscript', 'superscript', 'parentheses', 'angle', but 'sup' came.",
    ),
    "renames": (
        lambda: sg.Notation(renames={"W": "V"}),
        "Notation: renames is pairs of strings (pattern, name to print) in a tuple, but {'W': 'V'} came.",
    ),
    "cotangent": (lambda: sg.Notation(cotangent=5), "Notation: cotangent is a string, but 5 came."),
    "a word as a mark": (
        lambda: sg.Notation(cotangent="bar"),
        "Notation: a mark is an accent of LaTeX (\\bar) or a form with {x} in it, but 'bar' came.",
    ),
    "two words as a mark": (
        lambda: sg.Notation(cotangent=r"\nabla J"),
        "Notation: a mark is an accent of LaTeX (\\bar) or a form with {x} in it, but '\\\\nabla J' came.",
    ),
    "a slope of one": (
        lambda: sg.elementwise("f", slope=lambda x: x), "elementwise: slope is a function of (x, y), but ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_a_wrong_argument_is_told(name):
    call, message = TOLD[name]
    end = "" if message.endswith(" ") else "$"
    with pytest.raises(sg.ArgumentError, match=f"^{re.escape(message)}{end}"):
        call()
