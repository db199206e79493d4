"""Checks of programs: their derived backward passes pass, spoiled ones fail."""

import numpy as np
import pytest

from symgrad.algebra import mul
from symgrad.calculus.modes import gradient_program
from symgrad.checks import check_program
from symgrad.expressions.symbols import dims, matrix, scalar, vector
from symgrad.functions.elementwise import relu, sigmoid, tanh
from symgrad.operations.operations import dot, hadamard
from symgrad.programs.equations import Equation
from symgrad.programs.program import Program

METHODS = ("forward", "central", "complex")
n, m = dims("n m")


def cell():
    x, h_prev, W, U, b = vector("x", m), vector("h_prev", n), matrix("W", n, m), matrix("U", n, n), vector("b", n)
    z, h, loss = vector("z", n), vector("h", n), scalar("loss")
    return Program(
        [
            (z, sigmoid(W * x + U * h_prev + b)),
            (h, hadamard(z, tanh(W * x)) + hadamard(1 * relu(h_prev), z)),
            (loss, dot(h, h) / n),
        ],
        outputs=[h, loss], inputs=[x, h_prev], parameters=[W, U, b],
    )  # fmt: skip


def checked(program, method="forward", spoil=None, at=None, seed=0, of=None):
    ends, sources = program.symbols(of, program.outputs), program.inputs
    backward = gradient_program(program, ends, sources)
    if spoil:
        backward = backward.replace(
            [Equation(e.lhs, mul(2, e.rhs)) if e.lhs.name == spoil else e for e in backward.equations]
        )
    return check_program(program, backward, ends, sources, at, method, seed)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(3))
def test_the_derived_backward_pass(method, seed):
    report = checked(cell(), method, seed=seed)
    assert report, str(report)
    assert report.seed == seed
    assert list(report.point) == ["x", "h_prev", "W", "U", "b"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["bar_W", "bar_U", "bar_b", "bar_x", "bar_h_prev", "bar_z"])
def test_a_spoiled_backward_pass(method, name):
    assert not checked(cell(), method, spoil=name)


def test_a_loss_alone_has_a_gradient_by_name():
    report = checked(cell(), of="loss", at={"x": np.ones(2), "h_prev": np.ones(2)})
    assert report
    assert {entry.name for entry in report.entries} == {"bar_x", "bar_h_prev", "bar_W", "bar_U", "bar_b"}


@pytest.mark.parametrize("method", METHODS)
def test_the_gradient_of_a_gradient(method):
    """The second gradient is checked like the first: by what it claims to be the derivative of."""
    x, W, y = vector("x", m), matrix("W", n, m), vector("y", n)
    first = gradient_program(Program([(y, tanh(W * x))], parameters=[W]))
    assert checked(first, method)
    assert not checked(first, method, spoil="bar2_W")


def test_a_bad_point():
    report = checked(cell(), at={"x": np.array([np.nan, 1.0])})
    assert not report
    assert not report.failures


CLAIMS = ("symmetric", "diagonal", "orthogonal", "positive_definite")


def with_property(claim):
    X, a, loss = matrix("X", n, n, **{claim: True}), vector("a", n), scalar("loss")
    return Program([(loss, dot(a, X * tanh(X * a)) + dot(a, X * a) ** 2)], inputs=[X, a])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("claim", CLAIMS)
def test_a_variable_with_a_property_moves_as_that_allows(claim, method):
    report = checked(with_property(claim), method)
    assert report, str(report)
    assert {entry.name for entry in report.entries} == {"bar_X", "bar_a"}
    assert report.notes[-1] == "X moved along the directions that the property allows."
    assert not checked(with_property(claim), method, spoil="bar_X")
    assert checked(gradient_program(with_property(claim)), "complex")


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_gradient_that_leaves_the_allowed_directions_is_seen(claim):
    """As if the entries were free: right for a free matrix, wrong for one with a property."""
    program = with_property(claim)
    X, a = program.inputs
    free = matrix("X", n, n)
    loose = gradient_program(Program([(e.lhs, e.rhs.xreplace({X: free})) for e in program.equations], inputs=[free, a]))
    backward = gradient_program(program)
    spoiled = {e.lhs.name: e.rhs.xreplace({free: X}) for e in loose.equations if e.lhs in loose.outputs}
    equations = [Equation(e.lhs, spoiled.get(e.lhs.name, e.rhs)) for e in backward.equations]
    wrong = backward.replace(equations)
    assert not check_program(program, wrong, program.outputs, program.inputs)


def test_a_distribution_moves_so_that_it_keeps_its_sum():
    y, a, loss = vector("y", n, sums_to_one=True), vector("a", n), scalar("loss")
    program = Program([(loss, dot(a, hadamard(y, y)))])
    assert checked(program, "complex")
    batch = {"y": np.full((3, 4), 0.25), "a": np.arange(4.0)}
    assert checked(program, "complex", at=batch)


def test_a_batch_of_symmetric_matrices():
    batch = np.random.default_rng(3).standard_normal((5, 3, 3))
    assert checked(with_property("symmetric"), at={"X": batch + np.swapaxes(batch, -1, -2)})
