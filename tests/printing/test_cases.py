"""What an expanded system is made of beside symgrad's own functions: cases, maxima, the error function's complement."""

import pytest
import sympy as sp

import symgrad as sg
from symgrad.errors import MissingRuleError

x, y, z = sp.symbols("x y z")


@pytest.mark.parametrize(
    ("expr", "in_latex", "in_text"),
    [
        (
            2 * sp.Piecewise((x - 1, x > 1), (0, True)),
            r"2 \biggl(\begin{cases} x - 1 & x > 1 \\ 0 & \text{otherwise} \end{cases}\biggr)",
            "2 [x - 1 if x > 1; 0 otherwise]",
        ),
        (
            sp.Piecewise((x, sp.And(y <= x, z < x)), (y, True)),
            r"\begin{cases} x & x > z, x \geq y \\ y & \text{otherwise} \end{cases}",
            "[x if x > z, x ≥ y; y otherwise]",
        ),
        (y * sp.Max(x, 2 * y), r"y \max(x, 2 y)", "y max(x, 2 y)"),
        (2 * sp.erfc(x), r"2 \operatorname{erfc}(x)", "2 erfc(x)"),
    ],
)
def test_forms(expr, in_latex, in_text):
    assert sg.latex(expr) == in_latex
    assert sg.text(expr) == in_text


def test_a_condition_without_a_form_is_named():
    with pytest.raises(
        MissingRuleError,
        match=r"^no rule for Interval, in Interval\.open\(0, 1\); write it in symgrad's own functions",
    ):
        sg.latex(sp.Piecewise((x, sp.Contains(x, sp.Interval.open(0, 1), evaluate=False)), (0, True)))


def test_a_condition_made_of_others_is_told_by_and_and_or():
    assert sg.text(sp.Piecewise((x, sp.ITE(x > 0, y > 0, z > 0)), (0, True))) == (
        "[x if x > 0 or z > 0, x ≤ 0 or y > 0; 0 otherwise]"
    )


def test_every_function_prints_when_it_is_written_out():
    n = sg.dims("n")
    v, u, s = *sg.vectors("v u", n), sg.scalar("s")
    for f in (sg.relu, sg.leaky_relu, sg.elu, sg.hard_sigmoid, sg.step, sg.gelu, sg.normal_cdf, sg.silu, sg.abs):
        layer = sg.System([(u, f(v)), (s, sg.maximum(u))]).gradient().expand(n=2)
        assert layer.latex().count("&=") == len(layer.equations)
        assert len(str(layer).splitlines()) == len(layer.equations)
