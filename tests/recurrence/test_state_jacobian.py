"""The Jacobian of a state by an earlier one: what it says, and its numbers beside the complex step of the run."""

import re

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.targets import TimeFunction, random_point

SIZE, STEPS = 4, 9


def run_of(name, seed=0):
    """A recurrence, its Jacobian, and arrays for a run."""
    recurrence = sg.Recurrence(getattr(sg.cells, name)())
    drawn = random_point(recurrence.cell, seed=seed, sizes={"n": SIZE, "m": SIZE})
    arrays = {s.name: drawn[s.name] for s in recurrence.parameters}
    x = np.random.default_rng(seed).standard_normal((STEPS, SIZE))
    return recurrence, recurrence.state_jacobian(), arrays | {"x": x}


def by_the_complex_step(recurrence, of, arrays, k):
    """d of_T / d of_(T-k), column by column: the run is cut at T - k and begun again with a moved state."""
    function = TimeFunction(recurrence.program, analytic=True)

    def outputs(**given):
        found = function(**given)
        return found if isinstance(found, dict) else {function.outputs[0]: found}

    x, still = arrays["x"], {name: array for name, array in arrays.items() if name != "x"}
    before = outputs(x=x[: STEPS - k], **still)
    state = {old.name: before[new.name][-1].astype(complex) for new, old in recurrence.carry.items()}
    moved = next(old.name for new, old in recurrence.carry.items() if new.name == of)
    columns = []
    for j in range(SIZE):
        first = {name: array.copy() for name, array in state.items()}
        first[moved][j] += 1e-30j
        columns.append(outputs(x=x[STEPS - k :], **still, **first)[of][-1].imag / 1e-30)
    return np.array(columns).T


@pytest.mark.parametrize(
    ("name", "of"), [("elman", "h"), ("gru", "h"), ("lstm", "h"), ("lstm", "c"), ("lstm_peephole", "y"), ("mgu", "h")]
)
def test_the_norms_are_those_of_the_run(name, of):
    recurrence, jacobian, arrays = run_of(name)
    found = jacobian.norms(of=of, **arrays)
    assert len(found.norms) == len(found.bounds) == STEPS + 1
    for k in (1, 2, 5, 8):
        whole = by_the_complex_step(recurrence, of, arrays, k)
        assert found.norms[k] == pytest.approx(np.linalg.norm(whole, 2), rel=1e-11)
    assert (found.norms <= found.bounds * (1 + 1e-12)).all()


@pytest.mark.parametrize("samples", [1, SIZE, SIZE**2])
@pytest.mark.parametrize(("name", "of"), [("elman", "h"), ("lstm", "c")])
def test_the_norms_of_a_batch_are_those_of_each_sample(name, of, samples):
    """Also where the samples are as many as the rows, or as the entries, of the Jacobian."""
    _, jacobian, arrays = run_of(name)
    xs = np.random.default_rng(1).standard_normal((STEPS, samples, SIZE))
    found = jacobian.norms(of=of, **(arrays | {"x": xs}))
    alone = [jacobian.norms(of=of, **(arrays | {"x": xs[:, b]})) for b in range(samples)]
    np.testing.assert_allclose(found.norms, np.array([one.norms for one in alone]).T, rtol=1e-12)
    np.testing.assert_allclose(found.bounds, np.array([one.bounds for one in alone]).T, rtol=1e-12)


def test_the_norms_of_a_batch_by_hand():
    """y = tanh(x'v_prev + y_prev), v = y_prev x + v_prev: blocks of one, n and n n entries, and one without samples."""
    n = sg.dims("n")
    x, v, v_prev = (sg.vector(name, n) for name in ("x", "v", "v_prev"))
    y, y_prev = sg.scalars("y y_prev")
    equations = [(y, sg.tanh(sg.dot(x, v_prev) + y_prev)), (v, y_prev * x + v_prev)]
    cell = sg.System(equations, outputs=[y, v], carry={y: y_prev, v: v_prev})
    xs = np.random.default_rng(2).standard_normal((3, 4, 2))
    found = sg.Recurrence(cell, sequences="x").state_jacobian().norms(of="v", x=xs)
    for b in range(4):
        state, at, steps = np.zeros(2), 0.0, []
        for x_t in xs[:, b]:
            new = np.tanh(x_t @ state + at)
            slope = 1 - new**2
            steps.append(np.block([[np.array([[slope]]), slope * x_t[None]], [x_t[:, None], np.eye(2)]]))
            at, state = new, at * x_t + state
        whole = np.eye(3)
        for k, step in enumerate(reversed(steps), 1):
            whole = whole @ step
            assert found.norms[k, b] == pytest.approx(np.linalg.norm(whole[1:, 1:], 2), rel=1e-12)


def test_a_jacobian_that_no_sample_changes_has_no_axis_of_samples():
    n = sg.dims("n")
    h, h_prev, x, A = sg.vector("h", n), sg.vector("h_prev", n), sg.vector("x", n), sg.matrix("A", n, n)
    jacobian = sg.Recurrence(sg.System([(h, A * h_prev + x)], parameters=[A], carry={h: h_prev})).state_jacobian()
    found = jacobian.norms(x=np.ones((3, 5, 2)), A=np.diag([0.5, 0.25]))
    np.testing.assert_allclose(found.norms, 0.5 ** np.arange(4))


def test_a_wrong_jacobian_is_found(monkeypatch):
    recurrence, jacobian, arrays = run_of("elman")
    ((pair, block),) = jacobian.blocks.items()
    jacobian.__dict__["blocks"] = {pair: 1.001 * block}
    whole = by_the_complex_step(recurrence, "h", arrays, 2)
    assert jacobian.norms(**arrays).norms[2] != pytest.approx(np.linalg.norm(whole, 2), rel=1e-11)


def test_a_scalar_state():
    h, h_prev, x, w = sg.scalars("h h_prev x w")
    cell = sg.System([(h, sg.tanh(w * h_prev + x))], parameters=[w], carry={h: h_prev})
    jacobian = sg.Recurrence(cell).state_jacobian()
    assert str(jacobian).splitlines()[1:3] == [
        "∂h[t]/∂h[t-1] = w (1 - h[t]²)",
        "‖∂h[t]/∂h[t-1]‖ ≤ |w|",
    ]
    norms = jacobian.norms(x=np.zeros(3), w=0.5).norms
    np.testing.assert_allclose(norms, 0.5 ** np.arange(4))


def test_what_it_says():
    assert str(run_of("lstm")[1]).splitlines() == [
        "∂(h, c)[t]/∂(h, c)[t-k] = Π[j=t-k+1..t] ∂(h, c)[j]/∂(h, c)[j-1]",
        "∂h[t]/∂h[t-1] = diag(o[t] ⊙ (1 - tanh²(c[t]))) (diag(i[t] ⊙ (1 - g[t]²)) U_g + diag(i[t] ⊙ g[t] ⊙ (1 - i[t])) "
        "U_i + diag(f[t] ⊙ c[t-1] ⊙ (1 - f[t])) U_f) + diag(o[t] ⊙ tanh(c[t]) ⊙ (1 - o[t])) U_o",
        "∂h[t]/∂c[t-1] = diag(f[t] ⊙ o[t] ⊙ (1 - tanh²(c[t])))",
        "∂c[t]/∂h[t-1] = diag(i[t] ⊙ (1 - g[t]²)) U_g + diag(i[t] ⊙ g[t] ⊙ (1 - i[t])) U_i + "
        "diag(f[t] ⊙ c[t-1] ⊙ (1 - f[t])) U_f",
        "∂c[t]/∂c[t-1] = diag(f[t])",
        "‖∂h[t]/∂h[t-1]‖ ≤ ‖U_f‖ ‖c[t-1]‖_∞ / 4 + ‖U_g‖ + ‖U_i‖ / 4 + ‖U_o‖ / 4",
        "‖∂h[t]/∂c[t-1]‖ ≤ 1",
        "‖∂c[t]/∂h[t-1]‖ ≤ ‖U_f‖ ‖c[t-1]‖_∞ / 4 + ‖U_g‖ + ‖U_i‖ / 4",
        "‖∂c[t]/∂c[t-1]‖ ≤ 1",
        "‖∂(h, c)[t]/∂(h, c)[t-k]‖ ≤ Π[j=t-k+1..t] ‖∂(h, c)[j]/∂(h, c)[j-1]‖",
    ]
    assert run_of("elman")[1].latex().splitlines()[1:-1] == [
        r"\frac{\partial h_t}{\partial h_{t-k}} &= \prod_{j=t-k+1}^{t} "
        r"\frac{\partial h_j}{\partial h_{j-1}} \\",
        r"\frac{\partial h_t}{\partial h_{t-1}} &= \operatorname{diag}(1 - h_t^{\odot 2}) U \\",
        r"\Bigl\lVert \frac{\partial h_t}{\partial h_{t-1}} \Bigr\rVert &\le \lVert U \rVert \\",
        r"\Bigl\lVert \frac{\partial h_t}{\partial h_{t-k}} \Bigr\rVert &\le \lVert U \rVert^k",
    ]
    assert run_of("lstm")[1].latex().splitlines()[-2] == (
        r"\Bigl\lVert \frac{\partial (h, c)_t}{\partial (h, c)_{t-k}} \Bigr\rVert &\le "
        r"\prod_{j=t-k+1}^{t} \Bigl\lVert \frac{\partial (h, c)_j}{\partial (h, c)_{j-1}} \Bigr\rVert"
    )


def test_its_letters_are_none_of_the_cells():
    n = sg.dims("k")
    s, s_prev, x, k, j = sg.scalars("s s_prev x k j")
    scaled = sg.System([(s, k * s_prev + x)], parameters=[k], carry={s: s_prev})
    assert str(sg.Recurrence(scaled).state_jacobian()).splitlines() == [
        "∂s[t]/∂s[t-i] = Π[j=t-i+1..t] ∂s[j]/∂s[j-1]",
        "∂s[t]/∂s[t-1] = k",
        "‖∂s[t]/∂s[t-1]‖ ≤ |k|",
        "‖∂s[t]/∂s[t-i]‖ ≤ |k|^i",
    ]
    both = sg.System([(s, j * s_prev + k * x)], parameters=[j, k], carry={s: s_prev})
    assert str(sg.Recurrence(both).state_jacobian()).splitlines()[0] == "∂s[t]/∂s[t-i] = Π[l=t-i+1..t] ∂s[l]/∂s[l-1]"
    h, h_prev, U = sg.vector("h", n), sg.vector("h_prev", n), sg.matrix("U", n, n)
    sized = sg.System([(h, sg.tanh(U * h_prev / n))], parameters=[U], carry={h: h_prev})
    assert str(sg.Recurrence(sized).state_jacobian()).splitlines()[-1] == "‖∂h[t]/∂h[t-i]‖ ≤ (‖U‖ / k)^i"
    assert (
        sg.Recurrence(sized)
        .state_jacobian()
        .latex()
        .splitlines()[-2]
        .endswith(r"\le \Bigl( \frac{\lVert U \rVert}{k} \Bigr)^i")
    )


@pytest.mark.parametrize(
    ("name", "in_text", "in_latex"),
    [
        ("h_1", ("h_1[t]", "h_1[t-k]", "h_1[j-1]"), ("h_{1,t}", "h_{1,t-k}", "h_{1,j-1}")),
        ("t", ("vector(t)[t]", "vector(t)[t-k]", "vector(t)[j-1]"),
         (r"\mathrm{t}_t", r"\mathrm{t}_{t-k}", r"\mathrm{t}_{j-1}")),
    ],
)  # fmt: skip
def test_a_state_has_its_time_beside_the_scripts_of_its_name(name, in_text, in_latex):
    n = sg.dims("n")
    h, h_prev, x, A = sg.vector(name, n), sg.vector(f"{name}_prev", n), sg.vector("x", n), sg.matrix("A", n, n)
    cell = sg.System([(h, sg.tanh(A * h_prev + x))], parameters=[A], carry={h: h_prev})
    told = sg.Recurrence(cell).state_jacobian()
    assert all(one in str(told) for one in in_text)
    assert all(one in told.latex() for one in in_latex)
    assert not re.search(r"_\{?[A-Za-z0-9]+\}?_", told.latex())


@pytest.mark.parametrize(
    ("factor", "in_text", "in_latex"),
    [
        (2, "2^k", "2^k"),
        (sp.Rational(1, 3), "(1/3)^k", r"\Bigl( \frac{1}{3} \Bigr)^k"),
        (sp.Float(0.5), "0.5^k", "0.5^k"),
    ],
)
def test_a_number_alone_has_no_brackets_below_its_power(factor, in_text, in_latex):
    n = sg.dims("n")
    h, h_prev, x = sg.vector("h", n), sg.vector("h_prev", n), sg.vector("x", n)
    told = sg.Recurrence(sg.System([(h, factor * h_prev + x)], carry={h: h_prev}), sequences="x").state_jacobian()
    assert str(told).splitlines()[-1].endswith(f" ≤ {in_text}")
    assert told.latex().splitlines()[-2].endswith(rf"&\le {in_latex}")


def test_errors():
    with pytest.raises(
        sg.SymgradError, match=r"is a matrix where the state is a vector or a scalar, but C is \(d, d\)"
    ):
        sg.Recurrence(sg.cells.mlstm()).state_jacobian()
    _, jacobian, arrays = run_of("lstm")
    with pytest.raises(sg.UnboundNameError, match="i is not carried; there are h, c"):
        jacobian.norms(of="i", **arrays)


def test_its_latex_by_the_verb_for_all_things():
    told = sg.Recurrence(sg.cells.elman()).state_jacobian()
    assert sg.latex(told) == told.latex()
    with pytest.raises(sg.SymgradError) as raised:
        sg.latex(told, notation="bar")
    assert str(raised.value) == "the LaTeX of a StateJacobian is one for all notations; leave notation= out."


def test_states_of_unequal_sizes():
    """A projection has fewer entries than the memory cell; each block stands where the sizes say."""
    sizes = {"n": 4, "m": 3, "p": 2}
    recurrence = sg.Recurrence(sg.cells.lstm_projection())
    cell, jacobian = recurrence.cell, recurrence.state_jacobian()
    drawn = random_point(cell, seed=3, sizes={d.name: sizes.get(d.name, 2 + k) for k, d in enumerate(cell.dims)})
    x = np.random.default_rng(3).standard_normal((3, *drawn["x"].shape))
    arrays = {s.name: drawn[s.name] for s in recurrence.parameters} | {"x": x}
    function = TimeFunction(recurrence.program, analytic=True)
    for new, old in recurrence.carry.items():
        first = {o.name: np.zeros(drawn[o.name].shape, complex) for o in recurrence.carry.values()}
        columns = []
        for j in range(len(first[old.name])):
            moved = {name: array.copy() for name, array in first.items()}
            moved[old.name][j] += 1e-30j
            columns.append(function(**arrays, **moved)[new.name][-1].imag / 1e-30)
        whole = np.linalg.norm(np.array(columns).T, 2)
        assert jacobian.norms(of=new, **arrays).norms[3] == pytest.approx(whole, rel=1e-11)


def test_a_step_whose_jacobian_has_no_matrix_form_is_refused_by_name():
    n = sg.dims("n")
    h, h_prev, x, U = sg.vector("h", n), sg.vector("h_prev", n), sg.vector("x", n), sg.matrix("U", n, n)
    cell = sg.System([(h, sg.expm(sg.diag(h_prev) + U) * x)], parameters=[U], carry={h: h_prev})
    with pytest.raises(sg.MissingRuleError) as told:
        str(sg.Recurrence(cell).state_jacobian())
    assert str(told.value).startswith(
        "state_jacobian: the derivative of h with respect to h_prev has no matrix form, only an entry by index, "
    )
