"""Numbers in print: as few digits as tell one from the others of its precision, and never another number."""

import pytest
import sympy as sp

import symgrad as sg

a = sg.scalar("a")


@pytest.mark.parametrize(
    ("number", "in_text", "in_latex"),
    [
        (1e16, "1e+16 a", r"10^{16} a"),
        (1e20, "1e+20 a", r"10^{20} a"),
        (123456789012345678.0, "1.2345678901234568e+17 a", r"1.2345678901234568 \cdot 10^{17} a"),
        (0.1, "0.1 a", "0.1 a"),
        (3.0, "3 a", "3 a"),
        (1.5e300, "1.5e+300 a", r"1.5 \cdot 10^{300} a"),
        (sp.Float("0.1", 30), "0.1 a", "0.1 a"),
        (sp.Float(0.1, 30), "0.10000000000000000555111512312578 a", "0.10000000000000000555111512312578 a"),
        (sp.Float("123456789.123456789123456789", 30), "123456789.123456789123456789 a", None),
        (sp.Float("1e-400"), "1e-400 a", r"10^{-400} a"),
    ],
)
def test_a_float_has_the_digits_that_tell_it_apart(number, in_text, in_latex):
    assert sg.text(number * a) == in_text
    if in_latex is not None:
        assert sg.latex(number * a) == in_latex


@pytest.mark.parametrize("number", [0.1, 1 / 3, 1e16 + 2, 2.0**60, 5e-324, 123456789.123456789, 1.7976931348623157e308])
def test_what_is_printed_is_the_number(number):
    assert float(sg.text(sp.Float(number) * a).removesuffix(" a")) == number
