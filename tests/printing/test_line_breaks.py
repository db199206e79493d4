"""Lines are broken where they should be, and fit: by LaTeX's own measure where there is LaTeX."""

import re
import shutil
import subprocess

import pytest
import sympy as sp

import symgrad as sg
from symgrad.printing import NOTATIONS, latex_equations
from symgrad.printing.line_breaks import breaks_in, broken
from symgrad.printing.typst_breaks import broken_typst
from symgrad.printing.widths import ARTICLE, width_of
from tests.systems import lstm

LONG = r"a_1 b_1 + \bigl(a_2 \odot b_2 - \frac{c_1 + c_2}{d_1}\bigr) \odot e_1 - \tanh(f_1 + f_2)"


def test_breaks_stand_before_operators_outside_of_braces():
    found = [(LONG[place.position :][:6], place.depth) for place in breaks_in(LONG)]
    assert found == [
        ("+ \\big", 0), (r"\odot ", 1), ("- \\fra", 1), (r"\odot ", 0), ("- \\tan", 0), ("+ f_2)", 1),
    ]  # fmt: skip


def test_a_sign_is_no_operator():
    assert [place.operator for place in breaks_in(r"\exp(-x) - (-y) \odot -z")] == ["-", r"\odot"]


@pytest.mark.parametrize("sign", ["*", r"\star", r"*_{\mathrm{same}}", r"\star_{1:n}", r"\mathbin{\mathsf{conv}}"])
def test_a_convolution_takes_what_stands_behind_it(sign):
    """A line ended with the sign, and the next one began with a dot: a * . (b + c)."""
    text = rf"(a_1 + a_2) {sign} (b_1 + b_2) \odot c"
    places = [place.position for place in breaks_in(text)]
    assert text.index("(b_1") not in places
    assert text.index(r"\odot") in places


@pytest.mark.parametrize(
    "sign",
    [r"\partial_{2}", r"\partial_{1} \partial_{2}", r"\sum_{i=1}^{n}", r"\sum_{i=1}^{n_{1}}", r"\prod_k^n", r"\int_0"],
)
def test_a_sign_with_scripts_takes_what_stands_behind_it(sign):
    inside = r"\operatorname{energy}(s) (v_i + w_i)"
    places = [place.position for place in breaks_in(f"{sign} {inside}")]
    assert len(sign) + 1 not in places
    assert len(f"{sign} {inside}".partition(" (")[0]) + 1 in places
    assert 6 in [place.position for place in breaks_in(r"x_{i} (v_i + w_i)")]


def test_no_line_ends_in_a_sign_that_takes_more():
    n = sg.dims("n")
    x, y, z, w = sg.vectors("x y z w", n)
    L, s, p = sg.scalars("L s p")
    index = sg.System([(L, sg.dot(x + y + z + w, w + y + z + x))]).latex(notation=sg.Notation(form="index"), width=80)
    energy = sp.Function("energy")(s, p) * sg.tanh(s + p) * sg.total(x)
    partials = sg.System([(L, energy)]).gradient().latex(width=120)
    assert not re.search(r"(?:\\sum|\\partial)(?:_\{[^}]*\})?(?:\^\{[^}]*\})? *\\\\", index + partials)


def test_lines_are_broken_outside_of_brackets_first():
    assert broken(LONG, 1000.0) == [LONG]
    assert broken(LONG, 180.0) == [
        r"a_1 b_1 + \bigl(a_2 \odot b_2 - \frac{c_1 + c_2}{d_1}\bigr) \odot e_1",
        r"\quad {} - \tanh(f_1 + f_2)",
    ]
    assert broken(r"\tanh(a b + c d + e f)", 80.0) == [r"\tanh(a b + c d", r"\quad \quad {} + e f)"]


def test_a_product_without_a_sign_gets_one_where_it_is_broken():
    factors = r"\frac{\partial h}{\partial s} \frac{\partial s}{\partial a} \frac{\partial a}{\partial V}"
    assert broken(factors, 40.0) == [
        r"\frac{\partial h}{\partial s} \frac{\partial s}{\partial a}",
        r"\quad {} \cdot \frac{\partial a}{\partial V}",
    ]


def test_nothing_is_lost_and_every_line_fits():
    for notation in NOTATIONS:
        for line in latex_equations(lstm().gradient(), None, notation):
            pieces = broken(line, 200.0)
            joined = " ".join(re.sub(r"^(\\quad )+\{\} (\\cdot )?", "", piece) for piece in pieces)
            assert joined == line
            assert all(width_of(piece) <= 200.0 for piece in pieces)


def test_a_system_in_a_given_width():
    lines = lstm().gradient().latex("align", width=180.0, labels="eq:").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(r"\bar{x} &="))
    assert lines[start : start + 2] == [
        r"\bar{x} &= W_i^{\top} \bar{\hat{i}} + W_f^{\top} \bar{\hat{f}} \notag \\",
        r"&\quad {} + W_o^{\top} \bar{\hat{o}} + W_g^{\top} \bar{\hat{g}} \label{eq:bar_x} \\",
    ]
    assert lstm().latex(width=ARTICLE) == lstm().latex()


def test_the_steps_of_a_derivation_in_a_given_width():
    text = lstm().derivative("h", "h_prev").latex(steps=True, width=ARTICLE)
    assert text.count(r"&\quad") > 3
    assert max(width_of(line) for line in text.splitlines()) < ARTICLE


def measured(formulas, folder):
    boxes = "\n".join(rf"\setbox0\hbox{{$\displaystyle {one}$}}\typeout{{Width: \the\wd0}}" for one in formulas)
    source = rf"\documentclass{{article}}\usepackage{{amsmath}}\begin{{document}}{boxes}\end{{document}}"
    (folder / "page.tex").write_text(source, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "page.tex"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
    return [float(width) for width in re.findall(r"^Width: ([\d.]+)pt", run.stdout, re.MULTILINE)]


def test_a_line_that_fits_is_worth_a_break_deep_in_brackets():
    lines = broken(r"\Biggl(\biggl(\Bigl(\bigl(a b + c d + e f + g h + k l\bigr)\Bigr)\biggr)\Biggr)", 110.0)
    assert len(lines) == 2
    assert all(width_of(line) <= 110.0 for line in lines)


def test_a_column_is_as_wide_as_its_widest_row():
    one, two = (rf"\begin{{bmatrix}} a + b + c {rows} \end{{bmatrix}}" for rows in ("", r"\\ a + b \\ c"))
    assert width_of(one) == width_of(two)
    assert width_of(r"\begin{bmatrix} a & b \end{bmatrix}") > width_of(r"\begin{bmatrix} a b \end{bmatrix}")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_the_estimated_widths_are_what_latex_measures(tmp_path):
    formulas = [LONG, r"\lVert W x - t \rVert^2", r"\sqrt{x_1} + e^{-2 x}", r"\operatorname{softmax}(z)"]
    for notation in NOTATIONS:
        formulas += latex_equations(lstm().gradient(), None, notation)
        formulas.append(sg.latex(lstm().derivative("h", "h_prev"), notation=notation))
    formulas += [sg.latex(sg.cells.mgu().derivative("h", name)) for name in ("x", "h_prev", "W_h")]
    formulas.append(r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}")
    widths = measured(formulas, tmp_path)
    assert len(widths) == len(formulas)
    for formula, width in zip(formulas, widths, strict=True):
        assert abs(width_of(formula) - width) < 0.1 * width, formula


@pytest.mark.parametrize("sign", ["ast.op", "star.op", "star.op_(1 : n)", 'ast.op_"same"'])
def test_a_convolution_of_typst_takes_what_stands_behind_it(sign):
    lines = broken_typst(f"(x_1 + x_2 + x_3) {sign} (x_4 + x_5 + x_6)", 60.0)
    assert len(lines) > 2
    assert not any("dot.op" in line for line in lines)
    assert any(f") {sign} (" in line for line in lines)
