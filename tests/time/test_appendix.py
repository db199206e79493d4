"""The printed result for the cell of Greff et al. 2017 is their appendix, term by term."""

import functools

import pytest
import sympy as sp

import symgrad as sg
from symgrad.expressions.symbols import at, cotangent_of, seed_of
from symgrad.printing.passes.sums_over_time import with_centred_sums
from symgrad.programs.equations import Equation
from symgrad.time.indexing import T, t
from symgrad.time.time_sums import sum_over_time
from tests.time.structure import different, tree

CELL = sg.cells.lstm_peephole()
N = CELL.names
GATES = "zifo"
BARS = {k: getattr(N, f"{k}_bar") for k in GATES}  # the paper's z with a bar, before its activation
one, zero = sg.ones(*N.y.shape), sp.ZeroMatrix(*N.y.shape)


def named(kind, gate):
    return getattr(N, f"{kind}_{gate}")


def delta(symbol, time=t):
    """The paper's delta of a name at a time."""
    return at(cotangent_of(symbol), time)


def back(time):
    """R_z' delta z + R_i' delta i + R_f' delta f + R_o' delta o at a time."""
    return [named("R", k).T * delta(BARS[k], time) for k in GATES]


def forward():
    x, y_before, c_before = at(N.x, t), at(N.y, t - 1), at(N.c, t - 1)
    z, i, f, c, o = (at(symbol, t) for symbol in (N.z, N.i, N.f, N.c, N.o))

    def pre(k, *peephole):
        value = named("W", k) * x + named("R", k) * y_before + named("b", k)
        return sp.MatAdd(value, sg.hadamard(*peephole)) if peephole else value

    return [
        (at(N.z_bar, t), pre("z")),
        (z, sg.tanh(at(N.z_bar, t))),
        (at(N.i_bar, t), pre("i", N.p_i, c_before)),
        (i, sg.sigmoid(at(N.i_bar, t))),
        (at(N.f_bar, t), pre("f", N.p_f, c_before)),
        (f, sg.sigmoid(at(N.f_bar, t))),
        (c, sg.hadamard(z, i) + sg.hadamard(c_before, f)),
        (at(N.o_bar, t), pre("o", N.p_o, c)),
        (o, sg.sigmoid(at(N.o_bar, t))),
        (at(N.y, t), sg.hadamard(sg.tanh(c), o)),
    ]


def backward():
    """The recursion of the appendix, with g = h = tanh and sigma the logistic function."""
    z, i, f, c, o = (at(symbol, t) for symbol in (N.z, N.i, N.f, N.c, N.o))
    tanh_c = sg.tanh(c)
    return [
        (delta(N.y), sp.MatAdd(at(seed_of(N.y), t), *back(t + 1))),
        (delta(N.o_bar), sg.hadamard(delta(N.y), tanh_c, o, one - o)),
        (
            delta(N.c),
            sp.MatAdd(
                sg.hadamard(delta(N.y), o, one - sg.hadamard(tanh_c, tanh_c)),
                sg.hadamard(N.p_o, delta(N.o_bar)),
                sg.hadamard(N.p_i, delta(N.i_bar, t + 1)),
                sg.hadamard(N.p_f, delta(N.f_bar, t + 1)),
                sg.hadamard(delta(N.c, t + 1), at(N.f, t + 1)),
            ),
        ),
        (delta(N.f_bar), sg.hadamard(delta(N.c), at(N.c, t - 1), f, one - f)),
        (delta(N.i_bar), sg.hadamard(delta(N.c), z, i, one - i)),
        (delta(N.z_bar), sg.hadamard(delta(N.c), i, one - sg.hadamard(z, z))),
        (delta(N.x), sp.MatAdd(*(named("W", k).T * delta(BARS[k]) for k in GATES))),
    ]


def first_carries():
    """What the paper, whose sequences begin with a state of zeros, leaves out."""
    return [
        (delta(N.y, sp.S.Zero), sp.MatAdd(*back(sp.S.One))),
        (
            delta(N.c, sp.S.Zero),
            sp.MatAdd(
                sg.hadamard(N.p_i, delta(N.i_bar, sp.S.One)),
                sg.hadamard(N.p_f, delta(N.f_bar, sp.S.One)),
                sg.hadamard(delta(N.c, sp.S.One), at(N.f, sp.S.One)),
            ),
        ),
    ]


def sums():
    """The gradients of the weights; sums with y or c of one step before begin at t = 0, with y_prev and c_prev."""

    def from_one(term):
        return sum_over_time(term, sp.S.One, T)

    def from_zero(term):
        return sum_over_time(term, sp.S.Zero, T - 1)

    lines = []
    for k in GATES:
        lines += [
            (cotangent_of(named("W", k)), from_one(delta(BARS[k]) * at(N.x, t).T)),
            (cotangent_of(named("R", k)), from_zero(delta(BARS[k], t + 1) * at(N.y, t).T)),
            (cotangent_of(named("b", k)), from_one(delta(BARS[k]))),
        ]
    lines += [
        (cotangent_of(named("p", k)), from_zero(sg.hadamard(at(N.c, t), delta(BARS[k], t + 1)))) for k in ("i", "f")
    ]
    return [*lines, (cotangent_of(N.p_o), from_one(sg.hadamard(at(N.c, t), delta(N.o_bar))))]


def equations(pairs):
    return [Equation(lhs, rhs) for lhs, rhs in pairs]


@functools.cache
def told():
    return sg.Recurrence(CELL).gradient(of="y").indexed


def as_printed(lines):
    """The equations with their sums over t as the paper has them."""
    return [Equation(line.lhs, with_centred_sums(line.rhs)) for line in lines]


def test_the_state_starts_from_what_is_given():
    assert not different(told().first, equations([(at(N.y, sp.S.Zero), N.y_prev), (at(N.c, sp.S.Zero), N.c_prev)]))


def test_the_forward_equations_at_t():
    assert not different(told().forward, equations(forward()))


def test_the_backward_recursion():
    assert not different(told().backward, equations(backward()))


def test_every_cotangent_is_zero_after_the_last_step():
    carried = [N.c, *BARS.values()]
    assert not different(told().boundary, equations([(delta(symbol, T + 1), zero) for symbol in carried]))


def test_sums_over_time_and_the_cotangents_of_the_first_carries():
    assert not different(as_printed(told().closing), equations([*first_carries(), *sums()]))


def test_all_of_them_in_this_order():
    one = told()
    assert one.equations == (*one.first, *one.forward, *one.boundary, *one.backward, *one.closing)
    assert sg.Recurrence(CELL).gradient(of="y").equations == one.equations
    names = [equation.lhs for equation in one.backward]
    assert names == [delta(s) for s in (N.y, N.o_bar, N.c, N.f_bar, N.i_bar, N.z_bar, N.x)]


def without_a_term(expr):
    return expr.func(*expr.args[1:])


def shifted(expr):
    """The expression with one name at t + 1 moved to t, or one at t to t + 1."""
    found = sorted((s for s in expr.atoms(sp.MatrixSymbol) if isinstance(s, sg.symbols.At)), key=str)
    later = [s for s in found if s.generation == t + 1] or [s for s in found if s.generation == t]
    chosen = later[0]
    return expr.xreplace({chosen: at(chosen.primal, t if chosen.generation == t + 1 else t + 1)})


BACKWARD = [str(lhs) for lhs, _ in backward()]


@pytest.mark.parametrize("wrong", [without_a_term, shifted])
@pytest.mark.parametrize("name", BACKWARD)
def test_a_term_too_few_and_a_step_too_many_are_seen(name, wrong):
    expected = [(lhs, wrong(rhs) if str(lhs) == name else rhs) for lhs, rhs in backward()]
    assert different(told().backward, equations(expected)) == {name}


def test_a_sum_from_one_in_the_place_of_zero_is_seen():
    rows = [
        (lhs, sum_over_time(rhs.term, sp.S.One, T - 1) if lhs == cotangent_of(N.R_z) else rhs)
        for lhs, rhs in [*first_carries(), *sums()]
    ]
    assert different(as_printed(told().closing), equations(rows)) == {"bar_R_z"}


def test_the_comparison_sees_the_order_of_matrices_and_a_transpose():
    assert tree(N.R_z * N.R_i) != tree(N.R_i * N.R_z)
    assert tree(N.R_z.T * N.y) != tree(N.R_z * N.y)
    assert tree(sg.hadamard(N.y, N.c, N.y)) == tree(sg.hadamard(sg.hadamard(N.y, N.y), N.c))
    assert tree(sg.hadamard(N.y, N.y)) != tree(N.y)
