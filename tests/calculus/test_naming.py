"""Which cotangents get a line: a pass over the lines of all of them."""

import sympy as sp

import symgrad as sg
from symgrad.calculus.modes import gradient_program
from symgrad.expressions.symbols import Common, Inner
from symgrad.programs.program import Program

n, m = sg.dims("n m")
W, S = sg.matrix("W", n, m), sg.matrix("S", n, n, symmetric=True)
x, z, i, c, u, v = sg.vector("x", m), *sg.vectors("z i c u v", n)


def lines(*equations, **options):
    return [str(equation) for equation in gradient_program(Program(equations), **options).equations]


def test_a_cotangent_that_is_one_factor_is_written_into_the_line_that_it_is_a_factor_of():
    found = lines((z, W * x), (i, sg.sigmoid(z)), (c, sg.hadamard(i, u)), wrt="W")
    assert not any(line.startswith("bar_i ") for line in found)
    assert sum(line.startswith("bar_z ") for line in found) == 1


def test_a_sum_has_its_line():
    found = lines((i, sg.sigmoid(z)), (c, sg.hadamard(i, u)), (v, sg.hadamard(i, i)), wrt="z")
    assert any(line.startswith("bar_i ") for line in found)


def test_a_source_has_its_line_and_so_has_what_got_a_factor():
    chain = (i, sg.sigmoid(z)), (u, sg.tanh(i)), (v, sg.exp(u)), (c, sg.hadamard(v, v))
    names = [line.split(" = ")[0] for line in lines(*chain, wrt=[z, i])]
    assert [name for name in names if name.startswith("bar")] == ["bar_u", "bar_i", "bar_z"]


def test_a_factor_that_several_terms_share_is_a_common_factor():
    a, b, y, w, L = sg.scalars("a b y w L")
    both = Program([(y, sp.Function("f")(a, b)), (L, y * w)])
    (common,) = [e for e in gradient_program(both, wrt=[a, b]).equations if isinstance(e.lhs.primal, Inner)]
    assert isinstance(common.lhs.primal, Common)
    assert str(common.rhs) == "bar_L*w"


def test_a_projection_is_no_second_place():
    program = Program([(sg.matrix("Y", n, n), sg.tanh(S)), (sg.scalar("L"), sg.dot(u, sg.matrix("Y", n, n) * v))])
    assert len(gradient_program(program, wrt="S").equations) == 2


def test_the_cotangent_of_a_plain_expression_has_a_name_that_no_variable_bears():
    a, bar_a = sg.scalars("a bar_a")
    assert sg.gradient(bar_a * sp.sin(a), a) == bar_a * sp.cos(a)


def test_a_plain_expression_can_be_derived_by_a_size():
    assert sg.gradient(sp.log(n) * sg.total(u), n) == sg.total(u) / n
