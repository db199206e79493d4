"""What goes to latex2sympy2: names as placeholders, commands that it reads, and nothing else."""

import pytest
import sympy as sp

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.second_reader.placeholders import DEEPEST, LONGEST, rewritten

x, y, z = sp.symbols("x y z")
NAMES = {"h": x, "h_{prev,1}": y, r"\bar{h}": z, "dW": x, "e_t": y, "c'": z, r"\frac{\partial L}{\partial h}": y}


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"h + h_{prev,1} \bar{h}", "v_{10} + v_{11} v_{12}"),
        (
            r"h^2 (h) \tanh^2(h) (h) (1 - h)",
            r"v_{10}^2 \cdot (v_{10}) \tanh^2(v_{10}) \cdot (v_{10}) \cdot (1 - v_{10})",
        ),
        (r"\tanh(h) h", r"\tanh(v_{10}) v_{10}"),
        (r"\Bigl(1 - \bigl(h + 1\bigr)^2\Bigr) \bar{h}", "(1 - (v_{10} + 1)^2) v_{11}"),
        (r"\log(h) \, e^{-h}", r"\ln(v_{10})   e^{-v_{10}}"),
        (r"dW e_t - c'", "v_{10} v_{11} - v_{12}"),
        (r"\frac{\partial L}{\partial h} h^2", "v_{10} v_{11}^2"),
        (r"h \sigma\bigl(\tanh(h)\bigr)^2", "v_{10} v_{11}^2"),
        (r"2 \cdot 10^{-5} h", r"2 \cdot 10^{-5} v_{10}"),
    ],
)
def test_names_and_commands(latex, expected):
    assert rewritten(latex, NAMES).text == expected


def test_a_function_that_it_lacks_is_read_by_itself():
    call = rewritten(r"\sigma\bigl(2 (h + 1)\bigr)", NAMES).meanings["v_{10}"]
    assert call.arguments == ("2 (h + 1)",)
    assert call.function(sp.S.Zero) == sp.Rational(1, 2)
    call = rewritten(r"\max\bigl(h, (h + 1) h\bigr)", NAMES).meanings["v_{10}"]
    assert call.arguments == ("h", "(h + 1) h")


def test_cases_are_read_line_by_line():
    latex = r"2 \biggl(\begin{cases} h & h > 1, \bar{h} \leq 2 \\ -h & \text{otherwise} \end{cases}\biggr)"
    found = rewritten(latex, NAMES)
    assert found.text == r"2 \cdot (v_{10})"
    call = found.meanings["v_{10}"]
    assert call.arguments == ("h", "h", "1", r"\bar{h}", "2", "-h")
    assert call.function(x, x, 1, z, 2, -x) == sp.Piecewise((x, sp.And(x > 1, z <= 2)), (-x, True))


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        ("h = 2", "column 3: '=', which is no name and no command that is read rightly cannot be read back"),
        ("h &= 2", "'&'"),
        ("h^{\\top}", "'\\\\top'"),
        ("h_2", "'h'"),
        ("net_i", "'n'"),
        ("x", "'x'"),
        ("(h + 1", "a bracket that does not close"),
        ("h) + 1", "brackets that do not close"),
        (r"\operatorname{softplus}(h)", "softplus"),
        (r"\sigma h", "a function without brackets"),
        (r"\begin{bmatrix} h \end{bmatrix}", "an environment that is not one of cases"),
        (r"\begin{cases} h & h \\ 1 & \text{otherwise} \end{cases}", "a condition that is no comparison"),
        ("(" * (DEEPEST + 1) + "h" + ")" * (DEEPEST + 1), "too many inside each other"),
        ("h + " * (LONGEST // 4) + "h", "4001 characters is too long"),
    ],
)
def test_the_rest_is_refused(latex, message):
    with pytest.raises(LatexSyntaxError) as caught:
        rewritten(latex, NAMES)
    assert message in str(caught.value)


def test_the_place_is_shown():
    with pytest.raises(LatexSyntaxError) as caught:
        rewritten("h + h ? h", NAMES)
    _, line, mark = str(caught.value).splitlines()
    assert line[mark.index("^")] == "?"
