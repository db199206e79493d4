"""The lines of a derivation in both layouts: what they print, and that their factors multiply as they stand there."""

import random
import re

import pytest
import sympy as sp

import symgrad as sg
from symgrad.checks import StepChecks
from symgrad.derivation import Path, in_layout
from tests.systems import cho_gru, dense, lstm, many_paths, matrix_memory

DENOMINATOR = sg.Notation(layout="denominator")
n = sg.dims("n")
A, B = sg.matrix("A", n, n), sg.matrix("B", n, n)
x, y, z, h = sg.vectors("x y z h", n)
L, s, t = sg.scalars("L s t")


def lines(equations, numerator, denominator, stage, notation="plain"):
    """The LaTeX of the lines of one stage, partials as d h/d x."""
    steps = sg.System(equations).derivative(numerator, denominator).steps
    told = [step.latex(notation) for step in steps if step.stage == stage]
    return [re.sub(r"\\frac\{(.*?)\}\{(.*?)\}", lambda d: f"[{d[1]}/{d[2]}]", line) for line in told]


@pytest.mark.parametrize(
    ("equations", "ends", "numerator", "denominator"),
    [
        (
            [(h, A * x), (L, sg.dot(h, h))], "Lx",
            r"\Bigl([\partial h/\partial x]\Bigr)^{\top} [\partial L/\partial h]",
            r"[\partial h/\partial x] [\partial L/\partial h]",
        ),
        (
            [(s, sg.dot(x, x)), (h, s * y)], "hx",
            r"[\partial h/\partial s] \Bigl([\partial s/\partial x]\Bigr)^{\top}",
            r"[\partial s/\partial x] [\partial h/\partial s]",
        ),
        (
            [(s, sg.dot(x, x)), (h, s * y), (L, sg.dot(h, z))], "Lx",
            r"[\partial s/\partial x] \Bigl([\partial h/\partial s]\Bigr)^{\top} [\partial L/\partial h]",
            r"[\partial s/\partial x] [\partial h/\partial s] [\partial L/\partial h]",
        ),
        (
            [(s, sg.dot(A * x, x)), (h, s * y)], "hA",
            r"[\partial h/\partial s] [\partial s/\partial A]",
            r"[\partial s/\partial A] [\partial h/\partial s]",
        ),
    ],
)  # fmt: skip
def test_a_chain_reads_as_its_layout_multiplies(equations, ends, numerator, denominator):
    whole = rf"[\partial {ends[0]}/\partial {ends[1]}]"
    assert lines(equations, *ends, "chain rule") == [f"{whole} = {numerator}"]
    assert lines(equations, *ends, "chain rule", DENOMINATOR) == [f"{whole} = {denominator}"]


def test_the_product_along_a_path_is_turned_with_its_value():
    equations = [(s, 2 * t), (h, s * y + t * y), (z, A * h + s * h)]
    assert lines(equations, "z", "t", "product along each path", DENOMINATOR) == [
        r"[\partial s/\partial t] [\partial z/\partial s] = 2 h^{\top}",
        r"[\partial h/\partial t] [\partial z/\partial h] = y^{\top} (A^{\top} + s I)",
        r"[\partial s/\partial t] [\partial h/\partial s] [\partial z/\partial h] = 2 y^{\top} (A^{\top} + s I)",
    ]
    assert lines([(s, sg.dot(x, x)), (h, s * y)], "h", "x", "product along each path", DENOMINATOR) == [
        r"[\partial h/\partial x] = 2 x y^{\top}"
    ]


def test_cotangents_go_back_name_by_name_whatever_the_layout():
    equations = [(B, A * sg.diag(x)), (h, B * y)]
    told = [r"\bar{B} = \bar{h} y^{\top}", r"\bar{x} = (\bar{B} \odot A)^{\top} \mathbf{1}"]
    assert lines(equations, "h", "x", "cotangents") == told
    assert lines(equations, "h", "x", "cotangents", DENOMINATOR) == told


def test_a_product_of_multiples_of_the_identity_is_a_matrix():
    equations = [(z, 2 * x), (h, -z)]
    assert lines(equations, "h", "x", "product along each path") == [r"[\partial h/\partial x] = -2 I"]
    step = next(s for s in sg.System(equations).derivative("h", "x").steps if s.stage == "product along each path")
    assert str(step) == "∂h/∂x = -2 I"


def random_system(draw):
    """A few equations, each of those before it, of scalars, vectors and now and then a matrix."""
    vectors, scalars, matrices = [x], [t], [A]
    equations = []
    for k in range(draw.randint(2, 5)):
        u, v, a, M = draw.choice(vectors[-2:]), draw.choice([y, *vectors]), draw.choice(scalars[-2:]), matrices[-1]
        kind = draw.choice("vvvssm")
        if kind == "v":
            made, known = sg.vector(f"v_{k}", n), vectors
            right = draw.choice(
                [M * u, a * u, 2 * u, -u, sg.tanh(u), sg.hadamard(u, v), a * y + M * u, sg.dot(u, v) * u, sp.exp(a) * y]
            )
        elif kind == "s":
            made, known = sg.scalar(f"s_{k}"), scalars
            right = draw.choice([sg.dot(u, v), a**2, sg.total(sg.tanh(u)), a * sg.dot(u, u), sg.dot(u, M * v) + a])
        else:
            made, known = sg.matrix(f"M_{k}", n, n), matrices
            right = draw.choice([A * sg.diag(u), a * A, u * v.T])
        equations.append((made, right))
        known.append(made)
    return sg.System(equations)


@pytest.mark.parametrize("layout", ["numerator", "denominator"])
def test_every_line_of_random_systems_multiplies_as_it_stands(layout):
    compared = 0
    for seed in range(60):
        system = random_system(random.Random(seed))
        end = list(system.definitions)[-1]
        if getattr(end, "shape", (0, 1))[1] != 1:  # the derivative of a matrix is told entry by entry
            continue
        for denominator in [v for v in (x, t, A) if v in system.inputs]:
            derivation = system.derivative(end, denominator)
            checks = StepChecks(derivation, None, "complex", seed, layout)
            for step in derivation.steps:
                if not isinstance(step.left, Path):
                    report = checks.report(step)
                    assert report or (all(e.analytic == 0 for e in report.entries) and not report.notes), (
                        f"seed {seed}: {step}\n{report}"
                    )
                    compared += 1
    assert compared > 500


@pytest.mark.parametrize(
    ("cell", "numerator", "denominator"),
    [
        (lstm, "h", "W_i"), (lstm, "h", "h_prev"), (cho_gru, "h", "U"), (dense, "loss", "W"), (dense, "loss", "x"),
        (matrix_memory, "h", "x"), (matrix_memory, "L", "x"), (matrix_memory, "C", "v"), (many_paths, "h_5", "x"),
    ],
)  # fmt: skip
def test_the_lines_of_cells_multiply_in_denominator_layout(cell, numerator, denominator):
    derivation = cell().derivative(numerator, denominator)
    checks = StepChecks(derivation, None, "complex", 3, "denominator")
    for step in derivation.steps:
        assert isinstance(step.left, Path) or checks.report(step), str(step)


def test_factors_in_the_wrong_order_are_found():
    """A chain that multiplies to something else, and one that does not multiply at all."""
    square = sg.System([(h, A * x), (z, B * h)]).derivative("z", "x")
    step = next(step for step in square.steps if step.stage == "chain rule")
    ((one, other),) = step.right
    assert step.check()
    assert not StepChecks(square, None, "complex", 0).report(type(step)(step.stage, step.left, ((other, one),)))
    scalar = sg.System([(s, sg.dot(x, x)), (h, s * y)]).derivative("h", "x")
    step = next(step for step in scalar.steps if step.stage == "chain rule")
    turned = in_layout(step, "denominator")
    report = StepChecks(scalar, None, "complex", 0).report(turned)
    assert not report
    assert "stand side by side" in report.notes[0]
