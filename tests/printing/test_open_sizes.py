"""A constant is printed with its size where nothing around it tells it, and without where something does."""

import pytest
import sympy as sp

import symgrad as sg
from symgrad.expressions import nodes
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.traversal import postorder
from symgrad.printing import equation_blocks, latex_sides, typst_sides
from symgrad.printing.passes.open_sizes import tells_its_shape, with_open_sizes

n, m, p = sg.dims("n m p")
x, y, W, A = sg.vector("x", n), sg.vector("y", m), sg.matrix("W", n, m), sg.matrix("A", n, n)
eye, unit = sp.Identity(n), nodes.Unit(n, 1, 1, 0)
zeros, ones = sp.ZeroMatrix(n, m), sg.ones(n, m)


def printed(right, sides=latex_sides):
    shape = shape_of(right)
    left = sg.scalar("Y") if not shape else sg.vector("Y", shape[0]) if shape[1] == 1 else sg.matrix("Y", *shape)
    return sides(sg.System([(left, right)]).told.program)[0][2]


TOLD = [
    (W * sg.ones(m), r"W \mathbf{1}"),
    (sg.dot(x, sg.ones(n)), r"\mathbf{1}^{\top} x"),
    (sg.logsumexp(sg.ones(n) + x), r"\operatorname{logsumexp}(1 + x)"),
    (ones, r"\mathbf{1} \mathbf{1}^{\top}"),
    (zeros, "0"),
    (sg.tanh(zeros), r"\tanh(0)"),
    (W + sg.tanh(zeros), r"\tanh(0) + W"),
    (sg.concat(sp.ZeroMatrix(n, m), W), r"\begin{bmatrix} 0 \\ W \end{bmatrix}"),
    (unit, "e_2"),
    (sp.Determinant(A + eye), r"\det(I + A)"),
]
OPEN = [
    (sg.logsumexp(sg.ones(n)), r"\operatorname{logsumexp}(\mathbf{1}_n)"),
    (sg.logsumexp(sg.ones(2 * n + 1)), r"\operatorname{logsumexp}(\mathbf{1}_{1 + 2 n})"),
    (sg.logsumexp(sg.ones(n)) + sg.dot(x, sg.ones(n)), r"\operatorname{logsumexp}(\mathbf{1}_n) + \mathbf{1}^{\top} x"),
    (sg.norm(ones, axis=1), r"\operatorname{norm}_{\mathrm{row}}(\mathbf{1} \mathbf{1}_m^{\top})"),
    (sg.norm(sg.cos(zeros)), r"\lVert \cos(\mathbf{0}_{n \times m}) \rVert_F"),
    (sp.Determinant(eye), r"\det I_n"),
    (sg.vech(eye), r"\operatorname{vech}(I_n)"),
    (sg.norm(unit), r"\lVert I_n e_2 \rVert_2"),
    (sg.normalize(sg.ones(n)), r"\frac{\mathbf{1}_n}{\lVert \mathbf{1}_n \rVert_2}"),
    (W * sg.cos(sp.ZeroMatrix(m, p)), r"W \cos(\mathbf{0})"),
    (sg.cos(zeros) / sg.scalar("s"), r"\frac{\cos(\mathbf{0})}{s}"),
    (sg.softmax(zeros, axis=1), r"\operatorname{softmax}_{\mathrm{row}}(\mathbf{0})"),
    (sg.softmax(sg.cos(zeros) + ones, axis=1),
     r"\operatorname{softmax}_{\mathrm{row}}(\cos(\mathbf{0}) + \mathbf{1} \mathbf{1}^{\top})"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "latex"), [*TOLD, *OPEN])
def test_a_size_is_printed_where_nothing_tells_it(right, latex):
    assert printed(right) == latex


def test_typst_and_text_say_it_too():
    system = sg.System([(sg.scalar("Y"), sg.logsumexp(sg.ones(n)) + sg.norm(sg.cos(zeros)))])
    assert str(system) == "Y = logsumexp(𝟏_n) + ‖cos(𝟎_(n×m))‖_F"
    assert "bold(1)_n" in typst_sides(system.told.program)[0][2]
    assert "bold(0)_(n times m)" in typst_sides(system.told.program)[0][2]


def test_names_tell_the_shape_and_constants_do_not():
    assert tells_its_shape(W * sg.tanh(y))
    assert tells_its_shape(sg.outer(x, y))
    assert not tells_its_shape(W * sg.ones(m) * sg.ones(p).T)
    assert not tells_its_shape(sg.softmax(zeros, axis=1))
    assert not tells_its_shape(unit)


@pytest.mark.parametrize("grown", [lambda one: sg.tanh(one), lambda one: sg.tanh(one) + sg.sin(one)])
def test_every_part_is_looked_at_once_however_deep_it_stands_or_often(grown):
    whole = sg.ones(n)
    for _ in range(500):
        whole = grown(whole)
    before, after = (sum(1 for _ in postorder(one)) for one in (whole, with_open_sizes(sg.logsumexp(whole))))
    assert after <= before + 10


def test_a_pass_that_tells_nothing_is_seen(monkeypatch):
    monkeypatch.setattr(equation_blocks, "with_open_sizes", lambda expr: expr)
    assert [latex for right, latex in TOLD if printed(right) != latex] == []
    assert [latex for right, latex in OPEN if printed(right) == latex] == []
