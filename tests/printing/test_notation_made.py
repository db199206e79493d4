"""A notation is checked when it is made, and says what its marks mean."""

import copy
import pickle
import re
import shutil
import subprocess

import pytest

import symgrad as sg
from symgrad.printing import NOTATIONS


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"cotangnt": r"\bar"}, "Notation: it has no 'cotangnt'; did you mean 'cotangent'? Its fields are name, bold,"),
        ({"zz": 1}, "Notation: it has no 'zz'. Its fields are name, bold,"),
        ({"tangent": r"\bar"}, r"Notation: cotangent and tangent have one mark, \bar; choose another for one."),
        ({"inner": r"\overline"}, r"Notation: cotangent and inner have one mark, \overline; choose another for one."),
        ({"seed": r"\tau_{x}"}, r"Notation: seed and common have one mark, \tau_{x}; choose another for one."),
        ({"common": r"\tau"}, r"Notation: common is a form with {x} in it (\tau_{x}), since each equation has its own"),
        ({"cotangent": r"\bar{"}, "cannot stand inside a formula: a bracket does not close"),
        (
            {"cotangent": "bar"},
            r"Notation: a mark is an accent of LaTeX (\bar) or a form with {x} in it, but 'bar' came.",
        ),
        ({"hadamard": r"\oslash"}, r"Notation: hadamard and divide both print \oslash"),
        ({"time": "above"}, "Notation: time is one of 'subscript', 'superscript', 'parentheses', 'angle'"),
        ({"macros": [1]}, "macros are a dict of names and macros"),
    ],
)
def test_what_is_no_notation_is_refused_by_name(fields, told):
    with pytest.raises(sg.SymgradError, match=re.escape(told)):
        sg.Notation(**fields)


def test_a_notation_prints_what_its_marks_mean():
    told = str(sg.Notation("mine", outer="angle", time="superscript", macros={"W_i": r"\Wi"})).splitlines()
    starts = [re.match(r"  \S.*?  +(?=\S)", line).end() for line in told[1:]]
    assert len(set(starts)) == 1  # the words stand below each other
    assert [re.sub(r"(?<=\S)  +", "  ", line) for line in told] == [
        "notation mine",
        r"  \bar{x}  the cotangent of x, the gradient with respect to it",
        r"  \bar{x}^{(2)}  the same of a second gradient",
        r"  \Delta_x  the cotangent of x that comes from outside",
        r"  \dot{x}  the tangent of x, the direction in which it moves",
        r"  \hat{x}  the argument inside the equation of x",
        r"  \tau_x  a factor that terms of the equation of x share",
        r"  x^t, x^{t-1}  x at step t, and one step before",
        r"  u \odot v  the product entry by entry",
        r"  u \oslash v  the quotient entry by entry",
        r"  u^{\top} v  the inner product",
        r"  \langle u, v \rangle  the outer product",
        r"  W^{\top}  the transpose",
        r"  \Wi  `W_i`, by a macro of your own",
    ]


def test_no_two_rows_of_a_notation_have_one_mark():
    for notation in NOTATIONS.values():
        marks = [mark for mark, _ in notation.legend]
        assert len(set(marks)) == len(marks)


def test_a_notation_can_be_copied():
    for notation in NOTATIONS.values():
        assert copy.deepcopy(notation) == pickle.loads(pickle.dumps(notation)) == notation


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX on this machine: pdflatex is not found")
def test_what_a_notebook_shows_compiles(tmp_path):
    own = sg.Notation(macros={"W_i": r"\Wi", r"\Wi": "W"})
    shown = "\n\n".join(notation._repr_latex_() for notation in (*NOTATIONS.values(), own))
    page = (
        "\\documentclass{article}\n\\usepackage{amsmath}\\newcommand{\\Wi}{W_i}\n\\begin{document}\n%s\n\\end{document}"
    )
    (tmp_path / "page.tex").write_text(page % shown)
    run = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "page.tex"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert [line for line in run.stdout.splitlines() if line.startswith("!")] == []
