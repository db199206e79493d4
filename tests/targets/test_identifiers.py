"""Identifiers of generated code, and the sources of what it calls."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.targets.function_sources import note_source
from symgrad.targets.identifiers import Identifiers, as_identifier


def test_each_identifier_is_given_once():
    names = Identifiers(["steps"])
    assert [names.fresh(name) for name in ("x", "x", "ｘ", "steps", "steps", "sum", "if", "1", "")] == [
        "x", "x_2", "x_3", "steps_", "steps__2", "sum_", "if_", "x_1", "x_4",
    ]  # fmt: skip
    assert [names.part(), names.part()] == ["t1", "t2"]


@pytest.mark.parametrize("name", ["", "1", "²", "x²", "\ud800", "a b", "½", "𐄐", "ﬁ", "\u0301x", "'", "lambda x: x"])
def test_anything_becomes_an_identifier(name):
    assert as_identifier(name).isidentifier()


class Looked(set):
    """A set that counts how often all of it is gone through."""

    copies = 0

    def __sub__(self, other):
        Looked.copies += 1
        return set(self) - set(other)


def test_names_are_not_gone_through_for_each_name():
    names = Identifiers(["steps"])
    names.used = Looked(names.used)
    symbols = sg.scalars("a b c")
    assert list(names.of(symbols).values()) == ["a", "b", "c"]
    assert Looked.copies == 0
    assert names.used - {"a"}
    assert Looked.copies == 1


def test_names_of_the_code_itself_are_names_as_any():
    n = sg.dims("n")
    steps, all_h, h, h_prev, W = (*sg.vectors("steps all_h h h_prev", n), sg.matrix("range", n, n))
    cell = sg.System(
        [(all_h, W * steps + h_prev), (h, sg.tanh(all_h))], outputs=[h, all_h], parameters=[W], carry={h: h_prev}
    )
    a, b, c, d, e = (*sg.vectors("a b c d", n), sg.matrix("E", n, n))
    twin = sg.System([(b, e * a + d), (c, sg.tanh(b))], outputs=[c, b], parameters=[e], carry={c: d})
    random = np.random.default_rng(3)
    x, U = random.standard_normal((5, 2)), random.standard_normal((2, 2))
    found = sg.Recurrence(cell).lambdify()(**{"steps": x, "range": U})
    expected = sg.Recurrence(twin).lambdify()(a=x, E=U)
    for one, other in zip(found.values(), expected.values(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_sizes_may_have_any_name():
    k = sp.Symbol('n)+print("x"', integer=True, positive=True)
    x, y = sp.MatrixSymbol("x", k + 1, 1), sg.scalar("y")
    f = sg.System([(y, sg.total(x) / (k + 1))]).lambdify()
    assert f(x=np.array([1.0, 2.0, 6.0])) == 3.0
    assert "print" not in f.source


def test_two_arguments_of_one_name_are_an_error():
    x, bar_x, y = sg.scalars("x bar_x y")
    with pytest.raises(sg.NameClashError) as told:
        sg.System([(y, x * bar_x)]).gradient()
    assert str(told.value) == (
        "two different things are named bar_x: a symbol, a scalar and ScalarCotangent, a scalar; give one of them "
        "another name."
    )


def test_sources_that_define_one_name():
    sources = {}
    note_source(sources, "import scipy.special\n\ndef f(x):\n    return x")
    note_source(sources, "import scipy.special\n\ndef g(x):\n    return x")
    with pytest.raises(sg.NameClashError) as told:
        note_source(sources, "def f(x):\n    return 2 * x")
    assert str(told.value).startswith(
        "two functions of this system come with Python code that defines f, each in its own way; give f another name "
        "in the helper= of one of them. They are\n\n"
    )


@pytest.mark.parametrize("name", ["range", "np", "evaluate"])
def test_a_helper_that_hides_what_the_code_uses(name):
    f = sg.elementwise("f", slope=lambda x, y: 1, numpy=f"{name}({{x}})", helper=f"def {name}(x):\n    return x")
    with pytest.raises(sg.NameClashError) as told:
        sg.lambdify(f(sg.scalar("x")))
    assert str(told.value).startswith(f"the Python code of a function defines {name}, under which generated code has ")


def test_what_a_template_names_is_no_variable():
    x, y, limit = sg.scalars("x y limit")
    f = sg.elementwise("f", slope=lambda x, y: 1, numpy="{x} + limit", helper="limit = 10.0")
    assert sg.System([(y, f(x) + limit)]).lambdify()(x=1.0, limit=2.0) == 13.0
