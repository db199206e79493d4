"""What is carried on as it was carried here: memories of two steps, contexts that stay, two that change places."""

import numpy as np
import pytest

import symgrad as sg

N = sg.dims("n")
X, H, E, C, H_PREV, E_PREV, C_PREV = sg.vectors("x h e c h_prev e_prev c_prev", N)
U, V = sg.matrices("U V", N, N)
LAGGED = [(H, sg.tanh(X + U * H_PREV + V * E_PREV)), (E, H_PREV)]
SWAPPED = [(H, sg.tanh(X + U * H_PREV + V * E_PREV)), (E, C_PREV), (C, E_PREV)]
KEPT = [(H, sg.tanh(X + U * H_PREV + V * C_PREV)), (C, C_PREV)]
CARRIES = {"lagged": (LAGGED, "he"), "swapped": (SWAPPED, "hec"), "kept": (KEPT, "hc")}
PREVIOUS = {"h": H_PREV, "e": E_PREV, "c": C_PREV}
NEW = {"h": H, "e": E, "c": C}


def recurrence(name, order):
    equations, carried = CARRIES[name]
    carry = {NEW[one]: PREVIOUS[one] for one in carried[::order]}
    used = {symbol for _, rhs in equations for symbol in rhs.free_symbols}
    return sg.Recurrence(sg.System(equations, outputs=[H], parameters=[p for p in (U, V) if p in used]), carry=carry)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("how", [{}, {"checkpoint_every": 2}, {"readable": True}])
@pytest.mark.parametrize("samples", [(), (3,)])
@pytest.mark.parametrize("name", CARRIES)
def test_forward_backward_and_tangent_are_those_of_the_steps_written_out(name, samples, how, order):
    made = recurrence(name, order)
    rng = np.random.default_rng(3)
    for verb in (lambda one: one, lambda one: one.gradient(), lambda one: one.gradient().tangent(wrt="x")):
        program = verb(made)
        if "checkpoint_every" in how and verb(made) is made:
            continue
        try:
            function = program.lambdify(**how)
        except sg.SymgradError:  # a value or a tangent, which no checkpoints are for
            assert "checkpoint_every" in how
            continue
        still = {s.name for s in made.parameters}
        given = {}
        for symbol in program.inputs:
            if symbol.name not in function.arguments:
                continue
            own = (4, 4) if symbol.is_Matrix and symbol.shape[1] != 1 else (4,)
            lead = () if symbol.name.removeprefix("dot_") in still else samples
            timed = symbol in program.sequences
            given[symbol.name] = rng.standard_normal((*((5,) if timed else ()), *lead, *own))
        found = function(**given)
        found = found if isinstance(found, dict) else {function.outputs[0]: found}
        written = program.unroll(5)
        names = {}
        for symbol in program.inputs:
            if symbol.name in given and symbol in program.sequences:
                for t in range(5):
                    for spelled in (f"{symbol.name}_at_{t + 1}", f"given_{symbol.name}_at_{t + 1}"):
                        names[spelled] = given[symbol.name][t]
            elif symbol.name in given:
                names[symbol.name] = given[symbol.name]
        whole = written.lambdify()
        expected = whole(**{one: names[one] for one in whole.arguments if one in names})
        for output, value in found.items():
            parts = [expected[f"{output}_at_{t}"] for t in range(1, 6)] if f"{output}_at_1" in expected else None
            np.testing.assert_allclose(
                value, expected[output] if parts is None else np.array(parts), rtol=1e-10, atol=1e-12
            )


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("name", CARRIES)
def test_their_gradients_are_those_of_differences(name, order):
    assert recurrence(name, order).check(method="complex")


def test_the_tangent_of_what_is_added_to_stays_as_it_is():
    cell = sg.System([(H, H_PREV + sg.tanh(U * X))], parameters=[U])
    tangent = sg.Recurrence(cell, carry={H: H_PREV}).tangent(wrt="h_prev")
    given = {"x": np.ones((3, 2)), "U": np.eye(2), "h_prev": np.zeros(2), "dot_h_prev": np.array([1.0, -2.0])}
    for readable in (False, True):
        function = tangent.lambdify(readable=readable)
        found = function(**{name: given[name] for name in function.arguments if name in given})
        np.testing.assert_array_equal(found, [[1.0, -2.0]] * 3)
