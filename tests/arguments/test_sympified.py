"""A string never becomes a formula: SymPy's sympify would run it."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.arguments.sympified import sympified
from symgrad.errors import SymgradError

CODE = "__import__('builtins').__dict__.__setitem__('canary', 'dead')"
x, v = sg.scalar("x"), sg.vector("v", 3)


class Disguised:
    """Something whose text is code."""

    def __str__(self):
        return CODE

    __repr__ = __str__


@pytest.mark.parametrize(
    "write",
    [
        lambda code: sg.tanh(code),
        lambda code: sg.dot(code, v),
        lambda code: sg.hadamard(v, code),
        lambda code: sg.softmax(code),
        lambda code: sg.gradient(code, "x"),
        lambda code: sg.jacobian(code, "x"),
        lambda code: sg.vjp(v, v, code),
        lambda code: sg.lambdify(code),
        lambda code: sg.System([(code, x)]),
        lambda code: sg.System([(sg.scalar("y"), code)]),
        lambda code: sg.cells.dense().substitute({"x": code}),
        lambda code: sg.rows(v, code, 1),
        lambda code: sg.elementwise("f", slope=lambda x, y: code, numpy="{x}"),
        lambda code: sg.elementwise("f", slope=lambda x, y: 1, definition=lambda x: code),
        lambda code: v + code,
        lambda code: sg.latex(code),
        lambda code: sg.text(code),
    ],
)
@pytest.mark.parametrize("code", [CODE, Disguised()], ids=["a string", "an object whose text is code"])
def test_code_given_for_a_formula_does_not_run(write, code):
    import builtins

    with pytest.raises(SymgradError):
        write(code)
    assert not hasattr(builtins, "canary")


def test_sympy_itself_would_run_it():
    import builtins

    sp.sympify(CODE)
    assert builtins.__dict__.pop("canary") == "dead"


def test_the_errors_say_what_to_write():
    with pytest.raises(SymgradError) as told:
        sympified("x + 1")
    assert str(told.value) == (
        "a formula is made of symbols (sg.scalar, sg.vector, sg.matrix) and numbers, but the string 'x + 1' came; a "
        "string is not read as a formula, since SymPy would run it as Python code."
    )
    with pytest.raises(SymgradError) as told:
        sympified(object)
    assert str(told.value) == (
        "a formula is made of symbols (sg.scalar, sg.vector, sg.matrix) and numbers, but <class 'object'>, of type "
        "type, came."
    )


@pytest.mark.parametrize("kind", [int, float, np.ndarray, np.float64, type(v)])
@pytest.mark.parametrize(
    "write", [lambda kind: v + kind, lambda kind: sg.tanh(kind), lambda kind: sg.System([(x, kind)])]
)
def test_a_class_is_no_formula(kind, write):
    """Not even one that has __array__ or __float__, as its instances have."""
    with pytest.raises(SymgradError, match=r"a formula is made of symbols .* but <class .*, of type type, came"):
        write(kind)
