"""What the papers of attention, graphs, dynamics and probability promise of their cells, in numbers."""

import itertools

import numpy as np
import pytest

import symgrad as sg
from symgrad.targets import random_point


def drawn(cell, seed=0, **at):
    return random_point(cell, at, seed)


# -- attention and memory --------------------------------------------------------------------------------------------


def test_the_energy_of_hopfield_has_the_update_in_its_gradient():
    """And an update lowers it: Ramsauer et al. 2021, theorem 1."""
    energy, update = sg.cells.hopfield_energy(), sg.cells.hopfield()
    p = drawn(energy) | {"beta": np.array(3.0)}
    moved = update.lambdify()(**p)
    slope = energy.gradient(wrt="xi").lambdify()(**p)
    np.testing.assert_allclose(slope, p["xi"] - moved, rtol=1e-12, atol=1e-14)
    value = energy.lambdify()
    assert value(**p | {"xi": moved}) < value(**p)


def test_a_machine_that_moves_by_one_place_turns_its_weights():
    cell = sg.cells.ntm_addressing()
    p = drawn(cell, M=np.random.default_rng(0).standard_normal((5, 2)))
    p |= {"c_g": np.array(-800.0), "c_gamma": np.array(-800.0)}  # the weights of before, gamma = 1
    p |= {name: 0 * p[name] for name in ("u_g", "u_gamma", "W_s")}
    for places in range(5):
        p["b_s"] = np.where(np.arange(5) == places, 0.0, -800.0)
        np.testing.assert_allclose(cell.lambdify()(**p), np.roll(p["w_prev"], places), rtol=1e-12)


@pytest.mark.parametrize("sharpness", [0.0, 5.0, 200.0])
def test_sharpening_is_a_softmax_of_logarithms(sharpness):
    cell = sg.cells.ntm_addressing()
    p = drawn(cell, M=np.random.default_rng(0).standard_normal((5, 2))) | {"c_gamma": np.array(sharpness)}
    made = cell.lambdify(["w_tilde", "gamma", "w"])(**p)
    scores = made["gamma"] * np.log(made["w_tilde"])
    powers = np.exp(scores - scores.max())
    np.testing.assert_allclose(made["w"], powers / powers.sum(), rtol=1e-9)


@pytest.mark.parametrize("heads", [1, 2, 3])
def test_heads_are_as_many_as_were_asked_for(heads):
    cell = sg.cells.multi_head_attention(heads=heads)
    assert len(cell.parameters) == 4 * heads
    assert cell.check(method="complex")
    assert cell.source == sg.cells.multi_head_attention().source
    one = sg.cells.transformer_pre_norm(heads=heads)
    assert len(one.parameters) == 4 * heads + 8


def test_several_heads_that_are_alike_are_one_with_the_sum_of_its_projections():
    two, one = sg.cells.multi_head_attention(heads=2), sg.cells.multi_head_attention(heads=1)
    p = drawn(one)
    alike = {f"{name}{k}": array for name, array in p.items() if name != "X" for k in (1, 2)}
    np.testing.assert_allclose(two.lambdify()(X=p["X"], **alike), 2 * one.lambdify()(**p), rtol=1e-12)


@pytest.mark.parametrize("wrong", [0, -1, 1.5, True, "2", None])
def test_what_is_no_number_of_heads_or_experts_is_refused(wrong):
    for make, word in (
        (lambda n: sg.cells.multi_head_attention(heads=n), "multi_head_attention: heads"),
        (lambda n: sg.cells.transformer_post_norm(heads=n), "transformer_post_norm: heads"),
        (lambda n: sg.cells.transformer_pre_norm(heads=n), "transformer_pre_norm: heads"),
        (lambda n: sg.cells.mixture_of_experts(experts=n), "mixture_of_experts: experts"),
    ):
        with pytest.raises(sg.ArgumentError, match=f"{word} is a whole number from 1 on, but .* came"):
            make(wrong)


def test_positions_that_change_places_change_places_behind_attention():
    """Without a mask or an encoding of positions, attention is equivariant."""
    for name in ("self_attention", "multi_head_attention", "transformer_post_norm", "transformer_pre_norm"):
        cell = getattr(sg.cells, name)()
        p, f = drawn(cell), cell.lambdify()
        np.testing.assert_allclose(f(**p | {"X": p["X"][::-1]}), f(**p)[::-1], rtol=1e-12, atol=1e-14)


# -- layers ----------------------------------------------------------------------------------------------------------


def test_an_update_of_low_rank_begins_as_none():
    cell = sg.cells.lora()
    p = drawn(cell)
    p["B"] = 0 * p["B"]
    np.testing.assert_allclose(cell.lambdify()(**p), p["W_0"] @ p["x"], rtol=1e-14)
    assert np.abs(cell.gradient(wrt="B").lambdify()(**p, bar_h=np.ones(len(p["W_0"])))).max() > 1e-3
    assert not cell.gradient(wrt="A").lambdify()(**p, bar_h=np.ones(len(p["W_0"]))).any()


def test_a_graph_without_edges_leaves_each_node_alone():
    cell = sg.cells.gcn()
    p = drawn(cell, A=np.zeros((3, 3)))
    np.testing.assert_allclose(cell.lambdify()(**p), np.maximum(p["H"] @ p["W"], 0), rtol=1e-12, atol=1e-14)


def test_what_a_mask_hides_is_not_seen_and_gets_no_gradient():
    cell = sg.cells.gat()
    mask = np.where(np.eye(4) + np.eye(4, k=1) > 0, 0.0, -np.inf)
    p = drawn(cell, M=mask)
    moved = p | {"H": p["H"] + np.outer(np.arange(4) == 0, np.ones(p["H"].shape[1]))}  # nobody but node 0 sees it
    f, g = cell.lambdify(), cell.gradient().lambdify()
    np.testing.assert_array_equal(f(**p)[1:], f(**moved)[1:])
    found = g(**p, bar_H_next=np.ones((4, len(p["W"]))))
    assert all(np.isfinite(array).all() for array in found.values())
    assert not found["bar_M"][np.isinf(mask)].any()


@pytest.mark.parametrize("experts", [1, 3])
def test_a_mixture_lies_between_its_experts(experts):
    cell = sg.cells.mixture_of_experts(experts=experts)
    names = [f"E_{k}" for k in range(1, experts + 1)]
    made = cell.lambdify(["y", *names])(**drawn(cell))
    answers = np.stack([made[name] for name in names])
    assert np.all(made["y"] <= answers.max(axis=0) + 1e-12)
    assert np.all(made["y"] >= answers.min(axis=0) - 1e-12)
    assert cell.check(method="complex")


# -- dynamics and probability ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "order"), [("neural_ode_euler", 1), ("neural_ode_rk4", 4)])
def test_the_error_of_a_method_falls_as_its_order_says(name, order):
    cell = sg.cells.neural_ode_euler()
    p = drawn(cell, seed=3)
    truth = _solved("neural_ode_rk4", p, 400)
    errors = [np.max(np.abs(_solved(name, p, steps) - truth)) for steps in (10, 20, 40)]
    found = np.log2(np.array(errors[:-1]) / errors[1:])
    np.testing.assert_allclose(found, order, atol=0.25)


def _solved(name, p, steps):
    run = sg.Recurrence(getattr(sg.cells, name)()).lambdify()
    return run(**p | {"h": np.full(steps, 1.0 / steps)})[-1]


def _kalman_model(seed, steps):
    rng = np.random.default_rng(seed)
    A, H = 0.5 * rng.standard_normal((3, 3)), rng.standard_normal((2, 3))
    Q, R, P = (w @ w.T + 0.5 * np.eye(len(w)) for w in map(rng.standard_normal, ((3, 3), (2, 2), (3, 3))))
    m, y = rng.standard_normal(3), rng.standard_normal((steps, 2))
    return {"A": A, "H": H, "Q": Q, "R": R, "P_prev": P, "m_prev": m, "y": y}


def _log_density_of_all(p):
    """log p(y_1, ..., y_T), all measurements as one normal vector: nothing of a filter is in it."""
    A, H, T = p["A"], p["H"], len(p["y"])
    power = [np.linalg.matrix_power(A, k) for k in range(T + 1)]
    mean = np.concatenate([H @ power[t + 1] @ p["m_prev"] for t in range(T)])
    noises = [p["P_prev"], *[p["Q"]] * T]  # of the first state, then of each step
    blocks = [
        [
            H @ sum(power[t + 1 - k] @ noises[k] @ power[s + 1 - k].T for k in range(min(s, t) + 2)) @ H.T
            + (s == t) * p["R"]
            for s in range(T)
        ]
        for t in range(T)
    ]
    covariance, off = np.block(blocks), np.concatenate(p["y"]) - mean
    _, log_det = np.linalg.slogdet(2 * np.pi * covariance)
    return -0.5 * (off @ np.linalg.solve(covariance, off) + log_det)


def _filter_with_its_loss():
    cell = sg.cells.kalman()
    v, S = cell.names.v, cell.names.S
    quadratic = sg.dot(v, S.inv() * v)
    return sg.Recurrence(cell), (sg.scalar("L"), -(quadratic + sg.logdet(S)) / 2)


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_the_innovations_of_the_filter_have_the_density_of_all_measurements(steps):
    """And its gradient is that of the density, by differences of it."""
    p = _kalman_model(steps, steps)
    over_time, loss = _filter_with_its_loss()
    both = over_time.value_and_gradient(loss=loss).lambdify()(**p)
    constant = -0.5 * p["y"].size * np.log(2 * np.pi)
    assert np.sum(both["L"]) + constant == pytest.approx(_log_density_of_all(p), rel=1e-12)
    for name in ("A", "H", "Q", "R", "P_prev", "m_prev", "y"):
        direction = np.random.default_rng(9).standard_normal(p[name].shape)
        if name in ("Q", "R", "P_prev"):
            direction = direction + direction.T
        step = 1e-5
        ahead, back = (_log_density_of_all(p | {name: p[name] + s * direction}) for s in (step, -step))
        assert np.sum(both[f"bar_{name}"] * direction) == pytest.approx((ahead - back) / (2 * step), rel=1e-6), name


def _paths(p, steps):
    """Each path of states with its probability together with the observations: Rabiner 1989, by enumeration."""
    A, B, pi = np.exp(p["log_A"]), np.exp(p["log_B"]), np.exp(p["log_pi_prev"])
    seen = np.argmax(p["o"], axis=1)
    for path in itertools.product(range(len(pi)), repeat=steps):
        chance = pi[path[0]] * B[path[0], seen[0]]
        for before, now, symbol in zip(path, path[1:], seen[1:], strict=False):
            chance *= A[before, now] * B[now, symbol]
        yield path, seen, chance


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_the_forward_procedure_sums_over_all_paths_and_its_gradient_counts(steps):
    rng = np.random.default_rng(steps)
    n, m = 3, 4
    A, B, pi = rng.dirichlet(np.ones(n), n), rng.dirichlet(np.ones(m), n), rng.dirichlet(np.ones(n))
    o = np.eye(m)[rng.integers(m, size=steps)]
    p = {"log_A": np.log(A), "log_B": np.log(B), "log_pi_prev": np.log(pi), "o": o}
    cell = sg.cells.hmm_forward()
    last = (sg.scalar("L"), sg.logsumexp(cell.names.log_alpha))
    both = sg.Recurrence(cell).value_and_gradient(last=last).lambdify()(**p)
    whole = sum(chance for _, _, chance in _paths(p, steps))
    assert np.sum(both["L"]) == pytest.approx(np.log(whole), rel=1e-12)
    transitions, emissions, first = np.zeros((n, n)), np.zeros((n, m)), np.zeros(n)
    for path, seen, chance in _paths(p, steps):
        first[path[0]] += chance / whole
        for before, now in zip(path, path[1:], strict=False):
            transitions[before, now] += chance / whole
        for state, symbol in zip(path, seen, strict=True):
            emissions[state, symbol] += chance / whole
    np.testing.assert_allclose(both["bar_log_A"], transitions, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(both["bar_log_B"], emissions, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(both["bar_log_pi_prev"], first, rtol=1e-10, atol=1e-14)


def test_a_state_that_cannot_be_reached_stays_so():
    """Logarithms of 0 are -inf: what is impossible has no weight, and nothing becomes nan."""
    p = {"log_A": np.log(np.array([[1.0, 1e-300], [0.5, 0.5]])), "log_B": np.zeros((2, 1)), "o": np.ones((3, 1))}
    p["log_pi_prev"] = np.array([0.0, -800.0])
    made = sg.Recurrence(sg.cells.hmm_forward()).lambdify()(**p)
    np.testing.assert_allclose(made["log_alpha"][:, 0], 0.0, atol=1e-12)


def test_a_coupling_is_undone_and_its_determinant_is_that_of_its_jacobian():
    cell = sg.cells.real_nvp()
    p = drawn(cell)
    made = cell.lambdify(["y", "s", "t", "log_det"])(**p)
    d = len(p["x"]) - len(made["s"])
    back = (made["y"][d:] - made["t"]) * np.exp(-made["s"])
    np.testing.assert_allclose(np.concatenate([made["y"][:d], back]), p["x"], rtol=1e-12)
    g = cell.gradient(of="y", wrt="x").lambdify()
    jacobian = np.stack([g(**p, bar_y=row) for row in np.eye(len(p["x"]))])
    assert made["log_det"] == pytest.approx(np.linalg.slogdet(jacobian)[1], rel=1e-12)


def test_the_bound_of_the_autoencoder_is_finite_where_its_probabilities_are_0_or_1():
    cell = sg.cells.variational_autoencoder()
    for logits in (800.0, -800.0):
        p = drawn(cell)
        p |= {"x": np.ones(len(p["x"])), "b_2": np.full(len(p["b_2"]), logits)}
        found = cell.value_and_gradient().lambdify()(**p)
        assert all(np.isfinite(array).all() for array in found.values())
    assert (
        cell.lambdify("KL")(**p | {"W_4": 0 * p["W_4"], "b_4": 0 * p["b_4"], "W_5": 0 * p["W_5"], "b_5": 0 * p["b_5"]})
        == 0
    )
