"""latex2sympy2 behind its adapter: what it reads wrongly alone is read rightly, or refused, here."""

import sys
import threading

import pytest
import sympy as sp

from symgrad.errors import LatexSyntaxError, MissingPackageError
from symgrad.extras import extra
from symgrad.latex_reading import read_formula
from symgrad.latex_reading.second_reader import outside_reader

from . import needs_the_reader

x, y, z = sp.symbols("x y z")

# What it makes of these alone: a product, a power, base 10, Euler's number, c, and nothing after a stray bracket.
MISREAD = [
    (r"\sigma\left(x\right)", None),
    (r"\sigma(x)", 1 / (1 + sp.exp(-x))),
    (r"\sigma(x y + z)", 1 / (1 + sp.exp(-x * y - z))),
    (r"\log(x)", sp.log(x)),
    (r"x^{\top} y", None),
    (r"f(f(x))", None),
    (r"c' x", sp.Symbol("c_prime") * x),
    (r"e_t x", sp.Symbol("e_t") * x),
    (r"net_i", sp.Symbol("net_i")),
    (r"x &= y", None),
    (r"x) + y", None),
    (r"\tanh(x) = y", None),
    (r"W^{\intercal}", None),
    (r"h^{(t)} x", sp.Symbol("h_t") * x),
    (r"dh_t x", sp.Symbol("dh_t") * x),
]
NAMES = {
    "x": x, "y": y, "z": z, "c'": sp.Symbol("c_prime"), "e_t": sp.Symbol("e_t"), "net_i": sp.Symbol("net_i"),
    "h^{(t)}": sp.Symbol("h_t"), "dh_t": sp.Symbol("dh_t"), "f": sp.Symbol("f"),
}  # fmt: skip


def same(left, right):
    point = {symbol: sp.Rational(3, 7) + sp.Rational(k, 5) for k, symbol in enumerate([*NAMES.values()])}
    return abs((left - right).xreplace(point).evalf(30)) < 1e-20


@needs_the_reader
@pytest.mark.parametrize(("latex", "expected"), MISREAD)
def test_what_it_misreads(latex, expected):
    if expected is not None:
        assert same(read_formula(latex, NAMES), expected)
        return
    try:
        found = read_formula(latex, NAMES)
    except LatexSyntaxError:
        return
    assert latex == "f(f(x))"  # a name beside a bracket is a product, as it is in every formula that we print
    assert same(found, sp.Symbol("f") ** 2 * x)


@needs_the_reader
@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"x y (1 - z)", x * y * (1 - z)),
        (r"x^2 (y) + x (y)", x**2 * y + x * y),
        (r"x \bigl(\begin{cases} y & z > 1 \\ 2 & \text{otherwise} \end{cases}\bigr)", 2 * x),
        (r"\frac{x}{y} z", x * z / y),
        (r"-\frac{x \exp(-y)}{\bigl(1 + \exp(-y)\bigr)^2}", -x * sp.exp(-y) / (1 + sp.exp(-y)) ** 2),
        (r"\tanh^2(x) y", sp.tanh(x) ** 2 * y),
        (r"x^{5/3} + y^{z}", x ** sp.Rational(5, 3) + y**z),
        (r"\frac{1}{2} x - 0.25 y", x / 2 - y / 4),
        (r"3 \cdot 10^{-5} \lvert x - y \rvert", 3 * sp.Abs(x - y) / 10**5),
        (r"\sqrt{x} + \operatorname{erf}(\sqrt{2} y)", sp.sqrt(x) + sp.erf(sp.sqrt(2) * y)),
        (r"\operatorname{arsinh}(x) \arctan(y)", sp.asinh(x) * sp.atan(y)),
        (r"\sigma\bigl(\sigma(x) + 1\bigr)^2", (1 / (1 + sp.exp(-1 - 1 / (1 + sp.exp(-x))))) ** 2),
    ],
)
def test_what_we_print_is_read(latex, expected):
    assert same(read_formula(latex, NAMES), expected)


@needs_the_reader
def test_readings_from_several_threads():
    wrong = []

    def read(k):
        for j in range(3):
            number = 100 * k + j
            if read_formula(f"{number} x + y", NAMES) != number * x + y:
                wrong.append(number)

    threads = [threading.Thread(target=read, args=(k,)) for k in range(1, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_missing_package_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "latex2sympy2", None)
    outside_reader._read.cache_clear()
    with pytest.raises(MissingPackageError) as caught:
        read_formula("7 x", {"x": x})
    assert str(caught.value).startswith("reading LaTeX back needs the package latex2sympy2, which cannot be imported (")
    assert str(caught.value).endswith("install it with python3 -m pip install '.[latex]'.")


def test_a_package_that_is_there_is_imported():
    assert extra("math", "latex", "a test").sqrt(4.0) == 2.0
